// Names to other names: aliases(5), ~/.forward, :include:. The order, the limits and what is said are local(8)'s.
#include "mda/local_expansion.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mda/local.h"
#include "mda/local_address.h"
#include "smtp/path.h"
#include "store/error.h"

namespace mailstead::mda {
namespace {

constexpr int deepest = 100;    // Postfix's

std::optional<std::string> domain_of(std::string_view address) {
    auto const at = address.rfind('@');
    if (at == address.npos) return std::nullopt;
    return std::string(address.substr(at + 1));
}

// owner-x and x-request stay whole unless owner_request_special is off.
conf::split_user split_name(std::string_view name, local_settings const& rules) {
    auto const parts = conf::split_extension(name, rules.delimiter);
    bool const is_request = name.starts_with("owner-") || name.ends_with("-request");
    if (parts.extension || rules.owner_request_special || !is_request) return parts;
    auto const at = name.find_first_of(rules.delimiter);
    if (at == name.npos || at == 0) return parts;
    return {name.substr(0, at), name.substr(at + 1)};
}

rights rights_for(user_ptr const& who) {
    if (!who || who->uid == 0) return std::nullopt;
    return file_rights{who->uid, who->gid};
}

smtp::reply made(int code, char const* enhanced, std::string text) {
    smtp::reply out;
    out.code = code;
    out.enhanced = enhanced;
    out.text = std::move(text);
    return out;
}

}  // namespace

std::optional<plan> expansion::run(std::string const& sender) {
    bytes_left_ = rules_.most_bytes;
    place at;
    at.address = smtp::unquoted_address(whom_.address);
    at.sender = sender;
    on_recipient(std::move(at), nullptr);
    return finished();
}

bool expansion::seen(std::string const& what) {
    auto folded = base::lowered(what);
    if (seen_.contains(folded)) return true;
    if (rules_.duplicate_limit == 0 || seen_.size() < rules_.duplicate_limit) seen_.insert(std::move(folded));
    return false;
}

void expansion::fail(int code, char const* enhanced, std::string text) {
    (void)next_branch();    // so that the others keep their numbers when the mistake is mended
    plan_.failures.push_back(made(code, enhanced, std::move(text)));
}

void expansion::defer(char const* enhanced, std::string text) {
    if (!is_over()) plan_.refusal = made(451, enhanced, std::move(text));
}

void expansion::split(place& at) const {
    auto const whole = base::lowered(at.address);
    at.domain = domain_of(whole).value_or(std::string());
    at.local = whole.substr(0, whole.rfind('@'));
    auto const parts = split_name(at.local, rules_);
    at.user = parts.user;
    at.extension.reset();
    if (parts.extension && parts.extension->find('/') != std::string_view::npos) {
        base::log::warning("local", "address with illegal extension: {}", base::printable(at.local));
        at.local = at.user;
    } else if (parts.extension) {
        at.extension = std::string(*parts.extension);
    }
    at.unmatched = at.extension;
}

void expansion::on_recipient(place at, user_ptr const& who) {
    // An alias that leads in circles is told as such; this ends what does not pass aliases.
    if (++at.level > deepest + 10) {
        base::log::warning("local", "recipient nesting limit exceeded for {}", base::printable(at.address));
        return fail(554, "5.4.6", "recipient nesting limit exceeded");
    }
    if (seen(fmt::format("recipient {} {}", at.level, at.address))) return;
    if (at.level > 1) at.via.push_back(at.address);
    if (at.delivered.empty()) at.delivered = at.address;
    split(at);
    if (at.user.empty()) return fail(501, "5.1.3", fmt::format("null username in \"{}\"", base::printable(at.address)));
    choose(std::move(at), who);
}

// Aliases first, by the whole local part, then without its extension; then the user.
void expansion::choose(place at, user_ptr const&) {
    ++at.level;
    // A backslash that is meant: this mailbox, whatever aliases and .forward say.
    if (at.address.starts_with('\\')) {
        for (auto* one : {&at.address, &at.local, &at.user}) one->erase(0, 1);
        if (!on_account(at) && !is_over() && !on_mailbox(at)) on_unknown(std::move(at));
        return;
    }
    at.unmatched.reset();
    if (on_alias(at, at.local)) return;
    if (at.extension) {
        if (rules_.extension_to_alias) at.unmatched = at.extension;
        if (on_alias(at, at.user)) return;
        at.unmatched = at.extension;
    }
    // What another user's mail or a list brings here goes through the queue once more: then it has a status of its own, and
    // Delivered-To ends a circle of .forward files.
    if (at.owner && !base::iequals(*at.owner, at.user)) return on_forwarded(at);
    if (at.from == source::include) return on_forwarded(at);
    if (on_account(at) || is_over() || on_forward(at) || is_over() || on_mailbox(at)) return;
    on_unknown(std::move(at));
}

// True when it is an alias, or a failure.
bool expansion::on_alias(place at, std::string const& name) {
    ++at.level;
    // An alias that names itself means the user.
    if (at.expanded_from && base::iequals(*at.expanded_from, name)) return false;
    if (at.level > deepest) {
        base::log::warning("local", "alias database loop for {}", base::printable(name));
        fail(554, "5.4.6", fmt::format("alias database loop for {}", base::printable(name)));
        return true;
    }
    at.expanded_from = name;
    for (auto const& table : rules_.aliases) {
        auto const value = table.table.find(name);
        if (!value) {
            base::log::warning("local", "{}: lookup of {}: {}", table.name, base::printable(name), value.error().message());
            defer("4.3.0", "alias database unavailable");
            return true;
        }
        if (!*value) continue;
        auto const who = rights_of(table);
        if (!who) return true;
        at.from = source::alias;
        at.addresses_only = table.addresses_only;
        take_owner(at, name);
        if (is_over()) return true;
        if (!rules_.frozen_delivered_to) at.delivered = at.address;
        std::size_t items = 0;
        on_list(at, *who, **value, fmt::format("{}({})", table.name, base::printable(name)), items);
        if (items == 0) {
            base::log::warning("local", "no recipient in alias lookup result for {}", base::printable(name));
            defer("4.3.0", "alias database unavailable");
        }
        return true;
    }
    return false;
}

// Absent: trouble, and told.
std::optional<user_ptr> expansion::rights_of(alias_table const& table) {
    if (table.file.empty()) return user_ptr();
    auto const about = look_at_file(table.file, std::nullopt, links::follow);
    if (!about || !*about) {
        defer("4.3.0", "alias database unavailable");
        return std::nullopt;
    }
    if ((*about)->st_uid == 0) return user_ptr();
    auto const owner = user_of((*about)->st_uid);
    if (owner && *owner) return *owner;
    base::log::warning("local", "cannot find alias database owner for {}", table.name);
    defer("4.3.0", "cannot find alias database owner");
    return std::nullopt;
}

// owner-NAME takes the bounces of what NAME stands for.
void expansion::take_owner(place& at, std::string const& name) {
    auto const owner = rules_.owner_request_special ? owner_address("owner-" + name) : std::nullopt;
    if (owner) {
        at.sender = *owner;
        at.owner = *owner;
        at.has_original = false;
    } else if (rules_.reset_owner_alias) {
        at.owner.reset();
    }
}

std::optional<std::string> expansion::owner_address(std::string const& name) {
    for (auto const& table : rules_.aliases) {
        auto const value = table.table.find(name);
        if (!value) {
            defer("4.3.0", "alias database unavailable");
            return std::nullopt;
        }
        if (!*value) continue;
        auto text = name;
        auto const targets = conf::parse_alias_value(**value, table.name, {.targets = 2}).targets;
        // A list of several cannot be a reverse-path: then it stays owner-NAME.
        if (rules_.expand_owner_alias && targets.size() == 1 && targets.front().what == conf::alias_target::kind::address)
            text = targets.front().text;
        return envelope_form(completed_address(text, rules_.completion));
    }
    return std::nullopt;
}

// False: there is no file that counts, and the mailbox is next.
bool expansion::on_forward(place at) {
    ++at.level;
    auto const user = this->user(at.user);
    if (!user) {
        base::log::warning("local", "error looking up passwd info for {}: {}", base::printable(at.user), user.error().message());
        defer("4.0.0", "user lookup error");
        return true;
    }
    if (!*user) return false;
    if (rules_.require_home_directory) {
        auto const home = reach_file((*user)->home, rights_for(*user));
        if (!home) {
            defer("4.3.0", fmt::format("cannot access home directory {}: {}", base::printable((*user)->home), home.error().message()));
            return true;
        }
    }
    if (rules_.forward_path.empty()) return false;
    if (!rules_.frozen_delivered_to) at.delivered = at.address;
    at.from = source::forward;
    at.addresses_only = false;
    at.owner = at.user;
    auto const path = forward_file(at, **user);
    if (is_over()) return true;
    return path && on_forward_file(at, *user, *path);
}

// The first of forward_path that exists. Absent: none, or trouble (told).
std::optional<std::string> expansion::forward_file(place& at, local_user const& user) {
    auto const values = macros(at, &user);
    for (auto const& one : conf::split_list(rules_.forward_path)) {
        auto const path = expand_macros(one, values, rules_.forward_filter);
        if (!path.is_complete || !path.mistake.empty()) continue;
        auto const found = look_at_file(path.text, rights_for(std::make_shared<local_user const>(user)), links::refuse);
        if (!found) {
            base::log::warning("local", "{}: {}", base::printable(path.text), found.error().message());
            defer("4.3.0", found.error() == store::errc::not_permitted
                               ? fmt::format("the server may not act as user {}", base::printable(user.name))
                               : fmt::format("cannot look at {}", base::printable(path.text)));
            return std::nullopt;
        }
        if (!*found) continue;
        if (path.has_extension || !rules_.extension_to_forward) at.unmatched.reset();
        return path.text;
    }
    return std::nullopt;
}

bool expansion::on_forward_file(place const& at, user_ptr const& who, std::string const& path) {
    // Met again inside itself: the user's own name in it means his mailbox. Met again after it: done already. No limit here,
    // for the files of a list's many members would else lead in circles.
    auto const [known, is_new] = forward_files_.try_emplace(path, false);
    if (!is_new) return known->second;
    auto inner = at;
    inner.expanded_from = at.local;
    auto const list = open_list(path, rights_for(who), links::refuse, who->uid);
    if (!list) {
        defer("4.3.0", fmt::format("cannot open {}", base::printable(path)));
        return true;
    }
    if (!list->file) {
        base::log::warning("local", "file {} {}", base::printable(path), list->why);
        return false;
    }
    if (!on_file_lines(inner, as_recipient(who), list->file.get(), path)) return false;
    forward_files_[path] = true;
    return true;
}

void expansion::on_include(place at, user_ptr who, std::string const& path) {
    if (++at.level > deepest) return fail(554, "5.4.6", "recipient nesting limit exceeded");
    if (seen(fmt::format("include {} {}", who ? who->uid : 0, path))) return;
    at.expanded_from = at.local;
    auto const mistaken = [&](std::string_view why) {
        base::log::warning("local", ":include:{} {}", base::printable(path), why);
        fail(554, "5.3.5", "mail system configuration error");
    };
    if (!path.starts_with('/')) return mistaken("uses a relative path");
    auto const list = open_list(path, rights_for(who), links::follow, std::nullopt);
    if (!list) {
        base::log::warning("local", ":include:{}: {}", base::printable(path), list.error().message());
        return defer("4.3.0", "include file unavailable");
    }
    if (!list->file) return mistaken(list->why);
    at.from = source::include;
    // In a list of root's, a user's file gets that user's rights and not those of everybody's default.
    if (is_root(who) && list->owner != 0) {
        auto const owner = user_of(list->owner);
        if (!owner || !*owner) return defer("4.3.5", "mail system configuration error");
        who = *owner;
    }
    if (!at.owner) at.owner = at.address;
    if (!rules_.extension_to_include) at.unmatched.reset();
    (void)on_file_lines(at, who, list->file.get(), path);
}

// False: nothing in it but comments.
bool expansion::on_file_lines(place const& at, user_ptr const& who, int file, std::string const& path) {
    std::size_t items = 0;
    auto const take = [&](std::string_view line) {
        if (!line.starts_with('#')) on_list(at, who, line, path, items);
        return !is_over();
    };
    auto const done = read_lines(file, std::max<std::size_t>(rules_.line_limit, 1), bytes_left_, take);
    if (!done) {
        base::log::warning("local", "{}: {}", base::printable(path), done.error().message());
        defer("4.3.0", fmt::format("cannot read {}", base::printable(path)));
    } else if (!*done) {
        defer("4.3.0", fmt::format("{} is too large", base::printable(path)));
    }
    return items > 0 || is_over();
}

void expansion::on_list(place const& at, user_ptr const& who, std::string_view text, std::string const& origin, std::size_t& items) {
    auto const list = conf::parse_alias_value(text, origin, {.targets = rules_.most_items + 1});
    for (auto const& one : list.problems) base::log::warning("local", "{}", one.message());
    items += list.targets.size();
    for (auto const& one : list.targets) {
        if (is_over()) return;
        on_item(at, who, one);
    }
}

void expansion::on_item(place const& at, user_ptr const& who, conf::alias_target const& item) {
    using kind = conf::alias_target::kind;
    if (++items_ > rules_.most_items) return defer("4.3.0", fmt::format("more than {} items in lists", rules_.most_items));
    bool const is_plain = item.what == kind::address && !item.text.starts_with('~');
    if (at.addresses_only && !is_plain) {
        base::log::warning("local", "{}: {}: only addresses are taken from this kind of table", base::printable(at.address),
                           base::printable(item.text));
        return fail(550, "5.7.1", item.what == kind::command ? "mail to command is restricted" : "mail to file is restricted");
    }
    switch (item.what) {
    case kind::command: return on_command(at, who, item.text);
    case kind::file:
    case kind::directory: return on_file(at, who, item.text);
    case kind::include: return on_include(at, who, item.text);
    case kind::address: break;
    }
    if (!is_plain) return on_file_in_home(at, who, item.text);
    on_address(at, who, item.text);
}

void expansion::on_address(place at, user_ptr const& who, std::string_view text) {
    ++at.level;
    auto address = completed_address(text, rules_.completion);
    if (at.unmatched) {
        auto const delimiter = at.local.substr(std::min(at.user.size(), at.local.size()), 1);
        address.insert(std::min(address.rfind('@'), address.size()), delimiter + *at.unmatched);
    }
    at.address = std::move(address);
    while (true) {
        auto const is_ours = rules_.is_local(domain_of(at.address).value_or(std::string()));
        if (!is_ours) {
            base::log::warning("local", "{}: {}", base::printable(at.address), is_ours.error().message());
            return defer("4.3.0", "address resolver failure");
        }
        if (!*is_ours) return on_forwarded(at);
        auto further = named_place(at.address, rules_.completion);
        if (!further) break;
        at.address = std::move(*further);
    }
    on_recipient(std::move(at), who);
}

std::optional<plan> expansion::finished() {
    for (auto const& one : plan_.mailboxes)
        if (!is_over()) (void)may_act_as(one.who);
    if (is_over()) {
        auto refusal = std::move(plan_.refusal);
        plan_ = plan();
        plan_.refusal = std::move(refusal);
        return std::move(plan_);
    }
    if (is_unknown_) return std::nullopt;
    if (plan_.branches() == 0 && !plan_.failures.empty()) {
        plan_.refusal = plan_.failures.front();
        plan_.failures.clear();
    }
    // A second mention of something that is being expanded is the only way to nothing at all; as Postfix, it is done then.
    if (plan_.branches() == 0 && plan_.refusal.code == 0) plan_.discarded = true;
    name_delivered();
    return std::move(plan_);
}

// Where all branches agree, which they do unless frozen_delivered_to is off, the plan says it once.
void expansion::name_delivered() {
    std::vector<std::string*> named;
    for (auto& one : plan_.mailboxes) named.push_back(&one.delivered_to);
    for (auto& one : plan_.commands) named.push_back(&one.delivered_to);
    for (auto& one : plan_.forwards) named.push_back(&one.delivered_to);
    auto const own = smtp::unquoted_address(whom_.address);
    for (auto* one : named) *one = *one == own ? whom_.address : envelope_form(*one).value_or(whom_.address);
    if (named.empty()) return;
    auto const first = *named.front();
    if (!std::all_of(named.begin(), named.end(), [&](auto const* one) { return *one == first; })) return;
    if (first != whom_.address) plan_.delivered_to = first;
    for (auto* one : named) one->clear();
}

base::result<std::optional<plan>> plan_for_local(local_settings const& rules, recipient const& whom, std::string const& sender,
                                                 account_search const& accounts) {
    return expansion(rules, whom, accounts).run(sender);
}

base::result<bool> local_settings::is_local(std::string_view domain) const {
    if (domain.empty() || !domains) return domain.empty();
    auto const which = domains->classify(domain);
    if (!which) return {boost::system::in_place_error, which.error()};
    return *which == conf::address_class::local;
}

namespace {

template <class Target>
void drop_loops_of(std::vector<Target>& targets, incoming const& message, std::vector<smtp::reply>& failures) {
    auto const loops = [&](Target const& one) {
        for (auto const& address : one.via) {
            if (!message.was_delivered_to(address)) continue;
            failures.push_back(made(554, "5.4.6", fmt::format("mail forwarding loop for {}", base::printable(address))));
            return true;
        }
        return false;
    };
    std::erase_if(targets, loops);
}

}  // namespace

void drop_loops(plan& what, incoming const& message) {
    if (what.refusal.code != 0) return;
    drop_loops_of(what.mailboxes, message, what.failures);
    drop_loops_of(what.commands, message, what.failures);
    drop_loops_of(what.forwards, message, what.failures);
    drop_loops_of(what.reroutes, message, what.failures);
    if (what.branches() > 0 || what.discarded || what.failures.empty()) return;
    what.refusal = what.failures.front();
    what.failures.clear();
}

}  // namespace mailstead::mda
