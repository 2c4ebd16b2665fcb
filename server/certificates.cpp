// Certificates by parameter names.
#include "server/certificates.h"

#include "base/log.h"

namespace mailstead::server {

std::shared_ptr<net::tls_context const> tls_for(std::string const& prefix, conf::settings const& values, secrets const& read) {
    if (values.text(prefix + "_tls_security_level") == "none" && !values.yes(prefix + "_tls_wrappermode")) return nullptr;
    auto const certificate = read.find(values.text(prefix + "_tls_cert_file"));
    auto const key = read.find(values.text(prefix + "_tls_key_file"));
    if (certificate == read.end() || key == read.end()) return nullptr;
    net::tls_settings wanted;
    wanted.certificate = certificate->second;
    wanted.key = key->second;
    wanted.service = prefix;
    std::string why;
    auto made = net::tls_context::for_server(wanted, why);
    if (made) return *made;
    base::log::warning(prefix, "TLS is not available: {}: {}", certificate->first, why);
    return nullptr;
}

}  // namespace mailstead::server
