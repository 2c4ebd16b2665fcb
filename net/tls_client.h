// The client's side of a TLS handshake, and what it learned of the server. Whom to believe is the caller's decision.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/dane.h"
#include "net/stream.h"
#include "net/tls.h"

typedef struct ssl_session_st SSL_SESSION;

namespace mailstead::net {

// A session that may be resumed with the same server. Copies share it.
class tls_session {
public:
    tls_session() = default;
    explicit tls_session(SSL_SESSION* taken);    // owns it from now on
    SSL_SESSION* native() const noexcept { return kept_.get(); }

private:
    std::shared_ptr<SSL_SESSION> kept_;
};

struct tls_wish {
    std::shared_ptr<tls_context const> context;
    std::string server_name;             // SNI; empty: none is sent
    std::vector<std::string> names;      // the certificate has to be for one of these; ".example.com": for any name below
    bool by_subject_alternative = false; // only a DNS name in subjectAltName counts, as RFC 8461 §4.2 asks; no common name, no address
    bool wildcard_is_deep = true;        // "*.example.com" in a certificate is for a.b.example.com, too
    std::string digest;                  // "sha256": of the fingerprints; empty: none are made
    std::vector<tlsa_record> tlsa;       // usable ones; empty: DANE is not asked for
    std::vector<std::string> tlsa_names; // as net/dane.h has it
    tls_session session;                 // to resume, if any; not with tlsa, which looks at the certificate each time
};

struct tls_server {
    std::shared_ptr<peer_certificate const> certificate;    // net/peer_certificate.h; null: the server showed none
    std::string matched;                 // the name of tls_wish::names that the certificate is for; empty: none
    bool by_dane = false;                // the certificate is as tls_wish::tlsa says
    bool is_resumed = false;
};

// Fails with errc::tls_failed and the like; `why` then has OpenSSL's words.
task<result<tls_server>> start_tls_client(stream& clear, tls_wish wish, stream::patience limit_of_wait, std::string& why);
// A session of a stream after its handshake, once the server has given one; without: nothing to resume.
tls_session session_of(stream& secured);
// The peer has ended TLS (RFC 8446 §6.1): what came before is whole, and nobody has cut the connection.
bool has_ended_tls(stream& secured);

}  // namespace mailstead::net
