#include "mta/smtpd/table_recipients.h"

#include <algorithm>

#include "base/ascii.h"
#include "smtp/path.h"

namespace mailstead::mta::smtpd {
namespace {

using conf::address_class;

// result<bool> takes no error by itself: an error_code turns into a bool, too.
result<bool> failure(base::error_code const& why) { return result<bool>(boost::system::in_place_error, why); }

struct answer {
    verdict about;
    bool ask_accounts = false;    // no table knows; an account of that name may
    bool rewritten = false;       // its way is that of another address
};

std::string_view table_name(address_class domain) noexcept {
    switch (domain) {
    case address_class::local: return "local recipient table";
    case address_class::virtual_alias: return "virtual alias table";
    case address_class::virtual_mailbox: return "virtual mailbox table";
    case address_class::relay:
    case address_class::other: break;
    }
    return "relay recipient table";
}

result<bool> is_listed(conf::maps const& maps, recipient_tables const& tables, std::string const& key, bool local) {
    if (maps.empty()) return false;
    conf::address_keys keys;
    keys.delimiter = tables.delimiter;
    keys.local_part = local;
    auto const found = conf::find_address(maps, key, keys);
    if (!found) return failure(found.error());
    return found->has_value();
}

// The table of the domain's class, or nothing where everybody is taken.
conf::maps const* maps_of(recipient_tables const& tables, address_class domain) noexcept {
    switch (domain) {
    case address_class::local: return tables.any_local ? nullptr : &tables.local;
    case address_class::virtual_mailbox: return &tables.virtual_mailbox;
    case address_class::relay: return tables.any_relay ? nullptr : &tables.relay;
    case address_class::virtual_alias: return &tables.virtual_alias;
    case address_class::other: break;
    }
    return nullptr;
}

int code_of(recipient_tables const& tables, address_class domain) noexcept {
    switch (domain) {
    case address_class::local: return tables.local_code;
    case address_class::virtual_alias: return tables.alias_code;
    case address_class::virtual_mailbox: return tables.mailbox_code;
    case address_class::relay:
    case address_class::other: break;
    }
    return tables.relay_code;
}

// relocated(5): where the user has gone; empty: nothing is known of that.
result<std::string> new_place(recipient_tables const& tables, std::string const& key, bool local) {
    if (tables.relocated.empty()) return std::string();
    conf::search_rules rules;
    rules.delimiter = tables.delimiter;
    auto const found = conf::find_rewriting(tables.relocated, key, local ? conf::domain_is::ours : conf::domain_is::foreign, rules);
    if (!found) return found.error();
    return *found ? (*found)->value : std::string();
}

// Local users that no table needs to list (RFC 5321 §4.5.1), and those whose names our own reports carry.
bool is_always_there(recipient_tables const& tables, std::string_view key) noexcept {
    auto const user = key.substr(0, key.rfind('@'));
    auto const is = [user](std::string_view name) { return base::iequals(user, name); };
    return is("postmaster") || is("mailer-daemon") || is(tables.double_bounce);
}

// Everything but the accounts. No `maps`: everybody in that class is taken.
result<answer> look_up(recipient_tables const& tables, conf::maps const* maps, std::string const& key,
                       address_class domain) {
    answer out;
    out.about.domain = domain;
    bool const local = domain == address_class::local;
    for (auto const* rewriting : {&tables.recipient_canonical, &tables.canonical, &tables.virtual_alias}) {
        auto const rewritten = is_listed(*rewriting, tables, key, local);
        if (!rewritten) return rewritten.error();
        if (*rewritten) {
            out.rewritten = true;
            return out;
        }
    }
    if (domain == address_class::other) return out;
    auto moved = new_place(tables, key, local);
    if (!moved) return moved.error();
    if (!moved->empty()) {
        out.about.known = false;
        out.about.moved_to = std::move(*moved);
        return out;
    }
    if (!maps || (local && is_always_there(tables, key))) return out;
    auto const listed = is_listed(*maps, tables, key, local);
    if (!listed) return listed.error();
    if (*listed) return out;
    out.about.known = false;
    out.about.code = code_of(tables, domain);
    if (tables.name_tables) out.about.table = table_name(domain);
    out.ask_accounts = local || domain == address_class::virtual_mailbox;
    return out;
}

}  // namespace

std::string recipient_tables::origin_of(conf::settings const& values) {
    std::string out;
    for (auto const* name : {"virtual_alias_maps", "canonical_maps", "recipient_canonical_maps", "local_recipient_maps", "virtual_mailbox_maps", "relay_recipient_maps",
                             "show_user_unknown_table_name", "recipient_delimiter", "double_bounce_sender",
                             "unknown_local_recipient_reject_code", "unknown_virtual_alias_reject_code",
                             "unknown_virtual_mailbox_reject_code", "unknown_relay_recipient_reject_code"})
        out += values.text(name) + '\0';
    return out;
}

recipient_tables::recipient_tables(conf::settings const& values, conf::settings const& common, conf::report const& report)
    : domains(common, report), virtual_alias(conf::maps::open(values.text("virtual_alias_maps"), values, report)),
      canonical(conf::maps::open(values.text("canonical_maps"), values, report)),
      recipient_canonical(conf::maps::open(values.text("recipient_canonical_maps"), values, report)),
      relocated(conf::maps::open(common.text("relocated_maps"), common, report)),
      local(conf::maps::open(values.text("local_recipient_maps"), values, report)),
      virtual_mailbox(conf::maps::open(values.text("virtual_mailbox_maps"), values, report)),
      relay(conf::maps::open(values.text("relay_recipient_maps"), values, report)) {
    any_local = local.empty();
    any_relay = relay.empty();
    name_tables = values.yes("show_user_unknown_table_name");
    delimiter = values.text("recipient_delimiter");
    double_bounce = values.text("double_bounce_sender");
    local_code = static_cast<int>(values.number("unknown_local_recipient_reject_code"));
    alias_code = static_cast<int>(values.number("unknown_virtual_alias_reject_code"));
    mailbox_code = static_cast<int>(values.number("unknown_virtual_mailbox_reject_code"));
    relay_code = static_cast<int>(values.number("unknown_relay_recipient_reject_code"));
}

bool may_be_closed(conf::settings const& values) {
    auto const is_error = [&](char const* name) { return values.text(name).starts_with("error:"); };
    auto const all = {"local_transport", "virtual_transport", "relay_transport", "default_transport"};
    return !values.text("transport_maps").empty() || std::any_of(all.begin(), all.end(), is_error);
}

bool recipient_tables::is_blocking() const noexcept {
    auto const blocks = [](conf::maps const* one) { return one->is_blocking(); };
    auto const all = {&virtual_alias, &canonical, &recipient_canonical, &relocated};
    return std::any_of(all.begin(), all.end(), blocks);
}

table_recipients::table_recipients(std::shared_ptr<recipient_tables const> tables, net::authenticator& accounts,
                                   net::disk_pool& pool, std::unique_ptr<route::resolver> routes)
    : tables_(std::move(tables)), accounts_(accounts), pool_(pool), routes_(std::move(routes)) {}

task<result<verdict>> table_recipients::check(std::string address, std::string sender) {
    auto const tables = tables_;
    auto const key = smtp::unquoted_address(address);
    auto const whole = smtp::split_address(std::move(address));
    auto const domain = co_await class_of(std::string(whole.domain()));
    if (!domain) co_return domain.error();
    verdict simple;
    simple.domain = *domain;
    auto const* maps = maps_of(*tables, *domain);
    bool const open = (!maps && tables->relocated.empty()) || *domain == address_class::other;
    if (open && !routes_) co_return simple;

    result<answer> found = answer{};
    auto const search = [tables, maps, key, domain = *domain] { return look_up(*tables, maps, key, domain); };
    if (tables->is_blocking() || (maps && maps->is_blocking())) found = co_await net::blocking(pool_, search);
    else found = search();
    if (!found) co_return found.error();
    auto about = std::move(found->about);
    // Unknown names of a virtual alias domain have a reply of their own, and so has who moved.
    bool const has_way = !found->rewritten && *domain != address_class::virtual_alias && about.moved_to.empty();
    if (routes_ && has_way) {
        auto const asked = co_await ask_route(std::move(sender), key, about);
        if (!asked) co_return asked.error();
        if (!about.closed.empty()) co_return about;
    }
    if (!found->ask_accounts) co_return about;
    auto const known = co_await has_account(key);
    if (!known) co_return known.error();
    about.known = *known;
    co_return about;
}

// What would be given back at once is not taken in the first place.
task<result<void>> table_recipients::ask_route(std::string sender, std::string address, verdict& about) {
    auto where = routes_->remembered(sender, address);
    if (!where) {
        auto asked = co_await routes_->resolve(std::move(sender), std::move(address));
        if (!asked) co_return asked.error();
        where = std::move(*asked);
    }
    if (where->kind != route::target::way::error) co_return result<void>();
    about.known = false;
    about.closed = where->text;
    if (where->status != "5.0.0") about.closed_status = where->status;
    co_return result<void>();
}

task<result<conf::address_class>> table_recipients::class_of(std::string domain) {
    auto const look = [tables = tables_, domain = std::move(domain)] { return tables->domains.classify(domain); };
    if (tables_->domains.is_blocking()) co_return co_await net::blocking(pool_, look);
    co_return look();
}

// The account itself, or the one that user+extension belongs to.
task<result<bool>> table_recipients::has_account(std::string address) {
    auto const user = co_await accounts_.find(address);
    if (!user) co_return failure(user.error());
    if (user->has_value()) co_return true;
    auto const at = std::min(address.rfind('@'), address.size());
    auto const name = conf::split_extension(std::string_view(address).substr(0, at), tables_->delimiter);
    if (!name.extension) co_return false;
    std::string plain(name.user);
    plain += address.substr(at);
    auto const owner = co_await accounts_.find(std::move(plain));
    if (!owner) co_return failure(owner.error());
    co_return owner->has_value();
}

}  // namespace mailstead::mta::smtpd
