// TLS by OpenSSL on the stream's own descriptor. One context serves many connections and is replaced as a whole on reload.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

typedef struct ssl_ctx_st SSL_CTX;

namespace mailstead::net {

using base::result;
class tls_context;
class ticket_keys;    // net/ticket_keys.h

// A context that is made when the first client asks for it: there may be thousands, and each costs milliseconds and a hundred
// kilobytes. Thread-safe; copies are the same one.
class named_context {
public:
    using maker = std::function<std::shared_ptr<tls_context const>()>;
    named_context(std::shared_ptr<tls_context const> made);
    explicit named_context(maker make);
    // Null: it cannot be made.
    tls_context const* get() const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

// What the administrator wants OpenSSL to do or to leave, for servers and clients.
struct tls_tuning {
    std::string groups;                     // key exchange, best first, as tls_eecdh_auto_curves; empty: OpenSSL's own
    std::uint64_t options = 0;              // bits of net/tls_options.h, on top of what is always set
    std::uint64_t workarounds_off = 0;      // bits of SSL_OP_ALL that are not wanted
};

struct tls_settings {
    std::string certificate;                // PEM text: the leaf first, then the chain
    std::string key;                        // PEM text
    std::vector<std::pair<std::string, std::string>> more;    // further certificates and keys, of other kinds
    std::string ciphers;                    // TLS 1.2 list in OpenSSL's syntax; empty: OpenSSL's default
    std::vector<std::string> protocols;     // as smtpd_tls_protocols: ">=TLSv1.2", "!SSLv2" ...
    std::string service;                    // tickets are good for the same service and the same server name only
    tls_tuning tuning;
    bool own_order = false;                 // our order of ciphers counts, not the client's
    std::string dh_parameters;              // PEM; empty: OpenSSL's own by the size of the key
    std::vector<std::string> ocsp;          // responses in DER; each goes with the certificate that it speaks of

    std::shared_ptr<ticket_keys> tickets;   // null: keys that only this context has
    std::string ticket_cipher = "aes-256-cbc";    // empty: no tickets, nothing can be resumed
    std::chrono::seconds session_lifetime{3600};
    bool session_ids = true;                // given in TLS 1.2 even to clients without tickets, though nothing is remembered

    // Who is shown to clients that ask for that name (SNI), in lower case; ".example.com" is for all names below. Others
    // and clients that ask for none see `certificate`.
    std::map<std::string, named_context, std::less<>> by_name;
    bool is_named = false;                  // is in another's by_name: the client is told that its name was heard (RFC 6066 §3)

    unsigned loglevel = 0;                  // for the sessions: from 1 on every handshake is told

    // Certificates of clients: each is let in, and what it showed is told by tls_info.
    bool ask_certificate = false;
    bool require_certificate = false;       // a client without one that is trusted fails the handshake; only with the above
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
    std::vector<std::string> anchors;       // PEM: certificates that are trusted though nobody has signed them; then no others are
    tls_tuning tuning;
};

// Whether a word of `protocols` means anything: a version (SSLv2 to TLSv1.3, or its number in hexadecimal), alone or behind
// "!", ">=" or "<=".
bool is_protocol_rule(std::string_view word) noexcept;

// Whether that chain and key (PEM) can be used together; `why` says what is wrong.
bool is_usable_identity(std::string const& chain, std::string const& key, std::string& why);

class tls_context {
public:
    // A server's context; the error says which of certificate and key could not be used (in `why`). What can be done without
    // (a response of OCSP, a cipher for tickets) is left out, logged.
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
    unsigned loglevel() const noexcept { return loglevel_; }

private:
    explicit tls_context(SSL_CTX* context) noexcept;
    struct server_side;    // net/tls_server.cpp
    friend struct server_side;
    SSL_CTX* context_;
    std::unique_ptr<server_side> server_;
    bool asks_ = false;
    std::string digest_;
    unsigned loglevel_ = 0;
};

}  // namespace mailstead::net
