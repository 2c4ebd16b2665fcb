// The certificate that the other side of a TLS connection showed, as far as anybody asks for it.
#pragma once

#include <memory>
#include <string>

typedef struct ssl_st SSL;

namespace mailstead::net {

struct peer_certificate {
    std::string subject, issuer;         // their common names, printable; empty: there is none
    std::string fingerprint;             // "AB:CD:..." of the certificate
    std::string key_fingerprint;         // likewise of its public key
    bool trusted = false;                // the chain leads to one of our authorities
    bool expired = false;                // that is why it is not
    std::string distrust;                // why it is not, in OpenSSL's words
};

// Null: the peer showed none. `digest`: "sha256", "md5" ...; a name that OpenSSL does not know gives no fingerprints.
std::shared_ptr<peer_certificate const> certificate_of(SSL* connection, std::string const& digest);
bool is_digest(std::string const& name) noexcept;

}  // namespace mailstead::net
