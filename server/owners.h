// Whose mailbox is this, and where: the one place that decides it, from the same parameters for delivery and for access
// (design: the store room). Answers the questions of lmtpd, imapd and pop3d alike.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "conf/lookup.h"
#include "conf/settings.h"
#include "imap/accounts.h"
#include "lmtp/users.h"
#include "mda/local_settings.h"
#include "net/authenticator.h"
#include "net/disk.h"
#include "pop3/accounts.h"
#include "store/account.h"
#include "store/owner.h"

namespace mailstead::server {

// What the settings say of virtual mailboxes; shared by all threads.
struct mailbox_rules {
    explicit mailbox_rules(conf::settings const& values, conf::report const& report = {});

    // The mailbox that the tables name; absent: they know of none. Blocking where a table is.
    base::result<std::optional<store::owner>> in_tables(std::string const& address) const;
    // The mailbox of an account of the account database. Blocking where a table is.
    base::result<store::owner> of_account(auth::user const& who) const;
    // `address` without its extension; empty when it has none.
    std::string without_extension(std::string_view address) const;

    // What an account may keep, by mailbox_quota_maps, else by mailbox_quota. EINVAL: limits that cannot be read. Blocking
    // where the table is.
    base::result<store::quota_limits> quota_of(std::string const& account) const;
    bool is_blocking() const noexcept;    // that any of the tables may block

    std::string base;
    std::string delimiter;
    conf::maps mailboxes, uids, gids, quotas;
    std::optional<store::quota_limits> usual_quota;    // absent: cannot be read
    std::int64_t least_uid = 0;
    uid_t own_uid;    // the process's, as which virtual mail is kept unless a table says otherwise
    gid_t own_gid;

private:
    base::result<store::owner> with_ids(store::owner out) const;
    base::result<store::owner> with_quota(store::owner out) const;
};

// The mailbox of a system user, with what he may keep; absent: there is no such user. Blocking.
base::result<std::optional<store::owner>> system_mailbox_of(mda::local_settings const& local, mailbox_rules const& rules, std::string const& user);

// One worker's view. All calls on its thread.
class owners final : public lmtp::users, public imap::accounts, public pop3::accounts {
public:
    // What is referred to outlives it.
    owners(std::shared_ptr<mailbox_rules const> rules, std::shared_ptr<mda::local_settings const> local, net::authenticator& accounts,
           store::opener& opener, net::disk_pool& lookups, net::disk_pool& files)
        : rules_(std::move(rules)), local_(std::move(local)), accounts_(accounts), opener_(opener), lookups_(lookups), files_(files) {}

    net::task<base::result<std::optional<mda::plan>>> plan_for(mda::recipient whom, std::string sender, rules by) override;
    net::task<base::result<std::shared_ptr<store::account>>> open(std::string user) override;
    std::shared_ptr<store::sharing> sharing() override { return sharing_; }
    void share(std::shared_ptr<store::sharing> with) { sharing_ = std::move(with); }
    // Whose mailbox that address or login name means; absent: nobody's.
    net::task<base::result<std::optional<store::owner>>> find(std::string address);

private:
    net::task<base::result<std::optional<store::owner>>> find_exactly(std::string address);

    net::task<base::result<std::optional<mda::plan>>> local_plan(mda::recipient whom, std::string sender);
    enum class domain { ours, others };    // of mydestination
    enum class room { none, some };
    net::task<base::result<domain>> is_local(std::string const& address);

    std::shared_ptr<mailbox_rules const> rules_;
    std::shared_ptr<mda::local_settings const> local_;
    net::authenticator& accounts_;
    store::opener& opener_;
    net::disk_pool& lookups_;
    net::disk_pool& files_;
    std::shared_ptr<store::sharing> sharing_;
};

}  // namespace mailstead::server
