// The twin of a real store, all in memory: what the protocol tests talk to. It keeps the seam's whole contract
// (mailbox.h, account.h) and fails when told to. Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

namespace mailstead::store::memory {

class box;

// What shall fail, shared by an account and its mailboxes. Points are the names of the seam's functions: "list",
// "subscribe", "unsubscribe", "subscriptions", "create", "remove", "rename", "open_mailbox", "status", "refresh",
// "measured", "claim_recent", "open" (a message), "read" (its text), "facts", "unique_ids", "begin", "write", "append", "flags",
// "expunge", "vanished", "copy", "move", "lock", "quota", "preview", "origins", "may_read", "glance" (one message).
class failures {
public:
    void fail_next(std::string_view point, base::error_code with, unsigned nth);
    // Each call that passes `point` takes so long.
    void delay(std::string_view point, std::chrono::milliseconds time);
    base::error_code at(std::string_view point);  // empty: go on
    bool awaits(std::string_view point);          // a call that passes it later will fail

private:
    struct plan {
        unsigned left;
        base::error_code with;
    };
    std::mutex lock_;
    std::multimap<std::string, plan, std::less<>> plans_;
    std::map<std::string, std::chrono::milliseconds, std::less<>> delays_;
};

// What an account and its mailboxes share of its quota.
class ledger {
public:
    void limit(quota_limits const& to);
    bool has_room(quota_usage const& more) const;
    void came(quota_usage const& what);
    void went(quota_usage const& what);
    std::optional<store::quota> now() const;

private:
    mutable std::mutex lock_;
    store::quota quota_;
};

class account final : public store::account {
public:
    explicit account(std::string owner = {});  // with an empty INBOX
    ~account() override;

    char separator() const noexcept override { return '.'; }
    result<std::vector<folder>> list() override;
    result<std::vector<std::string>> subscriptions() override;
    result<void> subscribe(std::string_view name) override;
    result<void> unsubscribe(std::string_view name) override;
    result<void> create(std::string_view name) override;
    result<void> remove(std::string_view name) override;
    result<void> rename(std::string_view from, std::string_view to) override;
    result<std::shared_ptr<mailbox>> open(std::string_view name) override;
    result<folder_status> status(std::string_view name) override;
    result<std::optional<store::quota>> quota() override;
    std::string owner() const override { return owner_; }
    std::shared_ptr<store::records> recorded() override { return records_; }
    std::shared_ptr<store::notices> notices() override { return notices_; }

    void limit(quota_limits const& to) { ledger_->limit(to); }
    // The `nth` call from now on (1: the next) that passes `point` fails with that code, once.
    void fail_next(std::string_view point, base::error_code with, unsigned nth = 1) {
        failures_->fail_next(point, with, nth);
    }
    void delay(std::string_view point, std::chrono::milliseconds time) { failures_->delay(point, time); }
    // A message that another program or the delivery agent put there: sessions see it as new. Makes the mailbox when it
    // is missing. `text` is kept as it is, LF or CRLF. Returns its uid.
    std::uint32_t put(std::string_view name, std::string text, std::uint32_t flags = 0, std::int64_t internal_date = 0,
                      std::vector<std::string> const& keywords = {});

    // As if another program had put there what is in that mailbox, and nobody had asked for sizes and dates yet.
    void forget_measures(std::string_view name);
    // As if all that was expunged from that mailbox were long ago.
    void forget_expunged(std::string_view name);

private:
    std::shared_ptr<box> find(std::string_view name);
    std::shared_ptr<box> add(std::string_view name, std::string object = {});
    bool has_children(std::string_view name) const;
    result<void> rename_inbox(std::string_view to);

    std::shared_ptr<failures> failures_;
    std::shared_ptr<ledger> ledger_;
    std::string const owner_;
    std::shared_ptr<store::records> const records_;
    std::shared_ptr<store::notices> const notices_ = std::make_shared<store::notices>();
    std::mutex lock_;
    std::map<std::string, std::shared_ptr<box>, std::less<>> boxes_;
    std::vector<std::string> subscribed_;
    std::uint32_t last_uidvalidity_ = 1000;
};

// Accounts by name, made empty when first asked for.
class opener final : public store::opener {
public:
    result<std::shared_ptr<store::account>> open(owner const& who) override;
    std::shared_ptr<account> at(std::string_view name);

private:
    std::mutex lock_;
    std::map<std::string, std::shared_ptr<account>, std::less<>> accounts_;
};

}  // namespace mailstead::store::memory
