#include "server/settings_smtpd.h"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <map>
#include <stdexcept>

#include "base/ascii.h"
#include "conf/machine.h"
#include "mta/cleanup/rules.h"

namespace mailstead::server {
namespace {

namespace smtpd = mta::smtpd;

smtpd::tls_level tls_level_of(conf::settings const& values) {
    auto const level = values.text("smtpd_tls_security_level");
    if (level.empty() && values.yes("smtpd_enforce_tls")) return smtpd::tls_level::encrypt;
    if (level.empty() && values.yes("smtpd_use_tls")) return smtpd::tls_level::may;
    if (level.empty() || base::iequals(level, "none")) return smtpd::tls_level::none;
    if (base::iequals(level, "may")) return smtpd::tls_level::may;
    return smtpd::tls_level::encrypt;    // as Postfix does with levels that a server cannot have
}

smtpd::bare_newline bare_newline_of(conf::settings const& values) {
    auto const text = values.text("smtpd_forbid_bare_newline");
    if (base::iequals(text, "reject")) return smtpd::bare_newline::reject;
    if (base::iequals(text, "note")) return smtpd::bare_newline::note;
    return smtpd::bare_newline::pass;    // normalize, yes; no, since Postfix's old way lets messages be smuggled in
}

smtpd::sasl_options sasl_options_of(conf::settings const& values, std::string_view name) {
    smtpd::sasl_options out;
    out.no_anonymous = false;
    for (auto const& word : values.list(name)) {
        if (base::iequals(word, "noanonymous")) out.no_anonymous = true;
        else if (base::iequals(word, "noplaintext")) out.no_plaintext = true;
        else if (base::iequals(word, "nodictionary")) out.no_dictionary = true;
        else if (base::iequals(word, "noactive")) out.no_active = true;
        else if (base::iequals(word, "forward_secrecy")) out.forward_secrecy = true;
        else if (base::iequals(word, "mutual_auth")) out.mutual_auth = true;
        else throw std::runtime_error(std::string(name) + ": unknown SASL security option \"" + word + "\"");
    }
    return out;
}

[[noreturn]] void refuse(std::string const& name, std::string const& why) {
    throw std::runtime_error(name + ": " + why.substr(0, why.size() - 2));
}

smtpd::restriction_list restrictions_of(smtpd::rule_book& rules, conf::settings const& values, std::string const& name) {
    std::string why;
    auto list = rules.read(values.list(name), why);
    if (!list) refuse(name, why);
    return std::move(*list);
}

// As many reject_rbl_client.
smtpd::restriction_list old_block_lists(smtpd::rule_book& rules, conf::settings const& values) {
    std::vector<std::string> words;
    for (auto const& domain : values.list("maps_rbl_domains")) {
        words.emplace_back("reject_rbl_client");
        words.push_back(domain);
    }
    std::string why;
    auto list = rules.read(words, why);
    if (!list) refuse("maps_rbl_domains", why);
    return std::move(*list);
}

smtpd::policy_defaults policy_of(conf::settings const& values) {
    smtpd::policy_defaults out;
    out.timeout = values.duration("smtpd_policy_service_timeout");
    out.try_limit = static_cast<unsigned>(values.number("smtpd_policy_service_try_limit"));
    out.retry_delay = values.duration("smtpd_policy_service_retry_delay");
    out.max_idle = values.duration("smtpd_policy_service_max_idle");
    out.max_ttl = values.duration("smtpd_policy_service_max_ttl");
    out.request_limit = static_cast<unsigned>(values.number("smtpd_policy_service_request_limit"));
    out.default_action = values.text("smtpd_policy_service_default_action");
    out.context = values.text("smtpd_policy_service_policy_context");
    return out;
}

// Tables and classes that the lists of this service may name.
std::shared_ptr<smtpd::rule_book> rules_of(conf::settings const& values, conf::report const& report) {
    auto const open = [&values, report](std::string const& spec) {
        return std::make_shared<conf::maps const>(conf::maps::open(spec, values, report));
    };
    auto const services = [defaults = policy_of(values), directory = values.text("queue_directory")](std::string const& word, std::string& why) {
        return smtpd::policy_service::parse(word, defaults, directory, why);
    };
    auto out = std::make_shared<smtpd::rule_book>(open, services);
    std::map<std::string, std::vector<std::string>> classes;
    for (auto const& name : values.list("smtpd_restriction_classes")) {
        if (!values.is_known(name)) throw std::runtime_error("smtpd_restriction_classes: " + name + " has no value");
        classes[name] = values.list(name);
    }
    std::string why;
    out->add_classes(classes, why);
    if (!why.empty()) refuse("smtpd_restriction_classes", why);
    return out;
}

bool tempfail_permits(conf::settings const& values, std::string const& name) {
    auto const text = values.text(name);
    if (base::iequals(text, "defer_if_permit")) return true;
    if (base::iequals(text, "defer")) return false;
    throw std::runtime_error(name + ": need defer or defer_if_permit, not \"" + text + '"');
}

smtpd::reply_codes codes_of(conf::settings const& values) {
    smtpd::reply_codes out;
    for (auto const& [name, into] : std::initializer_list<std::pair<char const*, int smtpd::reply_codes::*>>{
             {"reject_code", &smtpd::reply_codes::reject},
             {"defer_code", &smtpd::reply_codes::defer},
             {"relay_domains_reject_code", &smtpd::reply_codes::relay},
             {"access_map_reject_code", &smtpd::reply_codes::map_reject},
             {"access_map_defer_code", &smtpd::reply_codes::map_defer},
             {"invalid_hostname_reject_code", &smtpd::reply_codes::invalid_hostname},
             {"non_fqdn_reject_code", &smtpd::reply_codes::non_fqdn},
             {"unknown_hostname_reject_code", &smtpd::reply_codes::unknown_hostname},
             {"unknown_client_reject_code", &smtpd::reply_codes::unknown_client},
             {"unknown_address_reject_code", &smtpd::reply_codes::unknown_address},
             {"maps_rbl_reject_code", &smtpd::reply_codes::listed},
             {"multi_recipient_bounce_reject_code", &smtpd::reply_codes::many_recipients},
             {"plaintext_reject_code", &smtpd::reply_codes::plaintext}}) {
        auto const code = values.number(name);
        if (code < 400 || code > 599) throw std::runtime_error(std::string(name) + ": a refusal has a code from 400 to 599");
        out.*into = static_cast<int>(code);
    }
    return out;
}

// Debian's myorigin = /etc/mailname.
std::string origin_of(conf::settings const& values) {
    auto origin = values.text("myorigin");
    if (!origin.starts_with('/')) return origin;
    std::ifstream in(origin);
    std::string line;
    if (!std::getline(in, line)) throw std::runtime_error("myorigin: cannot read " + origin);
    return std::string(base::trimmed(line));
}

void restrictions(smtpd::settings& out, conf::settings const& values, conf::report const& report) {
    auto const rules = rules_of(values, report);
    for (auto const& [name, into] : std::initializer_list<std::pair<char const*, smtpd::restriction_list smtpd::settings::*>>{
             {"smtpd_client_restrictions", &smtpd::settings::client_restrictions},
             {"smtpd_helo_restrictions", &smtpd::settings::helo_restrictions},
             {"smtpd_sender_restrictions", &smtpd::settings::sender_restrictions},
             {"smtpd_relay_restrictions", &smtpd::settings::relay_restrictions},
             {"smtpd_recipient_restrictions", &smtpd::settings::recipient_restrictions},
             {"smtpd_data_restrictions", &smtpd::settings::data_restrictions},
             {"smtpd_end_of_data_restrictions", &smtpd::settings::end_of_data_restrictions},
             {"smtpd_etrn_restrictions", &smtpd::settings::etrn_restrictions}})
        out.*into = restrictions_of(*rules, values, name);
    out.old_block_lists = old_block_lists(*rules, values);
    rules->close();
    out.rules = rules;
    out.delay_reject = values.yes("smtpd_delay_reject");
    out.relay_before_recipient = values.yes("smtpd_relay_before_recipient_restrictions");
    out.reject_unlisted_recipient = values.yes("smtpd_reject_unlisted_recipient");
    out.reject_unlisted_sender = values.yes("smtpd_reject_unlisted_sender");
    out.codes = codes_of(values);
    out.untrusted_routing = values.yes("allow_untrusted_routing");
    out.logged_permissions = conf::match_list::open("smtpd_log_access_permit_actions", values, report);
    out.address_tempfail_permits = tempfail_permits(values, "unknown_address_tempfail_action");
    out.helo_tempfail_permits = tempfail_permits(values, "unknown_helo_hostname_tempfail_action");
    out.access_rules = conf::search_rules::of("smtpd_access_maps", values);
    out.login_rules = conf::search_rules::of("smtpd_sender_login_maps", values);
    out.relay_certificates = conf::maps::open(values.text("relay_clientcerts"), values, report);
    out.login_maps = conf::maps::open(values.text("smtpd_sender_login_maps"), values, report);
    out.list_reply_maps = conf::maps::open(values.text("rbl_reply_maps"), values, report);
    out.list_reply = values.text("default_rbl_reply");
    if (smtpd::guards_relaying(out.relay_restrictions) || smtpd::guards_relaying(out.recipient_restrictions)) return;
    throw std::runtime_error("in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one "
                             "working instance of: reject_unauth_destination, defer_unauth_destination, reject, defer, "
                             "defer_if_permit");
}

void client_limits(smtpd::settings& out, conf::settings const& values, conf::report const& report) {
    auto const count = [&](std::string_view name) { return static_cast<unsigned>(std::max<std::int64_t>(0, values.number(name))); };
    auto& limits = out.client_limits;
    limits.connections = count("smtpd_client_connection_count_limit");
    limits.connection_rate = count("smtpd_client_connection_rate_limit");
    limits.message_rate = count("smtpd_client_message_rate_limit");
    limits.recipient_rate = count("smtpd_client_recipient_rate_limit");
    limits.auth_rate = count("smtpd_client_auth_rate_limit");
    limits.tls_rate = count("smtpd_client_new_tls_session_rate_limit");
    limits.unit = std::max(std::chrono::seconds(1), values.duration("anvil_rate_time_unit"));
    out.limit_exceptions = conf::match_list::open("smtpd_client_event_limit_exceptions", values, report);
    out.request_deadline = values.yes("smtpd_per_request_deadline");
    out.min_data_rate = std::max(1u, count("smtpd_min_data_rate"));
    out.stress = values.text("stress") == "yes";
}

void limits(smtpd::settings& out, conf::settings const& values) {
    auto const count = [&](std::string_view name) { return static_cast<unsigned>(values.number(name)); };
    out.notify = mta::notice::troubles_named(values.list("notify_classes"));
    out.history_limit = count("smtpd_history_flush_threshold");
    out.soft_error_limit = count("smtpd_soft_error_limit");
    out.hard_error_limit = count("smtpd_hard_error_limit");
    out.error_sleep = values.duration("smtpd_error_sleep_time");
    out.junk_command_limit = count("smtpd_junk_command_limit");
    out.recipient_limit = count("smtpd_recipient_limit");
    out.recipient_overshoot_limit = count("smtpd_recipient_overshoot_limit");
    out.line_length_limit = count("line_length_limit");
    out.timeout = values.duration("smtpd_timeout");
    out.message_size_limit = static_cast<std::uint64_t>(values.number("message_size_limit"));
}

void security(smtpd::settings& out, conf::settings const& values, conf::report const& report) {
    out.tls = tls_level_of(values);
    bool const mandatory = out.tls == smtpd::tls_level::encrypt || values.yes("smtpd_tls_wrappermode");
    out.require_certificate = mandatory && values.yes("smtpd_tls_req_ccert");
    out.tls_wrapper = values.yes("smtpd_tls_wrappermode");
    out.tls_auth_only = values.yes("smtpd_tls_auth_only");
    out.tls_received_header = values.yes("smtpd_tls_received_header");
    out.tls_loglevel = static_cast<unsigned>(values.number("smtpd_tls_loglevel"));
    out.starttls_timeout = values.duration("smtpd_starttls_timeout");
    out.sasl = values.yes("smtpd_sasl_auth_enable");
    out.sasl_exceptions = conf::match_list::open("smtpd_sasl_exceptions_networks", values, report);
    if (!values.list("smtpd_sasl_mechanism_filter").empty())    // an empty one keeps nothing back
        out.sasl_filter = conf::match_list::open("smtpd_sasl_mechanism_filter", values, report);
    out.sasl_service = values.text("smtpd_sasl_service");
    out.external_identity = values.list("auth_external_identity");
    out.sasl_clear = sasl_options_of(values, "smtpd_sasl_security_options");
    out.sasl_tls = sasl_options_of(values, "smtpd_sasl_tls_security_options");
    out.broken_sasl_clients = values.yes("broken_sasl_auth_clients");
    out.sasl_received_header = values.yes("smtpd_sasl_authenticated_header");
    out.sasl_response_limit = static_cast<std::size_t>(values.number("smtpd_sasl_response_limit"));
}

void verification(smtpd::settings& out, conf::settings const& values) {
    auto& sender = out.verification.sender;
    sender.reject_code = static_cast<int>(values.number("unverified_sender_reject_code"));
    sender.defer_code = static_cast<int>(values.number("unverified_sender_defer_code"));
    sender.reason = values.text("unverified_sender_reject_reason");
    sender.tempfail_permits = tempfail_permits(values, "unverified_sender_tempfail_action");
    auto& recipient = out.verification.recipient;
    recipient.reject_code = static_cast<int>(values.number("unverified_recipient_reject_code"));
    recipient.defer_code = static_cast<int>(values.number("unverified_recipient_defer_code"));
    recipient.reason = values.text("unverified_recipient_reject_reason");
    recipient.tempfail_permits = tempfail_permits(values, "unverified_recipient_tempfail_action");
    out.verification.poll_count = static_cast<unsigned>(std::max<std::int64_t>(1, values.number("address_verify_poll_count")));
    out.verification.poll_delay = values.duration("address_verify_poll_delay");
}

void before_queue(smtpd::settings& out, conf::settings const& values) {
    auto const where = values.text("smtpd_proxy_filter");
    if (where.empty()) return;
    auto& how = out.before_queue;
    how.directory = values.text("queue_directory");
    how.where = smtpd::place::parse(where, how.directory);
    if (!how.where) throw std::runtime_error("smtpd_proxy_filter: \"" + where + "\" is neither host:port nor unix:path");
    how.ehlo = values.text("smtpd_proxy_ehlo");
    how.timeout = values.duration("smtpd_proxy_timeout");
    for (auto const& word : values.list("smtpd_proxy_options")) {
        if (!base::iequals(word, "speed_adjust")) throw std::runtime_error("smtpd_proxy_options: unknown word \"" + word + "\"");
        how.speed_adjust = true;
    }
}

void message(smtpd::settings& out, conf::settings const& values, conf::report const& report) {
    for (auto const& own : values.host().addresses) out.own_addresses.push_back(own.text);
    out.proxy_addresses = values.list("proxy_interfaces");
    out.mx_backup_networks = conf::match_list::open("permit_mx_backup_networks", values, report);
    out.rewrite_clients = smtpd::rewrite_clients::open(values, report);
    out.content_filter = values.text("content_filter");
    bool milters = true;
    for (auto const& word : values.list("receive_override_options")) {
        if (base::iequals(word, "no_address_mappings")) out.maps_addresses = false;
        else if (base::iequals(word, "no_header_body_checks")) out.checks_content = false;
        else if (base::iequals(word, "no_unknown_recipient_checks")) out.reject_unlisted_recipient = false;
        else if (base::iequals(word, "no_milters")) milters = false;
        else throw std::runtime_error("receive_override_options: unknown word \"" + word + "\"");
    }
    if (!milters) return;
    auto made = std::make_shared<mta::milter::setup>(values, "smtpd_milters", report);
    if (made->any()) out.milters = std::move(made);
}

}  // namespace

namespace {

// Extensions that Postfix does not have; each is off until it is named.
void extensions(smtpd::settings& out, conf::settings const& values) {
    out.future_release_limit = values.duration("smtpd_future_release_limit");
    out.deliver_by_minimum = values.duration("smtpd_deliver_by_minimum");
    for (auto const& word : values.list("smtpd_extensions")) {
        if (base::iequals(word, "LIMITS")) out.tells_limits = true;
        else if (base::iequals(word, "MT-PRIORITY")) out.takes_priority = true;
        else if (base::iequals(word, "FUTURERELEASE")) out.takes_future_release = true;
        else if (base::iequals(word, "REQUIRETLS")) out.takes_requiretls = true;
        else if (base::iequals(word, "DELIVERBY")) out.takes_deliver_by = true;
        else if (base::iequals(word, "BINARYMIME")) out.takes_binary = true;
        else throw std::runtime_error("smtpd_extensions: unknown extension \"" + word + "\"; LIMITS, MT-PRIORITY, FUTURERELEASE, REQUIRETLS, DELIVERBY and BINARYMIME are known");
    }
}

}  // namespace

std::shared_ptr<smtpd::settings const> smtpd_settings(conf::settings const& values, conf::report const& report, std::string place) {
    auto made = std::make_shared<smtpd::settings>();
    auto& out = *made;
    out.place = std::move(place);
    out.myhostname = values.text("myhostname");
    out.mydomain = values.text("mydomain");
    out.myorigin = origin_of(values);
    out.mail_name = values.text("mail_name");
    out.banner = values.text("smtpd_banner");
    out.peername_lookup = values.yes("smtpd_peername_lookup");
    auto const proxy = values.text("smtpd_upstream_proxy_protocol");
    if (!proxy.empty() && proxy != "haproxy") throw std::runtime_error("smtpd_upstream_proxy_protocol: unknown protocol \"" + proxy + "\"; haproxy is known");
    out.behind_proxy = !proxy.empty();
    out.proxy_timeout = values.duration("smtpd_upstream_proxy_timeout");
    out.xclient_hosts = conf::match_list::open("smtpd_authorized_xclient_hosts", values, report);
    out.xforward_hosts = conf::match_list::open("smtpd_authorized_xforward_hosts", values, report);
    out.delay_open = values.yes("smtpd_delay_open_until_valid_rcpt");
    out.verp_clients = conf::match_list::open("smtpd_authorized_verp_clients", values, report);
    out.verp_delimiters = values.text("default_verp_delimiters");
    out.verp_filter = values.text("verp_delimiter_filter");
    out.helo_required = values.yes("smtpd_helo_required");
    out.disable_vrfy = values.yes("disable_vrfy_command");
    out.smtputf8 = values.yes("smtputf8_enable");
    for (auto const& word : values.list("smtpd_discard_ehlo_keywords"))
        if (!base::iequals(word, "silent-discard")) out.discard_ehlo_keywords.push_back(word);
    out.discard_by_address = conf::maps::open(values.text("smtpd_discard_ehlo_keyword_address_maps"), values, report);
    out.command_filter = conf::maps::open(values.text("smtpd_command_filter"), values, report);
    out.dns_filter = conf::maps::open(values.text("smtpd_dns_reply_filter"), values, report);
    out.min_user = values.yes("allow_min_user");
    out.numeric_domain = values.yes("resolve_numeric_domain");
    out.strict_envelopes = values.yes("strict_rfc821_envelopes");
    out.strict_smtputf8 = values.yes("strict_smtputf8");
    out.forbids_early = values.yes("smtpd_forbid_unauth_pipelining");
    out.soft_bounce = values.yes("soft_bounce");
    out.reject_footer = values.text("smtpd_reject_footer");
    out.reject_footer_maps = conf::maps::open(values.text("smtpd_reject_footer_maps"), values, report);
    out.expansion_filter = mta::cleanup::characters(values, "smtpd_expansion_filter", report);
    out.etrn_domains = conf::match_list::open("fast_flush_domains", values, report);
    out.noop_commands = conf::match_list::open("smtpd_noop_commands", values, report);
    out.forbidden_commands = conf::match_list::open("smtpd_forbidden_commands", values, report);
    out.bare_newline = bare_newline_of(values);
    out.bare_newline_code = static_cast<int>(values.number("smtpd_forbid_bare_newline_reject_code"));
    out.bare_newline_exclusions = conf::match_list::open("smtpd_forbid_bare_newline_exclusions", values, report);
    out.networks = conf::match_list::open("mynetworks", values, report);
    extensions(out, values);
    limits(out, values);
    security(out, values, report);
    restrictions(out, values, report);
    client_limits(out, values, report);
    before_queue(out, values);
    verification(out, values);
    message(out, values, report);
    return made;
}

}  // namespace mailstead::server
