// Certificates by parameter names.
#include "server/certificates.h"

#include <stdexcept>

#include "base/log.h"
#include "net/peer_certificate.h"

namespace mailstead::server {
namespace {

void ask_for_certificates(net::tls_settings& wanted, conf::settings const& values) {
    wanted.ask_certificate = values.yes("smtpd_tls_ask_ccert") || values.yes("smtpd_tls_req_ccert");
    wanted.ca_file = values.text("smtpd_tls_CAfile");
    wanted.ca_path = values.text("smtpd_tls_CApath");
    wanted.depth = static_cast<int>(values.number("smtpd_tls_ccert_verifydepth"));
    wanted.digest = values.text("smtpd_tls_fingerprint_digest");
    if (!net::is_digest(wanted.digest)) throw std::runtime_error("smtpd_tls_fingerprint_digest: unknown digest \"" + wanted.digest + '"');
}

}  // namespace

std::shared_ptr<net::tls_context const> tls_for(std::string const& prefix, conf::settings const& values, secrets const& read) {
    if (values.text(prefix + "_tls_security_level") == "none" && !values.yes(prefix + "_tls_wrappermode")) return nullptr;
    auto const certificate = read.find(values.text(prefix + "_tls_cert_file"));
    auto const key = read.find(values.text(prefix + "_tls_key_file"));
    if (certificate == read.end() || key == read.end()) return nullptr;
    net::tls_settings wanted;
    wanted.certificate = certificate->second;
    wanted.key = key->second;
    wanted.service = prefix;
    if (prefix == "smtpd") ask_for_certificates(wanted, values);
    std::string why;
    auto made = net::tls_context::for_server(wanted, why);
    if (made) return *made;
    base::log::warning(prefix, "TLS is not available: {}: {}", certificate->first, why);
    return nullptr;
}

}  // namespace mailstead::server
