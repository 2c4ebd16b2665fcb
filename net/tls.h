// TLS by OpenSSL on the stream's own descriptor. One context serves many connections and is replaced as a whole on reload.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

typedef struct ssl_ctx_st SSL_CTX;

namespace mailstead::net {

using base::result;

struct tls_settings {
    std::string certificate;                // PEM text: the leaf first, then the chain
    std::string key;                        // PEM text
    std::string ciphers;                    // TLS 1.2 list in OpenSSL's syntax; empty: OpenSSL's default
    std::vector<std::string> protocols;     // as smtpd_tls_protocols: ">=TLSv1.2", "!SSLv2" ...
    std::string service;                    // session id context: tickets are not shared between services

    // Certificates of clients: each is let in, and what it showed is told by tls_info.
    bool ask_certificate = false;
    std::string ca_file, ca_path;           // authorities that make one trusted
    int depth = 9;                          // of a chain
    std::string digest;                     // of fingerprints: "sha256"
};

class tls_context {
public:
    // A server's context; the error says which of certificate and key could not be used (in `why`).
    static result<std::shared_ptr<tls_context const>> for_server(tls_settings const& wanted, std::string& why);
    // A client's context that checks nothing: opportunistic use and tests.
    static std::shared_ptr<tls_context const> for_client();
    ~tls_context();
    tls_context(tls_context const&) = delete;

    SSL_CTX* native() const noexcept { return context_; }
    // A server's: what it wants to know of clients.
    bool asks_certificate() const noexcept { return asks_; }
    std::string const& digest() const noexcept { return digest_; }

private:
    explicit tls_context(SSL_CTX* context) noexcept : context_(context) {}
    SSL_CTX* context_;
    bool asks_ = false;
    std::string digest_;
};

}  // namespace mailstead::net
