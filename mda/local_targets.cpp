// Where mail ends: other addresses, files, commands, transports, mailboxes.
#include <unistd.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mda/local_address.h"
#include "mda/local_expansion.h"
#include "smtp/path.h"
#include "store/identity.h"

namespace mailstead::mda {
namespace {

// The words of prepend_delivered_header that a rule stands for, by where an item stands.
template <class Source>
bool is_allowed(sources const& where, Source from) noexcept {
    switch (from) {
    case Source::alias: return where.alias;
    case Source::forward: return where.forward;
    case Source::include: return where.include;
    case Source::none: return true;
    }
    return false;
}

// What would be a command or a list elsewhere is a strange name.
std::string as_address(conf::alias_target const& target) {
    using kind = conf::alias_target::kind;
    return (target.what == kind::command ? "|" : target.what == kind::include ? ":include:" : "") + target.text;
}

bool is_reserved(std::string_view user) noexcept { return base::iequals(user, "postmaster") || base::iequals(user, "mailer-daemon"); }

}  // namespace

void expansion::on_forwarded(place const& at) {
    if (seen("indirect " + at.address)) return;
    auto const address = envelope_form(at.address);
    if (!address) return fail(501, "5.1.3", fmt::format("bad recipient address syntax: {}", base::printable(at.address)));
    auto const [found, is_new] = forwards_.try_emplace({at.sender, at.delivered}, plan_.forwards.size());
    if (is_new) {
        forward_target one;
        one.sender = at.sender;
        one.with_delivered_to = rules_.delivered_to_forward;
        mark(one, at);
        one.via.clear();
        plan_.forwards.push_back(std::move(one));
    }
    if (forwarded_.insert(fmt::format("{} {}", found->second, base::lowered(*address))).second)
        plan_.forwards[found->second].recipients.push_back(*address);
}

void expansion::on_file_in_home(place const& at, user_ptr const& who, std::string_view text) {
    if (!text.starts_with("~/") || !who || who->home.empty()) {
        base::log::warning("local", "{} for: {}", text.starts_with("~/") ? "unknown home directory" : "bad home directory syntax",
                           base::printable(text));
        return fail(554, "5.3.5", "mail system configuration error");
    }
    on_file(at, who, (who->home == "/" ? std::string() : who->home) + std::string(text.substr(1)));
}

void expansion::on_file(place const& at, user_ptr who, std::string path) {
    if (seen(fmt::format("file {} {}", who ? who->uid : 0, path))) return;
    if (!is_allowed(rules_.files, at.from)) return fail(550, "5.7.1", "mail to file is restricted");
    if (path.find('\0') != path.npos) return fail(550, "5.2.0", "cannot open destination file: its name has a NUL byte");
    if (path == "/dev/null") {
        plan_.discarded = true;
        return;
    }
    if (is_by_default(who)) who = default_user();
    if (!who) return;
    mailbox_target one;
    one.who.account = path;
    one.who.uid = who->uid;
    one.who.gid = who->gid;
    one.who.home = who->home;
    one.who.location = std::move(path);
    one.who.is_file = true;
    one.with_delivered_to = rules_.delivered_to_file;
    mark(one, at);
    if (!at.has_original) one.return_path = at.sender;
    plan_.mailboxes.push_back(std::move(one));
}

void expansion::on_command(place const& at, user_ptr const& who, std::string const& command) {
    if (seen(fmt::format("command {}:{} {}", at.user, who ? who->uid : 0, command))) return;
    if (!is_allowed(rules_.commands, at.from)) return fail(550, "5.7.1", "mail to command is restricted");
    if (command.find('\0') != command.npos) return fail(554, "5.3.5", "mail system configuration error");
    auto const directory = expand_macros(rules_.command_directory, macros(at, who.get()), rules_.command_directory_filter);
    if (!directory.mistake.empty()) {
        base::log::warning("local", "bad parameter value syntax for command_execution_directory: {}", directory.mistake);
        return defer("4.3.5", "mail system configuration error");
    }
    command_target one;
    one.command = command;
    if (!is_by_default(who)) one.user = who->name;
    one.environment = environment(at, who.get());
    one.directory = directory.text;
    one.with_delivered_to = rules_.delivered_to_command;
    mark(one, at);
    if (!at.has_original) one.return_path = at.sender;
    plan_.commands.push_back(std::move(one));
}

std::vector<std::pair<std::string, std::string>> expansion::environment(place const& at, local_user const* who) const {
    std::vector<std::pair<std::string, std::string>> out;
    auto const add = [&](char const* name, std::string_view value) { out.emplace_back(name, censored(value, rules_.command_filter)); };
    if (who) add("HOME", who->home);
    add("LOGNAME", at.user);
    add("USER", at.user);
    add("SENDER", smtp::unquoted_address(at.sender));
    add("RECIPIENT", at.address);
    add("LOCAL", at.local);
    if (who) add("SHELL", who->shell);
    if (!at.domain.empty()) add("DOMAIN", at.domain);
    if (at.extension) add("EXTENSION", *at.extension);
    if (at.has_original) add("ORIGINAL_RECIPIENT", whom_.original.empty() ? whom_.address : whom_.original);
    return out;
}

// False: there is no such account.
bool expansion::on_account(place const& at) {
    if (!accounts_) return false;
    auto const address = at.domain.empty() ? at.local : at.local + "@" + at.domain;
    auto found = accounts_(address);
    if (!found) {
        base::log::warning("local", "error looking up the account of {}: {}", base::printable(address), found.error().message());
        defer("4.3.0", "user lookup error");
        return true;
    }
    if (!*found) return false;
    if (seen("mailbox " + at.local)) return true;
    mailbox_target one;
    one.who = std::move(**found);
    mark(one, at);
    if (!at.has_original) one.return_path = at.sender;
    plan_.mailboxes.push_back(std::move(one));
    return true;
}

// False: there is no such user.
bool expansion::on_mailbox(place const& at) {
    if (seen("mailbox " + at.local)) return true;
    if (rerouted(at, rules_.mailbox_transports, rules_.mailbox_transport) || is_over()) return true;
    auto const user = this->user(at.user);
    if (!user) {
        defer("4.0.0", "user lookup error");
        return true;
    }
    if (!*user) return false;
    auto place = at;
    place.from = source::none;
    if (!rules_.frozen_delivered_to) place.delivered = at.address;
    deliver_to(place, *user);
    return true;
}

void expansion::deliver_to(place const& at, user_ptr const& user) {
    auto const by_user = rules_.mailbox_commands.find(at.user);
    if (!by_user) {
        base::log::warning("local", "mailbox_command_maps: {}", by_user.error().message());
        return defer("4.3.0", "table lookup failure");
    }
    if (*by_user) return on_command(at, as_recipient(user), **by_user);
    if (!rules_.mailbox_command.empty()) return on_command(at, as_recipient(user), rules_.mailbox_command);

    auto as_named = *user;
    as_named.name = at.user;
    mailbox_target one;
    one.who = mailbox_of(rules_, as_named);
    if (is_below_valid(rules_, *user)) {
        auto const instead = default_user();
        if (!instead) return;
        if (one.who.gid == user->gid) one.who.gid = instead->gid;
        one.who.uid = instead->uid;
    }
    if (!one.who.location.starts_with('/'))
        return defer("4.3.5", fmt::format("user {} has no home directory", base::printable(at.user)));
    one.with_delivered_to = rules_.delivered_to_file;
    mark(one, at);
    if (!at.has_original) one.return_path = at.sender;
    plan_.mailboxes.push_back(std::move(one));
}

bool expansion::rerouted(place const& at, conf::maps const& by_user, std::string const& otherwise) {
    auto const named = by_user.find(at.user);
    if (!named) {
        base::log::warning("local", "transport of {}: {}", base::printable(at.user), named.error().message());
        defer("4.3.0", "table lookup failure");
        return false;
    }
    if (!*named && otherwise.empty()) return false;
    auto const address = envelope_form(at.address);
    if (!address) {
        fail(501, "5.1.3", fmt::format("bad recipient address syntax: {}", base::printable(at.address)));
        return true;
    }
    reroute_target one;
    one.transport = *named ? **named : otherwise;
    one.address = *address;
    one.branch = next_branch();
    one.via = at.via;
    plan_.reroutes.push_back(std::move(one));
    return true;
}

void expansion::on_unknown(place at) {
    ++at.level;
    if (seen("deliver_unknown " + at.local)) return;
    if (rerouted(at, rules_.fallback_transports, rules_.fallback_transport) || is_over()) return;
    if (!rules_.luser_relay.empty()) return on_luser_relay(std::move(at));
    if (is_reserved(at.user)) {
        base::log::warning("local", "required alias not found: {}", at.user);
        plan_.discarded = true;
        return;
    }
    if (at.via.empty()) {
        is_unknown_ = true;
        return;
    }
    fail(550, "5.1.1", fmt::format("unknown user: \"{}\"", base::printable(at.user)));
}

// An address only: what begins with '|' or '/' is none.
void expansion::on_luser_relay(place at) {
    at.unmatched.reset();
    auto const address = expand_macros(rules_.luser_relay, macros(at, nullptr), {});
    if (!address.mistake.empty()) {
        base::log::warning("local", "bad parameter value syntax for luser_relay: {}", address.mistake);
        return defer("4.3.5", "mail system configuration error");
    }
    auto const targets = conf::parse_alias_value(address.text, "luser_relay", {.targets = 1}).targets;
    auto const text = targets.empty() ? std::string() : as_address(targets.front());
    bool const is_itself = targets.empty() || completed_address(text, rules_.completion) == at.address;
    if (!is_itself) return on_address(std::move(at), nullptr, text);
    if (at.via.empty()) {
        is_unknown_ = true;
        return;
    }
    fail(550, "5.1.1", fmt::format("unknown user: \"{}\"", base::printable(at.user)));
}

local_macros expansion::macros(place const& at, local_user const* who) const {
    local_macros out;
    out.user = at.user;
    out.local = at.local;
    out.domain = at.domain;
    out.recipient = at.address;
    out.extension = at.extension;
    if (at.local.size() > at.user.size()) out.delimiter = at.local.substr(at.user.size(), 1);
    if (who) out.home = who->home;
    if (who) out.shell = who->shell;
    return out;
}

user_ptr expansion::as_recipient(user_ptr const& user) const {
    if (!is_below_valid(rules_, *user)) return user;
    auto out = *user;
    out.has_no_rights = true;
    return std::make_shared<local_user const>(std::move(out));
}

base::result<user_ptr> expansion::user(std::string const& name) {
    auto const known = users_.find(name);
    if (known != users_.end()) return known->second;
    auto found = find_user(rules_.users, name);
    if (found) users_.emplace(name, *found);
    return found;
}

// Null: told. A server that may not be anybody else does everything as itself.
user_ptr expansion::default_user() {
    if (default_user_) return *default_user_;
    auto const named = user_named(rules_.default_privs);    // the system's, whatever local_passwd_maps has
    user_ptr found = named ? *named : nullptr;
    if (found && found->uid == 0) found = nullptr;
    if (!found) {
        base::log::warning("local", "default_privs: {} is no user that may be used", base::printable(rules_.default_privs));
        defer("4.3.5", "mail system configuration error");
    } else if (!store::identity::assume(found->uid, found->gid)) {
        auto const own = user_of(::geteuid());
        auto const me = own && *own ? *own : nullptr;
        local_user self{me ? me->name : std::string(), ::geteuid(), ::getegid(), me ? me->home : std::string(), {}, false};
        found = std::make_shared<local_user const>(std::move(self));
    }
    default_user_ = found;
    return found;
}

bool expansion::may_act_as(store::owner const& who) {
    if (store::identity::assume(who)) return true;
    base::log::warning("local", "{}: uid {}: this server runs as uid {} and may not act as anybody else", who.account, who.uid,
                       ::geteuid());
    defer("4.3.5", "the server does not run as root: it can deliver to its own user only");
    return false;
}

}  // namespace mailstead::mda
