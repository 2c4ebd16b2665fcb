// An account together with what other users share with it: their mailboxes stand below "Other Users" and their names, those
// of one owner below "Shared" (RFC 2342). Nothing is shown, opened or changed there but by a right that an access control
// list gives (RFC 4314).
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"
#include "store/records.h"

namespace mailstead::store {

// What accounts have together. Implemented by the server's wiring; tests have their own.
class sharing {
public:
    virtual ~sharing() = default;
    // The account of an owner, as canonical_identifier() spells him. errc::no_mailbox: there is none. [blocking]
    virtual result<std::shared_ptr<account>> open(std::string const& owner) = 0;
    virtual std::shared_ptr<records> common() = 0;    // store.db
    // Limits in place of the configured ones, durable, for every delivery and login from now on. [blocking]
    virtual result<void> set_quota(std::string const& owner, quota_limits const& to) = 0;
};

struct sharing_names {
    std::string others = "Other Users";      // empty: other users' mailboxes are not shown
    std::string common = "Shared";
    std::string common_owner = {};           // empty: nothing stands below `common`
    std::size_t most_owners = 100;           // that a LIST looks through
};

// A level of a name where the character `separator`, or what looks like an escape, stands for itself: `=2E`.
std::string escaped_level(std::string_view level, char separator);
// Absent: this is not how escaped_level() would have written it.
std::optional<std::string> unescaped_level(std::string_view level, char separator);

// Says in store.db whether anything of `of` is shared with `identifier`. [blocking]
result<void> note_sharing(sharing& with, account& of, std::string_view identifier);

class shared_account final : public account {
public:
    shared_account(std::shared_ptr<account> own, std::shared_ptr<sharing> with, sharing_names names);

    char separator() const noexcept override { return own_->separator(); }
    result<std::vector<folder>> list() override;
    result<std::vector<std::string>> subscriptions() override { return own_->subscriptions(); }
    result<void> subscribe(std::string_view name) override { return own_->subscribe(name); }
    result<void> unsubscribe(std::string_view name) override { return own_->unsubscribe(name); }
    result<void> create(std::string_view name) override;
    result<void> remove(std::string_view name) override;
    result<void> rename(std::string_view from, std::string_view to) override;
    result<std::shared_ptr<mailbox>> open(std::string_view name) override;
    result<folder_status> status(std::string_view name) override;
    result<std::optional<store::quota>> quota() override { return own_->quota(); }
    std::shared_ptr<store::notices> notices() override { return own_->notices(); }
    std::vector<std::shared_ptr<store::notices>> all_notices() override;
    std::optional<std::string> name_here(std::string_view whose, std::string_view name, char level) const override;
    std::string owner() const override { return user_; }
    std::shared_ptr<records> recorded() override { return own_->recorded(); }
    bool is_personal(std::string_view name) const noexcept override { return place_of(name) == place::own; }
    result<located> locate(std::string_view name) override;

private:
    enum class place { own, others, common };
    place place_of(std::string_view name) const noexcept;
    bool is_own(located const& at) const noexcept { return at.where == own_; }
    result<std::shared_ptr<account>> open_owner(std::string const& owner);
    result<located> place_below(std::string_view rest, std::shared_ptr<account> of);
    result<void> permit(located const& at, std::string_view wanted);
    result<std::string> guardian(located const& at);
    result<void> inherit(located const& at, std::string const& from, std::vector<folder> const& before);
    void add_shared(std::vector<folder>& out, std::string const& prefix, account& of);
    std::string shown(std::string_view name, char their_separator) const;

    std::shared_ptr<account> const own_;
    std::shared_ptr<sharing> const with_;
    sharing_names const names_;
    std::string const user_;
    std::mutex lock_;
    std::map<std::string, std::shared_ptr<account>> opened_;    // by owner
};

}  // namespace mailstead::store
