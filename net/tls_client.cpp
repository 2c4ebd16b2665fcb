#include "net/tls_client.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/peer_certificate.h"
#include "net/socket_stream.h"

namespace mailstead::net {
namespace {

std::string matching(X509* certificate, tls_wish const& wish) {
    bool const by_subject_alternative = wish.by_subject_alternative;    // RFC 8461 §4.1: there a wildcard is for one label
    unsigned const flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | (by_subject_alternative ? X509_CHECK_FLAG_NEVER_CHECK_SUBJECT : 0) |
                           (wish.wildcard_is_deep && !by_subject_alternative ? X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS : 0);
    for (auto const& name : wish.names) {
        if (name.empty() || name == "." || (by_subject_alternative && name.starts_with('.'))) continue;
        if (X509_check_host(certificate, name.data(), name.size(), flags, nullptr) == 1) return name;
        if (!by_subject_alternative && X509_check_ip_asc(certificate, name.c_str(), 0) == 1) return name;
    }
    return {};
}

tls_server look_at(SSL* ssl, tls_wish const& wish) {
    tls_server out;
    out.is_resumed = SSL_session_reused(ssl) == 1;
    out.certificate = certificate_of(ssl, wish.digest);
    // Owned by the connection.
    out.by_dane = !wish.tlsa.empty() && has_matched_tlsa(ssl);
    if (out.certificate) out.matched = matching(SSL_get0_peer_certificate(ssl), wish);
    return out;
}

}  // namespace

tls_session::tls_session(SSL_SESSION* taken) : kept_(taken, SSL_SESSION_free) {}

task<result<tls_server>> start_tls_client(stream& clear, tls_wish wish, stream::patience limit_of_wait, std::string& why) {
    tls_preparation prepare;
    if (!wish.tlsa.empty()) prepare = [&wish](SSL* ssl) { return expect_tlsa(ssl, wish.tlsa, wish.tlsa_names); };
    auto* const resume = wish.tlsa.empty() ? wish.session.native() : nullptr;
    auto const shaken = co_await start_tls_client(clear, wish.context, wish.server_name, limit_of_wait, resume, &why, std::move(prepare));
    if (!shaken) co_return shaken.error();
    co_return look_at(native_tls(clear), wish);
}

tls_session session_of(stream& secured) {
    auto* const ssl = native_tls(secured);
    auto* const session = ssl ? SSL_get1_session(ssl) : nullptr;
    if (!session) return {};
    tls_session out(session);
    return SSL_SESSION_is_resumable(session) == 1 ? out : tls_session();
}

bool has_ended_tls(stream& secured) {
    auto* const ssl = native_tls(secured);
    return ssl && (SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

}  // namespace mailstead::net
