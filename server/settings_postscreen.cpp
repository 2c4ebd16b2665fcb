#include "server/settings_postscreen.h"

#include <algorithm>
#include <stdexcept>

#include "base/ascii.h"

namespace mailstead::server {
namespace {

namespace postscreen = mta::postscreen;
namespace smtpd = mta::smtpd;

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
    throw std::runtime_error(fmt::format("{}: {}", name, why));
}

postscreen::action action_of(conf::settings const& values, std::string const& name) {
    auto const text = values.text(name);
    if (base::iequals(text, "ignore")) return postscreen::action::ignore;
    if (base::iequals(text, "enforce")) return postscreen::action::enforce;
    if (base::iequals(text, "drop")) return postscreen::action::drop;
    refuse(name, fmt::format("need ignore, enforce or drop, not \"{}\"", text));
}

smtpd::tls_level tls_of(conf::settings const& values) {
    auto const level = values.text("postscreen_tls_security_level");
    if (level.empty() && values.yes("postscreen_enforce_tls")) return smtpd::tls_level::encrypt;
    if (level.empty() && values.yes("postscreen_use_tls")) return smtpd::tls_level::may;
    if (level.empty() || base::iequals(level, "none")) return smtpd::tls_level::none;
    if (base::iequals(level, "may")) return smtpd::tls_level::may;
    if (base::iequals(level, "encrypt")) return smtpd::tls_level::encrypt;
    refuse("postscreen_tls_security_level", fmt::format("need none, may or encrypt, not \"{}\"", level));
}

// A number that may be below zero.
int signed_number(conf::settings const& values, std::string const& name) {
    auto const text = values.text(name);
    auto digits = std::string_view(text);
    bool const minus = digits.starts_with('-');
    if (minus) digits.remove_prefix(1);
    auto const number = base::number<int>(digits);
    if (!number || *number < 0) refuse(name, fmt::format("bad numerical configuration: \"{}\"", text));
    return minus ? -*number : *number;
}

// A session's own thread asks these: they must not wait.
conf::maps quick_maps(conf::settings const& values, std::string const& name, conf::report const& report) {
    auto out = conf::maps::open(values.text(name), values, report);
    if (out.is_blocking()) refuse(name, "a table that has to be waited for cannot be used here");
    return out;
}

void lists(postscreen::settings& out, conf::settings const& values, conf::report const& report) {
    for (auto const& text : values.list("postscreen_dnsbl_sites")) {
        auto site = postscreen::dnsbl_site::parse(text);
        if (!site) refuse("postscreen_dnsbl_sites", fmt::format("\"{}\" is no domain[=filter][*weight]", text));
        out.sites.push_back(std::move(*site));
    }
    out.dnsbl_threshold = static_cast<int>(values.number("postscreen_dnsbl_threshold"));
    out.dnsbl_allow_threshold = signed_number(values, "postscreen_dnsbl_allowlist_threshold");
    out.dnsbl_names = conf::maps::open(values.text("postscreen_dnsbl_reply_map"), values, report);
    out.dnsbl_timeout = values.duration("postscreen_dnsbl_timeout");
    out.dnsbl_least = values.duration("postscreen_dnsbl_min_ttl");
    out.dnsbl_most = values.duration("postscreen_dnsbl_max_ttl");
}

void tests(postscreen::settings& out, conf::settings const& values) {
    using postscreen::test;
    auto const at = [&out](test which) -> postscreen::test_settings& { return out.tests[static_cast<std::size_t>(which)]; };
    at(test::pregreet) = {!out.teaser.empty(), action_of(values, "postscreen_greet_action"), values.duration("postscreen_greet_ttl")};
    at(test::dnsbl) = {!out.sites.empty(), action_of(values, "postscreen_dnsbl_action"), out.dnsbl_most};
    at(test::pipelining) = {values.yes("postscreen_pipelining_enable"), action_of(values, "postscreen_pipelining_action"),
                            values.duration("postscreen_pipelining_ttl")};
    at(test::non_smtp) = {values.yes("postscreen_non_smtp_command_enable"), action_of(values, "postscreen_non_smtp_command_action"),
                          values.duration("postscreen_non_smtp_command_ttl")};
    at(test::bare_newline) = {values.yes("postscreen_bare_newline_enable"), action_of(values, "postscreen_bare_newline_action"),
                              values.duration("postscreen_bare_newline_ttl")};
}

void engine(postscreen::settings& out, conf::settings const& values, conf::report const& report) {
    out.command_limit = static_cast<unsigned>(values.number("postscreen_command_count_limit"));
    out.command_time = values.duration("postscreen_command_time_limit");
    out.line_limit = static_cast<std::size_t>(values.number("line_length_limit"));
    out.helo_required = values.yes("postscreen_helo_required");
    out.disable_vrfy = values.yes("postscreen_disable_vrfy_command");
    out.smtputf8 = values.yes("smtputf8_enable");
    out.message_size_limit = static_cast<std::uint64_t>(values.number("message_size_limit"));
    for (auto const& word : values.list("postscreen_discard_ehlo_keywords"))
        if (!base::iequals(word, "silent-discard")) out.discard_ehlo_keywords.push_back(word);
    out.discard_ehlo_by_address = conf::maps::open(values.text("postscreen_discard_ehlo_keyword_address_maps"), values, report);
    out.forbidden_commands = conf::match_list::parse(values.text("postscreen_forbidden_commands"), values, conf::match_list::subdomains::none, report);
    out.command_filter = quick_maps(values, "postscreen_command_filter", report);
    out.tls = tls_of(values);
    out.starttls_timeout = values.duration("smtpd_starttls_timeout");
}

void limits(postscreen::settings& out, conf::settings const& values) {
    out.connection_limit = static_cast<unsigned>(values.number("postscreen_client_connection_count_limit"));
    out.examined_limit = static_cast<std::size_t>(values.number("postscreen_pre_queue_limit"));
    out.waiting_limit = static_cast<std::size_t>(values.number("postscreen_post_queue_limit"));
    out.cache_directory = postscreen_cache_directory(values);
    out.cache_cleanup = values.duration("postscreen_cache_cleanup_interval");
    out.cache_retention = values.duration("postscreen_cache_retention_time");
}

}  // namespace

// Postfix's types say which library writes the file; here it is SQLite for all of them.
std::string postscreen_cache_directory(conf::settings const& values) {
    auto const text = values.text("postscreen_cache_map");
    if (text.empty()) return {};
    auto rest = std::string_view(text);
    if (rest.starts_with("proxy:")) rest.remove_prefix(6);
    for (std::string_view const type : {"btree:", "hash:", "lmdb:"}) {
        if (!rest.starts_with(type)) continue;
        auto const path = rest.substr(type.size());
        if (path.starts_with('/')) return std::string(path);
    }
    refuse("postscreen_cache_map", fmt::format("need btree:, hash: or lmdb: with an absolute path, not \"{}\"", base::printable(text)));
}

std::shared_ptr<postscreen::settings const> postscreen_settings(conf::settings const& values, conf::report const& report) {
    auto made = std::make_shared<postscreen::settings>();
    auto& out = *made;
    out.myhostname = values.text("myhostname");
    out.banner = values.text("smtpd_banner");
    out.teaser = values.text("postscreen_greet_banner");
    auto const proxy = values.text("postscreen_upstream_proxy_protocol");
    if (!proxy.empty() && proxy != "haproxy") refuse("postscreen_upstream_proxy_protocol", fmt::format("unknown protocol \"{}\"; haproxy is known", proxy));
    out.behind_proxy = !proxy.empty();
    out.proxy_timeout = values.duration("postscreen_upstream_proxy_timeout");
    out.access = postscreen::access_list::open(values, report);
    out.denylist = action_of(values, "postscreen_denylist_action");
    out.allowlist_interfaces = conf::match_list::open("postscreen_allowlist_interfaces", values, report);
    out.greet_wait = values.duration("postscreen_greet_wait");
    lists(out, values, report);
    tests(out, values);
    engine(out, values, report);
    limits(out, values);
    return made;
}

}  // namespace mailstead::server
