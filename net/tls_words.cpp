#include "net/tls_words.h"

#include <memory>

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/log.h"
#include "net/peer_certificate.h"
#include "net/tls.h"

namespace mailstead::net {
namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string curve_of(EVP_PKEY* key) {
    char name[80];
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key, name, sizeof name, &size) != 1) return "unknown";
    auto const* nist = EC_curve_nid2nist(OBJ_txt2nid(name));    // "P-256" rather than "prime256v1"
    return nist ? nist : name;
}

// "X25519", "ECDHE (prime256v1)", "DHE (2048 bits)".
std::string exchange_of(SSL* connection) {
    EVP_PKEY* taken = nullptr;
    if (SSL_get_tmp_key(connection, &taken) != 1) return {};
    key_ptr const key(taken, EVP_PKEY_free);
    switch (EVP_PKEY_get_base_id(key.get())) {
    case EVP_PKEY_EC: return fmt::format("ECDHE ({})", curve_of(key.get()));
    case EVP_PKEY_DH: return fmt::format("DHE ({} bits)", EVP_PKEY_get_bits(key.get()));
    default: return OBJ_nid2sn(EVP_PKEY_get_base_id(key.get()));
    }
}

std::string signature_of(int kind, X509* certificate) {
    auto* const key = certificate ? X509_get0_pubkey(certificate) : nullptr;
    if (!key) return OBJ_nid2sn(kind);
    if (kind == EVP_PKEY_RSA_PSS) return fmt::format("RSA-PSS ({} bits)", EVP_PKEY_get_bits(key));
    if (kind == EVP_PKEY_RSA) return fmt::format("RSA ({} bits)", EVP_PKEY_get_bits(key));
    return kind == EVP_PKEY_EC ? fmt::format("ECDSA ({})", curve_of(key)) : std::string(OBJ_nid2sn(kind));
}

void add_signature(std::string& to, char const* side, int kind, int digest, X509* certificate) {
    to += fmt::format(" {}-signature {}", side, signature_of(kind, certificate));
    if (digest != NID_undef) to += fmt::format(" {}-digest {}", side, OBJ_nid2sn(digest));
}

void add_own_signature(std::string& to, char const* side, SSL* connection) {
    int kind = NID_undef, digest = NID_undef;
    if (SSL_get_signature_type_nid(connection, &kind) != 1) return;
    SSL_get_signature_nid(connection, &digest);
    add_signature(to, side, kind, digest, SSL_get_certificate(connection));
}

void add_their_signature(std::string& to, char const* side, SSL* connection) {
    int kind = NID_undef, digest = NID_undef;
    if (SSL_get_peer_signature_type_nid(connection, &kind) != 1) return;
    SSL_get_peer_signature_nid(connection, &digest);
    add_signature(to, side, kind, digest, SSL_get0_peer_certificate(connection));
}

}  // namespace

std::string tls_details(SSL* connection) {
    if (SSL_version(connection) < TLS1_3_VERSION) return {};
    std::string out;
    if (auto const exchange = exchange_of(connection); !exchange.empty()) out += " key-exchange " + exchange;
    bool const is_ours = SSL_is_server(connection) == 1;
    add_own_signature(out, is_ours ? "server" : "client", connection);
    add_their_signature(out, is_ours ? "client" : "server", connection);
    return out;
}

std::string tls_words(tls_info const& what, std::string_view client) {
    auto const* shown = what.certificate.get();
    auto const* status = !shown ? "Anonymous" : shown->trusted ? "Trusted" : "Untrusted";
    return fmt::format("{} TLS connection established from {}: {} with cipher {} ({}/{} bits){}", status, client, what.protocol, what.cipher, what.bits,
                       what.bits, what.details);
}

void log_handshake(std::string_view program, stream const& secured, tls_context const& by) {
    if (by.loglevel() > 0) base::log::info(std::string(program), "{}", tls_words(secured));
}

std::string tls_words(stream const& secured) { return tls_words(secured.tls(), '[' + secured.peer().address + ']'); }

}  // namespace mailstead::net
