// A mailbox as one user may use it, RFC 4314 §4: every call looks at his rights first. His own mailboxes come in the same
// wrapper, which then lets everything pass, so that copies between owners find each other.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "store/account.h"
#include "store/mailbox.h"

namespace mailstead::store {

class guarded final : public mailbox {
public:
    // `name`: of the mailbox in `of`, whose access lists say what `user` may do; `user` empty: it is his own.
    guarded(std::shared_ptr<mailbox> inner, std::shared_ptr<account> of, std::string name, std::string user);

    view now() const override { return inner_->now(); }
    result<view> refresh() override;
    std::optional<view> refresh_at_once() override { return user_.empty() ? inner_->refresh_at_once() : std::nullopt; }
    // \Recent is the owner's: whoever looks in takes it from nobody.
    result<std::uint32_t> claim_recent() override { return user_.empty() ? inner_->claim_recent() : inner_->recent_from(); }
    std::uint32_t recent_from() const override { return inner_->recent_from(); }
    result<view> measured(view of, std::span<std::uint32_t const> uids, measures asked) override;
    result<std::unique_ptr<content>> open(std::uint32_t uid) override;
    result<std::shared_ptr<facts const>> facts_of(std::uint32_t uid) override;
    result<void> read_texts(std::span<std::uint32_t const> uids, std::uint64_t longest, text_reader const& take) override;
    // Who may not read learns nothing from the index of texts either: read_texts() then refuses him.
    std::optional<text_answer> find_texts(text_query const& what) override;
    void index_texts(std::shared_ptr<mailbox>) override { inner_->index_texts(inner_); }
    void expect_facts(std::span<std::uint32_t const> uids) override { inner_->expect_facts(uids); }
    result<void> glance_at(std::span<std::uint32_t const> uids, facts_part wanted, glance_reader const& take) override;
    result<void> may_read() override;
    std::shared_ptr<mailbox> behind() const override { return inner_; }
    result<std::optional<std::string>> preview_of(std::uint32_t uid, haste how) override;
    // Ids are unique among all that a user sees: those of others' mail carry a mark of their owner.
    result<std::vector<origin>> origins_of(std::span<std::uint32_t const> uids) override;
    result<std::string> object_id() override;
    result<std::vector<std::pair<std::uint32_t, std::string>>> unique_ids(view of) override;
    result<std::unique_ptr<writer>> begin() override;
    // Marks he has no right to set are left out (RFC 4314 §4).
    result<appended> append(std::vector<new_message> messages) override;
    // Those marks he may change are changed; errc::no_right: none of those named may be.
    result<std::vector<std::uint32_t>> change_flags(uid_set const& which, flag_change const& change, std::uint64_t unchanged_since) override;
    result<std::vector<std::uint32_t>> expunge(uid_set const& which, expunge_mode mode) override;
    result<std::optional<uid_set>> vanished_since(std::uint64_t modseq) override;
    result<copied> copy(uid_set const& which, mailbox& target) override;
    result<copied> move(uid_set const& which, mailbox& target) override;
    result<appended> replace(std::uint32_t uid, new_message with, mailbox& target) override;
    void listen(listener& who) override { inner_->listen(who); }
    void unlisten(listener& who) override { inner_->unlisten(who); }
    result<std::shared_ptr<void>> maildrop_lock() override;
    rights allowed() const override { return user_.empty() ? rights::all() : known_.load(); }

    bool is_of_another() const noexcept { return !user_.empty(); }

    // Looks up what the user may do now; errc::no_right unless all of `wanted` is among it.
    result<rights> permit(std::string_view wanted);

private:
    std::string mark() const;
    result<std::vector<std::uint32_t>> replace_some(uid_set const& which, flag_change const& change, std::uint64_t unchanged_since, rights may);

    std::shared_ptr<mailbox> const inner_;
    std::shared_ptr<account> const of_;
    std::string const name_, user_;
    std::atomic<rights> known_;
};

// Whether it is somebody else's, so that the right to read it may go while it is open.
bool is_of_another(mailbox const& box) noexcept;

}  // namespace mailstead::store
