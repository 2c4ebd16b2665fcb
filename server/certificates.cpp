// Certificates by parameter names.
#include "server/certificates.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "net/peer_certificate.h"
#include "net/tls_options.h"

namespace mailstead::server {
namespace {

// TLS is a must there: then the mandatory twins of parameters count, and certificates of clients can be required.
bool is_mandatory(std::string const& prefix, conf::settings const& values) {
    return values.text(prefix + "_tls_security_level") == "encrypt" || values.yes(prefix + "_tls_wrappermode");
}

void ask_for_certificates(net::tls_settings& wanted, std::string const& prefix, conf::settings const& values) {
    bool const required = values.yes(prefix + "_tls_req_ccert");
    wanted.ask_certificate = values.yes(prefix + "_tls_ask_ccert") || required;
    // smtpd lets them in and tells them in its own words; the others end the handshake.
    wanted.require_certificate = required && prefix != "smtpd" && is_mandatory(prefix, values);
    if (required && !is_mandatory(prefix, values))
        base::log::warning(prefix, "{}_tls_req_ccert has no effect where TLS is optional: certificates are asked for only", prefix);
    wanted.ca_file = values.text(prefix + "_tls_CAfile");
    wanted.ca_path = values.text(prefix + "_tls_CApath");
    wanted.depth = static_cast<int>(std::min<std::int64_t>(100, values.number(prefix + "_tls_ccert_verifydepth")));
    wanted.digest = values.text(prefix + "_tls_fingerprint_digest");
    if (!net::is_digest(wanted.digest)) throw std::runtime_error(fmt::format("{}_tls_fingerprint_digest: unknown digest \"{}\"", prefix, wanted.digest));
}

// imapd and the others have no list of further exclusions.
void set_strength(net::tls_settings& wanted, std::string const& prefix, conf::settings const& values) {
    bool const must = is_mandatory(prefix, values);
    auto const grade = base::lowered(values.text(prefix + (must ? "_tls_mandatory_ciphers" : "_tls_ciphers")));
    if (grade == "high") wanted.ciphers = values.text("tls_high_cipherlist");
    else if (grade == "null") wanted.ciphers = values.text("tls_null_cipherlist");
    else if (grade == "medium" || grade == "low" || grade == "export") wanted.ciphers = values.text("tls_medium_cipherlist");    // OpenSSL 3 has none weaker
    else throw std::runtime_error(fmt::format("{}_tls_{}ciphers: unknown grade \"{}\"", prefix, must ? "mandatory_" : "", grade));
    auto excluded = values.list(fmt::format("{}_tls_exclude_ciphers", prefix));
    auto const more = prefix == "smtpd" && must ? values.list("smtpd_tls_mandatory_exclude_ciphers") : std::vector<std::string>();
    excluded.insert(excluded.end(), more.begin(), more.end());
    excluded.emplace_back("aNULL");    // there is a certificate: whoever encrypts shall be able to see with whom
    for (auto const& one : excluded) wanted.ciphers += ":!" + one;
    wanted.protocols = values.list(prefix + (must ? "_tls_mandatory_protocols" : "_tls_protocols"));
}

// Which curves a server takes (smtpd_tls_eecdh_grade, for all services).
void set_curves(net::tls_settings& wanted, conf::settings const& values) {
    auto const grade = base::lowered(values.text("smtpd_tls_eecdh_grade"));
    if (grade == "strong") wanted.tuning.groups = values.text("tls_eecdh_strong_curve");
    else if (grade == "ultra") wanted.tuning.groups = values.text("tls_eecdh_ultra_curve");
    else if (grade == "none") wanted.ciphers += ":!kEECDH";    // TLS 1.3 knows nothing else
    else if (grade != "auto") throw std::runtime_error(fmt::format("smtpd_tls_eecdh_grade: unknown grade \"{}\"", grade));
}

void set_sessions(net::tls_settings& wanted, conf::settings const& values, std::shared_ptr<net::ticket_keys> const& tickets) {
    wanted.tickets = tickets;
    wanted.ticket_cipher = values.text("tls_session_ticket_cipher");
    wanted.session_lifetime = values.duration("smtpd_tls_session_cache_timeout");
    wanted.session_ids = values.yes("smtpd_tls_always_issue_session_ids");
}

std::string text_in(secrets const& read, std::string const& path) {
    auto const found = read.find(path);
    return found == read.end() ? std::string() : found->second;
}

void add_responses(std::vector<std::string>& to, identity_source const& source, conf::settings const& values, secrets const& read) {
    if (!values.yes("tls_ocsp_stapling")) return;
    for (auto const& path : source.files)
        if (auto text = text_in(read, ocsp_beside(path)); !text.empty()) to.push_back(std::move(text));
}

void show(net::tls_settings& wanted, identities all) {
    wanted.certificate = std::move(all.front().first);
    wanted.key = std::move(all.front().second);
    wanted.more.assign(std::make_move_iterator(all.begin() + 1), std::make_move_iterator(all.end()));
}

void complain_of(named_source const& named, std::string const& service, std::string const& why) {
    base::log::warning(service, "{}: {}; its clients see the usual certificate", named.what.label, why);
}

// Contexts like `usual` with other certificates, each made when it is asked for.
void add_names(net::tls_settings& to, conf::settings const& values, secrets const& read) {
    auto const usual = std::make_shared<net::tls_settings const>(to);
    for (auto const& named : named_sources(values, read)) {
        std::string why;
        auto all = read_identities(named.what, read, why);
        if (all.empty() || !why.empty()) {
            complain_of(named, to.service, why);
            continue;
        }
        std::vector<std::string> responses;
        add_responses(responses, named.what, values, read);
        auto make = [usual, named, all = std::move(all), responses = std::move(responses)]() -> std::shared_ptr<net::tls_context const> {
            auto wanted = *usual;
            wanted.is_named = true;
            show(wanted, all);
            wanted.ocsp = responses;
            std::string trouble;
            auto made = net::tls_context::for_server(wanted, trouble);
            if (made) return *made;
            complain_of(named, wanted.service, trouble);
            return nullptr;
        };
        to.by_name.emplace(named.name, net::named_context(std::move(make)));
    }
}

template <class BitsOf>
std::uint64_t bits_of(char const* parameter, conf::settings const& values, BitsOf bits) {
    std::uint64_t out = 0;
    for (auto const& name : values.list(parameter)) {
        if (auto const found = bits(name)) out |= *found;
        else base::log::warning("master", "{}: there is no option \"{}\"", parameter, name);
    }
    return out;
}

}  // namespace

net::tls_tuning tuning_of(conf::settings const& values) {
    net::tls_tuning out;
    out.groups = values.text("tls_eecdh_auto_curves");
    out.options = bits_of("tls_ssl_options", values, net::tls_option);
    out.workarounds_off = bits_of("tls_disable_workarounds", values, net::tls_workaround);
    return out;
}

identities identities_of(std::string const& prefix, conf::settings const& values, secrets const& read) {
    identities out;
    for (auto const& source : identity_sources(prefix, values)) {
        std::string why;
        auto found = read_identities(source, read, why);
        if (!why.empty() && source.how == identity_source::form::chains) base::log::warning("master", "{}: {}", source.label, why);
        std::move(found.begin(), found.end(), std::back_inserter(out));
    }
    return out;
}

std::shared_ptr<net::tls_context const> tls_for(std::string const& prefix, conf::settings const& values, secrets const& read,
                                                std::shared_ptr<net::ticket_keys> const& tickets) {
    if (values.text(prefix + "_tls_security_level") == "none" && !values.yes(prefix + "_tls_wrappermode")) return nullptr;
    auto all = identities_of(prefix, values, read);
    if (all.empty()) return nullptr;
    net::tls_settings wanted;
    wanted.service = prefix;
    wanted.tuning = tuning_of(values);
    wanted.own_order = values.yes("tls_preempt_cipherlist");
    wanted.loglevel = static_cast<unsigned>(values.number(prefix + "_tls_loglevel"));
    if (auto const path = values.text("smtpd_tls_dh1024_param_file"); path != "auto") wanted.dh_parameters = text_in(read, path);
    ask_for_certificates(wanted, prefix, values);
    set_strength(wanted, prefix, values);
    set_curves(wanted, values);
    set_sessions(wanted, values, tickets);
    show(wanted, std::move(all));
    for (auto const& source : identity_sources(prefix, values)) add_responses(wanted.ocsp, source, values, read);
    add_names(wanted, values, read);
    std::string why;
    auto made = net::tls_context::for_server(wanted, why);
    if (made) return *made;
    base::log::warning(prefix, "TLS is not available: {}", why);
    return nullptr;
}

}  // namespace mailstead::server
