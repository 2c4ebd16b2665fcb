#include "server/settings_smtpd.h"

#include <fstream>
#include <stdexcept>

#include "base/ascii.h"
#include "conf/machine.h"

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

smtpd::restriction_list restrictions_of(conf::settings const& values, std::string const& name, smtpd::stage where) {
    std::string why;
    auto list = smtpd::parse_restrictions(where, values.list(name), why);
    if (!list) throw std::runtime_error(name + ": " + why.substr(0, why.size() - 2));
    return std::move(*list);
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

void restrictions(smtpd::settings& out, conf::settings const& values) {
    using smtpd::stage;
    out.client_restrictions = restrictions_of(values, "smtpd_client_restrictions", stage::client);
    out.helo_restrictions = restrictions_of(values, "smtpd_helo_restrictions", stage::helo);
    out.sender_restrictions = restrictions_of(values, "smtpd_sender_restrictions", stage::sender);
    out.relay_restrictions = restrictions_of(values, "smtpd_relay_restrictions", stage::relay);
    out.recipient_restrictions = restrictions_of(values, "smtpd_recipient_restrictions", stage::recipient);
    out.data_restrictions = restrictions_of(values, "smtpd_data_restrictions", stage::data);
    out.relay_before_recipient = values.yes("smtpd_relay_before_recipient_restrictions");
    out.reject_unlisted_recipient = values.yes("smtpd_reject_unlisted_recipient");
    out.relay_reject_code = static_cast<int>(values.number("relay_domains_reject_code"));
    out.reject_code = static_cast<int>(values.number("reject_code"));
    out.defer_code = static_cast<int>(values.number("defer_code"));
    if (smtpd::guards_relaying(out.relay_restrictions) || smtpd::guards_relaying(out.recipient_restrictions)) return;
    throw std::runtime_error("in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one "
                             "working instance of: reject_unauth_destination, defer_unauth_destination, reject, defer");
}

void limits(smtpd::settings& out, conf::settings const& values) {
    auto const count = [&](std::string_view name) { return static_cast<unsigned>(values.number(name)); };
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

void security(smtpd::settings& out, conf::settings const& values) {
    out.tls = tls_level_of(values);
    out.tls_wrapper = values.yes("smtpd_tls_wrappermode");
    out.tls_auth_only = values.yes("smtpd_tls_auth_only");
    out.tls_received_header = values.yes("smtpd_tls_received_header");
    out.tls_loglevel = static_cast<unsigned>(values.number("smtpd_tls_loglevel"));
    out.starttls_timeout = values.duration("smtpd_starttls_timeout");
    out.sasl = values.yes("smtpd_sasl_auth_enable");
    out.sasl_clear = sasl_options_of(values, "smtpd_sasl_security_options");
    out.sasl_tls = sasl_options_of(values, "smtpd_sasl_tls_security_options");
    out.broken_sasl_clients = values.yes("broken_sasl_auth_clients");
    out.sasl_received_header = values.yes("smtpd_sasl_authenticated_header");
    out.sasl_response_limit = static_cast<std::size_t>(values.number("smtpd_sasl_response_limit"));
}

void message(smtpd::settings& out, conf::settings const& values, conf::report const& report) {
    out.rewrite_clients = smtpd::rewrite_clients::open(values, report);
    for (auto const& word : values.list("receive_override_options")) {
        if (base::iequals(word, "no_address_mappings")) out.maps_addresses = false;
        else if (base::iequals(word, "no_header_body_checks")) out.checks_content = false;
        else if (base::iequals(word, "no_unknown_recipient_checks")) out.reject_unlisted_recipient = false;
        else if (!base::iequals(word, "no_milters"))    // there are none
            throw std::runtime_error("receive_override_options: unknown word \"" + word + "\"");
    }
}

}  // namespace

std::shared_ptr<smtpd::settings const> smtpd_settings(conf::settings const& values, conf::report const& report) {
    auto made = std::make_shared<smtpd::settings>();
    auto& out = *made;
    out.myhostname = values.text("myhostname");
    out.mydomain = values.text("mydomain");
    out.myorigin = origin_of(values);
    out.mail_name = values.text("mail_name");
    out.banner = values.text("smtpd_banner");
    out.peername_lookup = values.yes("smtpd_peername_lookup");
    out.helo_required = values.yes("smtpd_helo_required");
    out.disable_vrfy = values.yes("disable_vrfy_command");
    out.smtputf8 = values.yes("smtputf8_enable");
    for (auto const& word : values.list("smtpd_discard_ehlo_keywords"))
        if (!base::iequals(word, "silent-discard")) out.discard_ehlo_keywords.push_back(word);
    out.networks = conf::match_list::open("mynetworks", values, report);
    limits(out, values);
    security(out, values);
    restrictions(out, values);
    message(out, values, report);
    return made;
}

}  // namespace mailstead::server
