#include "net/tls_client.h"

#include <array>

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/socket_stream.h"

namespace mailstead::net {
namespace {

std::string colons(unsigned char const* bytes, unsigned size) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
        if (i > 0) out += ':';
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 15];
    }
    return out;
}

void take_prints(X509* certificate, std::string const& digest, tls_server& out) {
    auto const* how = EVP_get_digestbyname(digest.c_str());
    if (!how) return;
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (X509_digest(certificate, how, bytes.data(), &size) == 1) out.certificate_print = colons(bytes.data(), size);
    // Of the whole SubjectPublicKeyInfo, as Postfix has it.
    unsigned char* der = nullptr;
    int const length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (length <= 0) return;
    if (EVP_Digest(der, static_cast<std::size_t>(length), bytes.data(), &size, how, nullptr) == 1) out.key_print = colons(bytes.data(), size);
    OPENSSL_free(der);
}

std::string matching(X509* certificate, std::vector<std::string> const& names) {
    for (auto const& name : names) {
        if (name.empty() || name == ".") continue;
        if (X509_check_host(certificate, name.data(), name.size(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1) return name;
        if (X509_check_ip_asc(certificate, name.c_str(), 0) == 1) return name;
    }
    return {};
}

tls_server look_at(SSL* ssl, tls_wish const& wish) {
    tls_server out;
    out.is_resumed = SSL_session_reused(ssl) == 1;
    std::unique_ptr<X509, decltype(&X509_free)> const certificate(SSL_get1_peer_certificate(ssl), X509_free);
    if (!certificate) return out;
    out.has_certificate = true;
    auto const verdict = SSL_get_verify_result(ssl);
    out.is_trusted = verdict == X509_V_OK;
    if (!out.is_trusted) out.distrust = X509_verify_cert_error_string(verdict);
    out.matched = matching(certificate.get(), wish.names);
    if (!wish.digest.empty()) take_prints(certificate.get(), wish.digest, out);
    return out;
}

}  // namespace

tls_session::tls_session(SSL_SESSION* taken) : kept_(taken, SSL_SESSION_free) {}

task<result<tls_server>> start_tls_client(stream& clear, tls_wish wish, stream::patience limit_of_wait, std::string& why) {
    auto const shaken = co_await start_tls_client(clear, wish.context, wish.server_name, limit_of_wait, wish.session.native(), &why);
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

}  // namespace mailstead::net
