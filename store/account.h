// A user's mailboxes: names, hierarchy, subscriptions. Names at this seam are UTF-8 with separator() between levels;
// INBOX is always spelt INBOX. Threads and [blocking] as in mailbox.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/mailbox.h"
#include "store/notices.h"
#include "store/owner.h"
#include "store/quota.h"
#include "store/rights.h"

namespace mailstead::store {

class records;

struct folder {
    std::string name;
    bool selectable = true;           // false: \Noselect, a mere level of the hierarchy
    bool has_children = false;
    bool subscribed = false;
};

struct folder_status {
    std::uint32_t messages = 0, recent = 0, unseen = 0, uidnext = 1, uidvalidity = 1, deleted = 0;
    std::uint64_t highest_modseq = 1, size = 0, deleted_size = 0;    // deleted_size: of messages with \Deleted
    bool sizes_known = true;    // false: some sizes are not in the sums yet (see account::status_with_sizes)
};

// STATUS worked out from a view; `recent_from` as mailbox::recent_from().
folder_status status_of(snapshot const& from, std::uint32_t recent_from) noexcept;

class account;

// Where a mailbox really lies, and what the user of the account that was asked may do there.
struct located {
    std::shared_ptr<account> where;   // null: the account that was asked
    std::string name;                 // there
    store::rights mine = rights::all();
};

class account {
public:
    virtual ~account() = default;
    virtual char separator() const noexcept = 0;
    virtual result<std::vector<folder>> list() = 0;                                    // [blocking] all, sorted by name
    virtual result<std::vector<std::string>> subscriptions() = 0;                      // [blocking] also of mailboxes gone
    virtual result<void> subscribe(std::string_view name) = 0;                         // [blocking]
    virtual result<void> unsubscribe(std::string_view name) = 0;                       // [blocking]
    virtual result<void> create(std::string_view name) = 0;                            // [blocking] with missing parents
    virtual result<void> remove(std::string_view name) = 0;                            // [blocking]
    virtual result<void> rename(std::string_view from, std::string_view to) = 0;       // [blocking] with children; INBOX as RFC 3501 §6.3.5
    virtual result<std::shared_ptr<mailbox>> open(std::string_view name) = 0;          // [blocking]
    virtual result<folder_status> status(std::string_view name) = 0;                   // [blocking]
    // The same with all sizes, which may mean to read every message once. [blocking]
    result<folder_status> status_with_sizes(std::string_view name);
    // What the account may keep and keeps, in all folders together; absent: it is not limited. [blocking]
    virtual result<std::optional<store::quota>> quota() { return std::optional<store::quota>(); }

    // owner::account: whose it is.
    virtual std::string owner() const { return {}; }
    // Where annotations and access control lists of its mailboxes are kept; null: nowhere.
    virtual std::shared_ptr<store::records> recorded() { return nullptr; }
    // Whether the name is in the personal namespace (RFC 2342): not one of others' mailboxes, or of those of all.
    virtual bool is_personal(std::string_view name) const noexcept { return static_cast<void>(name), true; }
    // Names of others' mailboxes lead into their accounts (store/shared.h). Whether the mailbox is there is not looked at.
    // errc::no_mailbox [blocking]
    virtual result<located> locate(std::string_view name) { return located{nullptr, std::string(name), rights::all()}; }
    // Where whoever changes names and subscriptions says so, and whoever wants to hear of it listens; the same for all who
    // opened this account in this process. Null: nobody is told.
    virtual std::shared_ptr<store::notices> notices() { return nullptr; }
    // Those of whoever shares something with this user, too. [blocking]
    virtual std::vector<std::shared_ptr<store::notices>> all_notices() {
        auto own = notices();
        return own ? std::vector<std::shared_ptr<store::notices>>{std::move(own)} : std::vector<std::shared_ptr<store::notices>>();
    }
    // What the user calls the mailbox `name`, with `level` between its levels, of `whose`; whether he may know of it is not looked
    // at. Absent: he has no name for it. Any thread.
    virtual std::optional<std::string> name_here(std::string_view whose, std::string_view name, char level) const {
        static_cast<void>(level);
        return whose.empty() || whose == owner() ? std::optional(std::string(name)) : std::nullopt;
    }
};

// Finds a user's store; built by the server from the settings, the one place that decides Maildir or mbox.
class opener {
public:
    virtual ~opener() = default;
    virtual result<std::shared_ptr<account>> open(owner const& who) = 0;          // [blocking]
    // Whether whatever is delivered to him would be refused now for his quota. False also where that is not known. [blocking]
    virtual bool is_full(owner const& who) {
        static_cast<void>(who);
        return false;
    }
};

}  // namespace mailstead::store
