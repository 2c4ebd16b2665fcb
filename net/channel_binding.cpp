#include "net/channel_binding.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace mailstead::net {
namespace {

constexpr std::string_view exporter_label = "EXPORTER-Channel-Binding";    // RFC 9266 §2
constexpr std::size_t exporter_size = 32;

// Without the extended master secret (RFC 7627) one in the middle can make two connections of TLS 1.2 alike.
bool is_one_of_a_kind(SSL* connection) {
    return SSL_version(connection) >= TLS1_3_VERSION || SSL_get_extms_support(connection) == 1;
}

std::string exported(SSL* connection) {
    if (!is_one_of_a_kind(connection)) return {};
    std::string out(exporter_size, '\0');
    // RFC 9266 has an empty context; TLS 1.2 tells that from none, and what clients do is none.
    auto const made = SSL_export_keying_material(connection, reinterpret_cast<unsigned char*>(out.data()), out.size(), exporter_label.data(),
                                                 exporter_label.size(), nullptr, 0, 0);
    return made == 1 ? out : std::string();
}

// The first Finished message of the handshake (RFC 5929 §3.1): the client's, or the server's where a session is resumed.
std::string first_finished(SSL* connection) {
    if (SSL_version(connection) >= TLS1_3_VERSION || !is_one_of_a_kind(connection)) return {};
    std::array<char, EVP_MAX_MD_SIZE> bytes{};
    auto const size = SSL_session_reused(connection) == 1 ? SSL_get_finished(connection, bytes.data(), bytes.size())
                                                          : SSL_get_peer_finished(connection, bytes.data(), bytes.size());
    return {bytes.data(), std::min(size, bytes.size())};
}

std::string digest_of(X509* certificate) {
    int digest = NID_undef;
    X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr);
    if (digest == NID_md5 || digest == NID_sha1) digest = NID_sha256;
    // Signatures that hash by themselves (Ed25519) name none: SHA-256 is what everybody has.
    auto const* how = digest == NID_undef ? EVP_sha256() : EVP_get_digestbynid(digest);
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (!how || X509_digest(certificate, how, bytes.data(), &size) != 1) return {};
    return {reinterpret_cast<char const*>(bytes.data()), size};
}

std::string kept_end_point(SSL* connection) {
    void* bytes = nullptr;
    std::size_t size = 0;
    if (SSL_SESSION_get0_ticket_appdata(SSL_get_session(connection), &bytes, &size) != 1) return {};
    return {static_cast<char const*>(bytes), bytes ? size : 0};
}

}  // namespace

std::string end_point_of(std::string_view certificate) {
    auto const* at = reinterpret_cast<unsigned char const*>(certificate.data());
    std::unique_ptr<X509, decltype(&X509_free)> const read(d2i_X509(nullptr, &at, static_cast<long>(certificate.size())), X509_free);
    return read ? digest_of(read.get()) : std::string();
}

std::string channel_binding_of(SSL* connection, binding which) {
    switch (which) {
    case binding::exporter: return exported(connection);
    case binding::unique: return first_finished(connection);
    case binding::server_end_point: {
        // A resumed session shows none: the certificate that it began with counts (net/tls_server.cpp keeps its digest).
        if (SSL_session_reused(connection) == 1) return kept_end_point(connection);
        auto* const shown = SSL_get_certificate(connection);
        return shown ? digest_of(shown) : std::string();
    }
    }
    return {};
}

}  // namespace mailstead::net
