// Every mailbox is handed out in a wrapper that knows which kind it is.
#include "store/joined.h"

#include "base/ascii.h"
#include "store/copy_across.h"
#include "store/records.h"

namespace mailstead::store {
namespace {

bool is_inbox(std::string_view name) noexcept { return base::iequals(name, "INBOX"); }

class box final : public mailbox {
public:
    enum class kind { inbox, folder };
    box(std::shared_ptr<mailbox> inner, kind which) : inner_(std::move(inner)), kind_(which) {}

    view now() const override { return inner_->now(); }
    result<view> refresh() override { return inner_->refresh(); }
    std::optional<view> refresh_at_once() override { return inner_->refresh_at_once(); }
    result<view> measured(view of, std::span<std::uint32_t const> uids, measures asked) override {
        return inner_->measured(std::move(of), uids, asked);
    }
    result<std::uint32_t> claim_recent() override { return inner_->claim_recent(); }
    std::uint32_t recent_from() const override { return inner_->recent_from(); }
    result<std::unique_ptr<content>> open(std::uint32_t uid) override { return inner_->open(uid); }
    result<std::shared_ptr<facts const>> facts_of(std::uint32_t uid) override { return inner_->facts_of(uid); }
    void expect_facts(std::span<std::uint32_t const> uids) override { inner_->expect_facts(uids); }
    result<void> glance_at(std::span<std::uint32_t const> uids, facts_part wanted, glance_reader const& take) override {
        return inner_->glance_at(uids, wanted, take);
    }
    result<void> may_read() override { return inner_->may_read(); }
    std::shared_ptr<mailbox> behind() const override { return inner_; }
    result<void> read_texts(std::span<std::uint32_t const> uids, std::uint64_t longest, text_reader const& take) override {
        return inner_->read_texts(uids, longest, take);
    }
    std::optional<text_answer> find_texts(text_query const& what) override { return inner_->find_texts(what); }
    void index_texts(std::shared_ptr<mailbox>) override { inner_->index_texts(inner_); }
    result<std::optional<std::string>> preview_of(std::uint32_t uid, haste how) override { return inner_->preview_of(uid, how); }
    result<std::vector<origin>> origins_of(std::span<std::uint32_t const> uids) override { return inner_->origins_of(uids); }
    result<std::string> object_id() override;
    result<std::optional<uid_set>> vanished_since(std::uint64_t modseq) override { return inner_->vanished_since(modseq); }
    result<std::vector<std::pair<std::uint32_t, std::string>>> unique_ids(view of) override {
        return inner_->unique_ids(std::move(of));
    }
    result<std::unique_ptr<writer>> begin() override { return inner_->begin(); }
    result<appended> append(std::vector<new_message> messages) override { return inner_->append(std::move(messages)); }
    result<std::vector<std::uint32_t>> change_flags(uid_set const& which, flag_change const& change,
                                                    std::uint64_t unchanged_since) override {
        return inner_->change_flags(which, change, unchanged_since);
    }
    result<std::vector<std::uint32_t>> expunge(uid_set const& which, expunge_mode mode) override {
        return inner_->expunge(which, mode);
    }
    result<copied> copy(uid_set const& which, mailbox& target) override;
    result<copied> move(uid_set const& which, mailbox& target) override;
    result<appended> replace(std::uint32_t uid, new_message with, mailbox& target) override;
    void listen(listener& who) override { inner_->listen(who); }
    void unlisten(listener& who) override { inner_->unlisten(who); }
    result<std::shared_ptr<void>> maildrop_lock() override { return inner_->maildrop_lock(); }

private:
    std::shared_ptr<mailbox> const inner_;
    kind const kind_;
};

// The halves have indexes of their own, which may give the same id.
result<std::string> box::object_id() {
    auto id = inner_->object_id();
    if (id && kind_ == kind::inbox) id->insert(1, "I");
    return id;
}

result<copied> box::copy(uid_set const& which, mailbox& target) {
    auto* const to = dynamic_cast<box*>(&target);
    if (!to) return base::from_errno(EXDEV);
    return to->kind_ == kind_ ? inner_->copy(which, *to->inner_) : copy_across(*inner_, which, {*to->inner_});
}

result<copied> box::move(uid_set const& which, mailbox& target) {
    auto* const to = dynamic_cast<box*>(&target);
    if (!to) return base::from_errno(EXDEV);
    return to->kind_ == kind_ ? inner_->move(which, *to->inner_) : move_across(*inner_, which, {*to->inner_});
}

result<appended> box::replace(std::uint32_t uid, new_message with, mailbox& target) {
    auto* const to = dynamic_cast<box*>(&target);
    if (!to || to->kind_ != kind_) return mailbox::replace(uid, std::move(with), target);
    return inner_->replace(uid, std::move(with), *to->inner_);
}

}  // namespace

result<std::shared_ptr<mailbox>> joined_account::open(std::string_view name) {
    bool const inbox = is_inbox(name);
    auto inner = (inbox ? inbox_ : folders_)->open(name);
    if (!inner) return inner.error();
    return std::shared_ptr<mailbox>(
        std::make_shared<box>(std::move(*inner), inbox ? box::kind::inbox : box::kind::folder));
}

result<folder_status> joined_account::status(std::string_view name) {
    return (is_inbox(name) ? inbox_ : folders_)->status(name);
}

// RFC 3501 §6.3.5: the messages of INBOX move into a new mailbox, INBOX stays, empty.
result<void> joined_account::rename(std::string_view from, std::string_view to) {
    if (!is_inbox(from)) return folders_->rename(from, to);
    auto const source = open(from);
    if (!source) return source.error();
    if (auto const made = folders_->create(to); !made) return made;
    auto const target = open(to);
    if (!target) return target.error();
    auto const moved = (*source)->move(uid_set::everything(), **target);
    if (!moved) return moved.error();
    auto const kept = recorded();
    return kept ? kept->copy_annotations("INBOX", to) : result<void>();    // RFC 5464 §4.1
}

result<std::optional<store::quota>> joined_account::quota() {
    auto out = inbox_->quota();
    if (!out || !*out) return out;
    auto const beside = folders_->quota();
    if (!beside) return beside.error();
    if (!*beside) return out;
    // Of mailboxes only the folders' half has all, INBOX among them.
    (*out)->usage.mailboxes = 0;
    (*out)->usage += (*beside)->usage;
    return out;
}

}  // namespace mailstead::store
