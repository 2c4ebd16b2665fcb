// The certificate that the other side of a TLS connection showed, as far as anybody asks for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

typedef struct ssl_st SSL;

namespace mailstead::net {

struct peer_certificate {
    std::string subject, issuer;         // their common names, printable; empty: there is none
    std::string subject_name;            // the whole subject as RFC 4514 writes it: "CN=Some One,O=Example"
    std::vector<std::string> mail_names; // rfc822Name and dNSName of subjectAltName, printable, as they stand there
    std::vector<std::string> dns_names;
    std::string fingerprint;             // "AB:CD:..." of the certificate
    std::string key_fingerprint;         // likewise of its public key
    bool trusted = false;                // the chain leads to one of our authorities
    bool expired = false;                // that is why it is not
    std::string distrust;                // why it is not, in OpenSSL's words
};

// Whom it names, for a login by certificate (SASL EXTERNAL) is for the caller to choose, and only where it is `trusted`.
// Null: the peer showed none. `digest`: "sha256", "md5" ...; a name that OpenSSL does not know gives no fingerprints.
std::shared_ptr<peer_certificate const> certificate_of(SSL* connection, std::string const& digest);
bool is_digest(std::string const& name) noexcept;

}  // namespace mailstead::net
