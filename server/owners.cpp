// virtual_mailbox_maps first, then the account database.
#include "server/owners.h"

#include <unistd.h>

#include <cerrno>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>

#include "base/ascii.h"
#include "base/log.h"
#include "mda/local.h"
#include "store/error.h"

namespace mailstead::server {
namespace {

// "alice@example.org" -> "example.org/alice/": where an account's mail lies when nothing says otherwise.
std::string default_path(std::string_view address) {
    auto const at = address.rfind('@');
    if (at == address.npos) return std::string(address) + "/";
    return std::string(address.substr(at + 1)) + "/" + std::string(address.substr(0, at)) + "/";
}

// A user of the system has the mailbox that local delivery puts mail into.
base::result<store::owner> owner_of(mailbox_rules const& rules, mda::local_settings const& local, auth::user const& who) {
    if (who.system_user.empty()) return rules.of_account(who);
    auto found = system_mailbox_of(local, rules, who.system_user);
    if (!found) return found.error();
    if (!*found) return store::make_error_code(store::errc::no_mailbox);
    return std::move(**found);
}

// A path that a table gives must not lead out of the base.
bool is_below(std::string_view path) {
    for (auto const part : base::split(path, "/"))
        if (part == "..") return false;
    return true;
}

// Worth asking before the text comes. A delivery that may be there already is not refused: what counts is whether it is.
bool may_be_full(mda::recipient const& whom, mda::plan const& what) {
    return !whom.maybe_delivered && what.branches() == 1 && what.mailboxes.size() == 1 && what.mailboxes.front().who.quota.any();
}

}  // namespace

mailbox_rules::mailbox_rules(conf::settings const& values, conf::report const& report)
    : base(values.text("virtual_mailbox_base")), delimiter(values.text("recipient_delimiter")),
      mailboxes(conf::maps::open(values.text("virtual_mailbox_maps"), values, report)),
      uids(conf::maps::open(values.text("virtual_uid_maps"), values, report)),
      gids(conf::maps::open(values.text("virtual_gid_maps"), values, report)),
      quotas(conf::maps::open(values.text("mailbox_quota_maps"), values, report)),
      usual_quota(store::parse_quota(values.text("mailbox_quota"))),
      least_uid(values.number("virtual_minimum_uid")), own_uid(::geteuid()), own_gid(::getegid()) {
    if (base.empty()) base = values.text("data_directory") + "/mail";
    if (!usual_quota && report)
        report({{}, 0, conf::severity::warning, fmt::format("mailbox_quota: cannot be read: \"{}\"", base::printable(values.text("mailbox_quota")))});
}

bool mailbox_rules::is_blocking() const noexcept {
    return mailboxes.is_blocking() || uids.is_blocking() || gids.is_blocking() || quotas.is_blocking();
}

base::result<store::quota_limits> mailbox_rules::quota_of(std::string const& account) const {
    conf::address_keys keys;
    keys.delimiter = delimiter;
    auto const found = conf::find_address(quotas, account, keys);
    if (!found) return found.error();
    auto const limits = *found ? store::parse_quota((*found)->value) : usual_quota;
    if (limits) return *limits;
    // Reads neither as a limit nor as none.
    base::log::warning("store", "{}: the quota of {} cannot be read", *found ? "mailbox_quota_maps" : "mailbox_quota", base::printable(account));
    return base::from_errno(EINVAL);
}

base::result<store::owner> mailbox_rules::with_quota(store::owner out) const {
    auto const limits = quota_of(out.account);
    if (!limits) return limits.error();
    out.quota = *limits;
    return out;
}

base::result<std::optional<store::owner>> system_mailbox_of(mda::local_settings const& local, mailbox_rules const& rules, std::string const& user) {
    auto found = mda::system_mailbox(local, user);
    if (!found || !*found) return found;
    auto const limits = rules.quota_of((*found)->account);
    if (!limits) return limits.error();
    (*found)->quota = *limits;
    return found;
}

base::result<std::optional<store::owner>> mailbox_rules::in_tables(std::string const& address) const {
    conf::address_keys keys;
    keys.delimiter = delimiter;
    auto const found = conf::find_address(mailboxes, address, keys);
    if (!found) return found.error();
    if (!*found) return std::optional<store::owner>();
    if (!is_below((*found)->value)) return base::from_errno(EACCES);
    store::owner out;
    auto plain = without_extension(address);
    bool const extended = !plain.empty() && (*found)->key == plain;
    out.account = base::lowered(extended ? plain : address);
    out.location = base + "/" + (*found)->value;
    auto done = with_ids(std::move(out));
    if (done) done = with_quota(std::move(*done));
    if (!done) return done.error();
    return std::optional<store::owner>(std::move(*done));
}

base::result<store::owner> mailbox_rules::of_account(auth::user const& who) const {
    store::owner out;
    out.account = who.name;
    out.home = who.home;
    out.location = who.mail.empty() ? base + "/" + default_path(who.name)
                   : base::istarts_with(who.mail, "maildir:") ? who.mail.substr(8) + "/" : who.mail;
    auto done = with_ids(std::move(out));
    if (!done) return done;
    if (who.uid != static_cast<uid_t>(-1)) done->uid = who.uid;
    if (who.gid != static_cast<gid_t>(-1)) done->gid = who.gid;
    if (!who.quota_storage && !who.quota_messages) return with_quota(std::move(*done));
    if (who.quota_storage.value_or(0) != 0) done->quota.storage = who.quota_storage;
    if (who.quota_messages.value_or(0) != 0) done->quota.messages = who.quota_messages;
    return done;
}

// Without maps (and without the privilege to be somebody else) all virtual mail belongs to the store's own user.
base::result<store::owner> mailbox_rules::with_ids(store::owner out) const {
    out.uid = own_uid;
    out.gid = own_gid;
    conf::address_keys keys;
    keys.delimiter = delimiter;
    auto const uid = conf::find_address(uids, out.account, keys);
    if (!uid) return uid.error();
    auto const gid = conf::find_address(gids, out.account, keys);
    if (!gid) return gid.error();
    if (*uid) {
        auto const number = base::number<uid_t>((*uid)->value);
        if (!number || *number < least_uid) return base::from_errno(EPERM);
        out.uid = *number;
    }
    if (*gid) {
        auto const number = base::number<gid_t>((*gid)->value);
        if (!number) return base::from_errno(EPERM);
        out.gid = *number;
    }
    return out;
}

std::string mailbox_rules::without_extension(std::string_view address) const {
    auto const at = address.rfind('@');
    if (delimiter.empty() || at == address.npos) return {};
    auto const split = conf::split_extension(address.substr(0, at), delimiter);
    return split.extension ? std::string(split.user) + std::string(address.substr(at)) : std::string();
}

net::task<base::result<std::optional<mda::plan>>> owners::plan_for(mda::recipient whom, std::string sender, rules by) {
    bool local = by == rules::local;    // where the queue says so, whatever made it
    if (by == rules::by_domain) {
        auto const ours = co_await is_local(whom.address);
        if (!ours) co_return ours.error();
        local = *ours == domain::ours;
    }
    if (local) co_return co_await local_plan(std::move(whom), std::move(sender));
    auto found = co_await find(std::move(whom.address));
    if (!found) co_return found.error();
    std::optional<mda::plan> out;
    if (*found) out = mda::plan_for_virtual(std::move(**found));
    if (!out || !may_be_full(whom, *out)) co_return out;
    auto look = [this, who = out->mailboxes.front().who]() -> base::result<owners::room> {
        return opener_.is_full(who) ? owners::room::none : owners::room::some;
    };
    auto const full = co_await net::blocking(files_, look);
    if (!full) co_return full.error();
    out->is_full = *full == room::none;
    co_return out;
}

net::task<base::result<owners::domain>> owners::is_local(std::string const& address) {
    auto const at = address.rfind('@');
    auto ask = [rules = local_, domain = at == address.npos ? std::string() : address.substr(at + 1)]() -> base::result<owners::domain> {
        auto const ours = rules->is_local(domain);
        if (!ours) return ours.error();
        return *ours ? owners::domain::ours : owners::domain::others;
    };
    bool const blocks = local_->domains && local_->domains->is_blocking();
    if (!blocks) co_return ask();
    co_return co_await net::blocking(lookups_, ask);
}

// The thread that follows aliases waits for this one where it comes to a name that may be an account; that search has
// threads of its own to wait for.
net::task<base::result<std::optional<mda::plan>>> owners::local_plan(mda::recipient whom, std::string sender) {
    auto const here = co_await boost::asio::this_coro::executor;
    mda::account_search const accounts = [this, here](std::string const& address) {
        return boost::asio::co_spawn(here, find(address), boost::asio::use_future).get();
    };
    auto make = [rules = local_, mailboxes = rules_, &opener = opener_, accounts, whom = std::move(whom), sender = std::move(sender)]() -> base::result<std::optional<mda::plan>> {
        auto made = mda::plan_for_local(*rules, whom, sender, accounts);
        if (!made || !*made) return made;
        for (auto& target : (*made)->mailboxes) {
            if (target.who.is_file || target.who.account.find('@') != target.who.account.npos) continue;
            auto const limits = mailboxes->quota_of(target.who.account);    // of a system user
            if (!limits) return limits.error();
            target.who.quota = *limits;
        }
        if (may_be_full(whom, **made)) (*made)->is_full = opener.is_full((*made)->mailboxes.front().who);
        return made;
    };
    co_return co_await net::blocking(files_, make);
}

net::task<base::result<std::optional<store::owner>>> owners::find(std::string address) {
    auto look = [rules = rules_, address] { return rules->in_tables(address); };
    base::result<std::optional<store::owner>> in_tables = std::optional<store::owner>();
    if (rules_->is_blocking())
        in_tables = co_await net::blocking(lookups_, look);
    else
        in_tables = look();
    if (!in_tables || *in_tables) co_return in_tables;
    auto exact = co_await find_exactly(address);
    if (!exact || *exact) co_return exact;
    auto plain = rules_->without_extension(address);
    if (plain.empty()) co_return exact;
    co_return co_await find_exactly(std::move(plain));
}

net::task<base::result<std::optional<store::owner>>> owners::find_exactly(std::string address) {
    auto const user = co_await accounts_.find(std::move(address));
    if (!user) co_return user.error();
    if (!*user) co_return std::optional<store::owner>();
    auto make = [rules = rules_, local = local_, who = **user] { return owner_of(*rules, *local, who); };
    base::result<store::owner> owner = store::owner();
    if (rules_->is_blocking() || !(*user)->system_user.empty()) owner = co_await net::blocking(lookups_, make);
    else owner = make();
    if (!owner) co_return owner.error();
    std::optional<store::owner> found(std::move(*owner));
    co_return found;
}

net::task<base::result<std::shared_ptr<store::account>>> owners::open(std::string user) {
    auto const owner = co_await find(std::move(user));
    if (!owner) co_return owner.error();
    if (!*owner) co_return store::make_error_code(store::errc::no_mailbox);
    auto work = [this, who = **owner] { return opener_.open(who); };
    co_return co_await net::blocking(files_, work);
}

}  // namespace mailstead::server
