// TLS by OpenSSL on the stream's own descriptor. One context serves many connections and is replaced as a whole on reload.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

typedef struct ssl_ctx_st SSL_CTX;

namespace mailstead::net {

using base::result;

struct tls_settings {
    std::string certificate;                // PEM text: the leaf first, then the chain
    std::string key;                        // PEM text
    std::vector<std::pair<std::string, std::string>> more;    // further certificates and keys, of other kinds
    std::string ciphers;                    // TLS 1.2 list in OpenSSL's syntax; empty: OpenSSL's default
    std::vector<std::string> protocols;     // as smtpd_tls_protocols: ">=TLSv1.2", "!SSLv2" ...
    std::string service;                    // session id context: tickets are not shared between services

    // Certificates of clients: each is let in, and what it showed is told by tls_info.
    bool ask_certificate = false;
    std::string ca_file, ca_path;           // authorities that make one trusted
    int depth = 9;                          // of a chain
    std::string digest;                     // of fingerprints: "sha256"
};

// What a client wants to know before it trusts a server.
struct tls_client_settings {
    std::string ca_file, ca_path;           // trusted authorities; both empty: nobody is trusted
    bool system_authorities = false;        // those of OpenSSL's default places, too
    std::vector<std::pair<std::string, std::string>> own;    // certificates with their chains and keys, PEM text, at most one of a kind
    std::string ciphers;                    // as in tls_settings
    std::vector<std::string> protocols;     // as in tls_settings
    int depth = 9;                          // of a chain
};

// Whether a word of `protocols` means anything: a version (SSLv2 to TLSv1.3, or its number in hexadecimal), alone or behind
// "!", ">=" or "<=".
bool is_protocol_rule(std::string_view word) noexcept;

class tls_context {
public:
    // A server's context; the error says which of certificate and key could not be used (in `why`).
    static result<std::shared_ptr<tls_context const>> for_server(tls_settings const& wanted, std::string& why);
    // A client's context that checks nothing: opportunistic use and tests.
    static std::shared_ptr<tls_context const> for_client();
    // A client's context that looks at the server's chain; what it finds is told by start_tls_client (net/tls_client.h) and is for
    // the caller to judge. Fails, with `why`, when a file cannot be used. Blocking.
    static result<std::shared_ptr<tls_context const>> for_client(tls_client_settings const& wanted, std::string& why);
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
