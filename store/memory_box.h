// One mailbox of the store in memory; private to store/memory.cpp and its tests.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/feed.h"
#include "store/mailbox.h"
#include "store/memory.h"

namespace mailstead::store::memory {

using text = std::shared_ptr<std::string const>;

class box final : public mailbox, public std::enable_shared_from_this<box> {
public:
    box(std::shared_ptr<failures> plan, std::shared_ptr<ledger> counts, std::uint32_t uidvalidity, std::string object);

    view now() const override { return feed_.now(); }
    result<view> refresh() override;
    result<view> measured(view of, std::span<std::uint32_t const> uids, measures asked) override;
    result<std::uint32_t> claim_recent() override;
    std::uint32_t recent_from() const override;
    result<std::unique_ptr<content>> open(std::uint32_t uid) override;
    result<std::shared_ptr<facts const>> facts_of(std::uint32_t uid) override;
    result<void> may_read() override;
    result<void> glance_at(std::span<std::uint32_t const> uids, facts_part wanted, glance_reader const& take) override;
    result<std::optional<std::string>> preview_of(std::uint32_t uid, haste how) override;
    result<std::vector<origin>> origins_of(std::span<std::uint32_t const> uids) override;
    result<std::string> object_id() override { return object_; }
    result<std::vector<std::pair<std::uint32_t, std::string>>> unique_ids(view) override;
    result<std::unique_ptr<writer>> begin() override;
    result<appended> append(std::vector<new_message> messages) override;
    result<std::vector<std::uint32_t>> change_flags(uid_set const& which, flag_change const& change,
                                                    std::uint64_t unchanged_since) override;
    result<std::vector<std::uint32_t>> expunge(uid_set const& which, expunge_mode) override;
    result<std::optional<uid_set>> vanished_since(std::uint64_t modseq) override;
    result<copied> copy(uid_set const& which, mailbox& target) override;
    result<copied> move(uid_set const& which, mailbox& target) override;
    void listen(listener& who) override { feed_.listen(who); }
    void unlisten(listener& who) override { feed_.unlisten(who); }
    result<std::shared_ptr<void>> maildrop_lock() override;

    struct item {
        text bytes;
        std::uint32_t flags = 0;
        std::vector<std::string> keywords;
        std::int64_t internal_date = 0;
        std::string email_id = {};                  // empty: a new one
        std::optional<std::int64_t> saved = {};     // absent: now
    };
    // Past the failure points: all or none.
    result<std::vector<std::uint32_t>> add(std::vector<item> items);
    // The mailbox has been removed or renamed away: every later call is refused.
    void close();
    // As if nobody had asked yet how large the messages are and when they came.
    void forget_measures();
    // What was expunged until now is not remembered any more.
    void forget_expunged();

private:
    base::error_code refused(std::string_view point);
    enum class room { needed, not_needed };
    result<copied> copy_to(uid_set const& which, mailbox& target, room);
    std::vector<std::uint32_t> drop(uid_set const& which, expunge_mode);
    snapshot::totals next_totals() const;
    std::int64_t date_of(message const& row) const;    // under lock_

    std::shared_ptr<failures> failures_;
    std::shared_ptr<ledger> ledger_;
    mutable std::mutex lock_;
    feed feed_;
    std::map<std::uint32_t, text> texts_;
    std::map<std::uint32_t, std::int64_t> dates_;                      // of messages whose row does not have it
    std::map<std::uint32_t, origin> origins_;              // also of messages that are gone
    std::map<std::uint32_t, std::string> previews_;        // that were asked for
    std::string const object_;
    std::uint32_t recent_from_ = 1;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> expunged_;    // uid, modseq
    std::uint64_t log_from_ = 0;                                       // it knows all after this modseq
    std::weak_ptr<void> maildrop_;
    bool closed_ = false;
};

}  // namespace mailstead::store::memory
