// Every mailbox is handed out in a wrapper that knows which kind it is.
#include "store/joined.h"

#include "base/ascii.h"
#include "base/log.h"
#include "store/edit.h"
#include "store/records.h"

namespace mailstead::store {
namespace {

constexpr std::size_t piece_size = 64 * 1024;

bool is_inbox(std::string_view name) noexcept { return base::iequals(name, "INBOX"); }

// Stored lines end in LF or CRLF; a writer takes CRLF.
std::string to_wire(std::string_view stored, char& last) {
    std::string out;
    out.reserve(stored.size() + stored.size() / 16);
    for (char const c : stored) {
        if (c == '\n' && last != '\r') out += '\r';
        out += last = c;
    }
    return out;
}

result<std::unique_ptr<writer>> copy_text(content& from, mailbox& target) {
    auto to = target.begin();
    if (!to) return to.error();
    std::string piece(piece_size, '\0');
    char last = '\0';
    for (std::uint64_t at = 0;;) {
        auto const got = from.read_at(piece, at);
        if (!got) return got.error();
        if (*got == 0) return std::move(*to);
        at += *got;
        if (auto const done = (*to)->append(to_wire(std::string_view(piece).substr(0, *got), last)); !done)
            return done.error();
    }
}

class box final : public mailbox {
public:
    enum class kind { inbox, folder };
    box(std::shared_ptr<mailbox> inner, kind which) : inner_(std::move(inner)), kind_(which) {}

    view now() const override { return inner_->now(); }
    result<view> refresh() override { return inner_->refresh(); }
    result<std::uint32_t> claim_recent() override { return inner_->claim_recent(); }
    std::uint32_t recent_from() const override { return inner_->recent_from(); }
    result<std::unique_ptr<content>> open(std::uint32_t uid) override { return inner_->open(uid); }
    result<std::shared_ptr<facts const>> facts_of(std::uint32_t uid) override { return inner_->facts_of(uid); }
    void expect_facts(std::span<std::uint32_t const> uids) override { inner_->expect_facts(uids); }
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
    void listen(listener& who) override { inner_->listen(who); }
    void unlisten(listener& who) override { inner_->unlisten(who); }
    result<std::shared_ptr<void>> maildrop_lock() override { return inner_->maildrop_lock(); }

private:
    result<copied> copy_across(uid_set const& which, mailbox& target);
    result<new_message> read(snapshot const& in, message const& row, mailbox& target);

    std::shared_ptr<mailbox> const inner_;
    kind const kind_;
};

result<new_message> box::read(snapshot const& in, message const& row, mailbox& target) {
    auto const from = inner_->open(row.uid);
    if (!from) return from.error();
    auto text = copy_text(**from, target);
    if (!text) return text.error();
    return new_message{std::move(*text), row.flags, names_of(in, row.keywords), row.internal_date};
}

result<copied> box::copy_across(uid_set const& which, mailbox& target) {
    auto const from = inner_->refresh();
    if (!from) return from.error();
    copied out{target.now()->uidvalidity(), {}};
    std::vector<new_message> messages;
    for (auto const at : positions(**from, which)) {
        auto one = read(**from, (**from)[at], target);
        if (!one) return one.error();
        messages.push_back(std::move(*one));
        out.uids.emplace_back((**from)[at].uid, 0);
    }
    auto const added = target.append(std::move(messages));
    if (!added) return added.error();
    out.uidvalidity = added->uidvalidity;
    for (std::size_t i = 0; i < out.uids.size(); ++i) out.uids[i].second = added->uids[i];
    return out;
}

result<copied> box::copy(uid_set const& which, mailbox& target) {
    auto* const to = dynamic_cast<box*>(&target);
    if (!to) return base::from_errno(EXDEV);
    return to->kind_ == kind_ ? inner_->copy(which, *to->inner_) : copy_across(which, *to->inner_);
}

result<copied> box::move(uid_set const& which, mailbox& target) {
    auto* const to = dynamic_cast<box*>(&target);
    if (!to) return base::from_errno(EXDEV);
    if (to->kind_ == kind_) return inner_->move(which, *to->inner_);
    auto out = copy_across(which, *to->inner_);
    if (!out || out->uids.empty()) return out;
    uid_set sources, copies;
    for (auto const& [source, copy] : out->uids) sources.add(source), copies.add(copy);
    auto const gone = inner_->expunge(sources, expunge_mode::all);
    if (gone) return out;
    // Some may have gone all the same: then only the copies are left, and they stay.
    auto const left = inner_->refresh();
    bool const all_left = left && positions(**left, sources).size() == out->uids.size();
    if (all_left && !to->inner_->expunge(copies, expunge_mode::all))
        base::log::warning("store", "a move that failed has left copies behind");
    return gone.error();
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
