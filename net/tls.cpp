// Contexts of OpenSSL from PEM text.
#include "net/tls.h"

#include <algorithm>
#include <charconv>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/ascii.h"
#include "net/error.h"
#include "net/tls_parts.h"

namespace mailstead::net {
namespace {

int version_of(std::string_view name) noexcept {
    if (base::iequals(name, "TLSv1.3")) return TLS1_3_VERSION;
    if (base::iequals(name, "TLSv1.2")) return TLS1_2_VERSION;
    if (base::iequals(name, "TLSv1.1")) return TLS1_1_VERSION;
    if (base::iequals(name, "TLSv1")) return TLS1_VERSION;
    if (base::iequals(name, "SSLv3")) return SSL3_VERSION;
    if (base::iequals(name, "SSLv2")) return SSL2_VERSION;
    int number = 0;    // "0304": OpenSSL's number of the version
    auto const read = std::from_chars(name.data(), name.data() + name.size(), number, 16);
    return read.ec == std::errc() && read.ptr == name.data() + name.size() && number >= SSL2_VERSION ? number : 0;
}

}  // namespace

namespace tls_parts {

bio_ptr memory_of(std::string const& text) { return bio_ptr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string last_openssl_error() {
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    return text;
}

int no_password(char*, int, int, void*) { return -1; }

bool use_certificate(SSL_CTX* context, std::string const& pem) {
    auto const bio = memory_of(pem);
    x509_ptr const leaf(PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr));
    if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) return false;
    for (;;) {
        X509* const link = PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr);
        if (!link && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return false;    // torn, not the end
        if (!link) break;
        if (SSL_CTX_add0_chain_cert(context, link) != 1) {
            X509_free(link);
            return false;
        }
    }
    ERR_clear_error();    // the end of the file is an error to PEM_read_bio
    return true;
}

bool use_key(SSL_CTX* context, std::string const& pem) {
    auto const bio = memory_of(pem);
    key_ptr const key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
    return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool use_all(SSL_CTX* context, std::vector<std::pair<std::string, std::string>> const& all) {
    auto const use = [context](auto const& one) { return use_certificate(context, one.first) && use_key(context, one.second); };
    return std::all_of(all.begin(), all.end(), use);
}

// ">=TLSv1.2", "<=TLSv1.3" and "!TLSv1.1" forms; never below TLS 1.2 (design: TLS 1.2+).
void restrict_protocols(SSL_CTX* context, std::vector<std::string> const& wanted) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    std::vector<int> named;    // "TLSv1.3": these and no others
    for (std::string_view const word : wanted) {
        if (word.starts_with(">=") && version_of(word.substr(2)) >= TLS1_2_VERSION)
            SSL_CTX_set_min_proto_version(context, version_of(word.substr(2)));
        if (word.starts_with("<=") && version_of(word.substr(2)) >= TLS1_2_VERSION)
            SSL_CTX_set_max_proto_version(context, version_of(word.substr(2)));
        if (version_of(word) != 0) named.push_back(version_of(word));
        int const excluded = word.starts_with('!') ? version_of(word.substr(1)) : 0;
        if (excluded == TLS1_2_VERSION) SSL_CTX_set_options(context, SSL_OP_NO_TLSv1_2);
        if (excluded == TLS1_3_VERSION) SSL_CTX_set_options(context, SSL_OP_NO_TLSv1_3);
    }
    auto const is_named = [&named](int version) { return std::find(named.begin(), named.end(), version) != named.end(); };
    if (!named.empty() && !is_named(TLS1_2_VERSION)) SSL_CTX_set_options(context, SSL_OP_NO_TLSv1_2);
    if (!named.empty() && !is_named(TLS1_3_VERSION)) SSL_CTX_set_options(context, SSL_OP_NO_TLSv1_3);
}

// Those that OpenSSL knows: a list for several versions of it has names that one of them has not.
bool use_groups(SSL_CTX* context, std::string const& wanted) {
    if (wanted.empty()) return true;
    std::string known;
    for (auto const name : base::split(wanted, " \t,:")) {
        std::string const one(name);
        if (one.empty() || SSL_CTX_set1_groups_list(context, one.c_str()) != 1) continue;
        known += (known.empty() ? "" : ":") + one;
    }
    ERR_clear_error();
    return !known.empty() && SSL_CTX_set1_groups_list(context, known.c_str()) == 1;
}

void tune(SSL_CTX* context, tls_tuning const& wanted) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_clear_options(context, wanted.workarounds_off & SSL_OP_ALL);
    SSL_CTX_set_options(context, (SSL_OP_ALL & ~wanted.workarounds_off) | wanted.options);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);    // neither has ever done good to mail
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);    // tickets need no memory of ours
}

}  // namespace tls_parts

using namespace tls_parts;

bool is_protocol_rule(std::string_view word) noexcept {
    if (word.starts_with('!')) word.remove_prefix(1);
    else if (word.starts_with(">=") || word.starts_with("<=")) word.remove_prefix(2);
    return version_of(word) != 0;
}

bool is_usable_identity(std::string const& chain, std::string const& key, std::string& why) {
    std::unique_ptr<SSL_CTX, freer<SSL_CTX_free>> const trial(SSL_CTX_new(TLS_server_method()));
    if (!trial) why = last_openssl_error();
    else if (!use_certificate(trial.get(), chain)) why = "certificate: " + last_openssl_error();
    else if (!use_key(trial.get(), key)) why = "key: " + last_openssl_error();
    else return true;
    return false;
}

namespace {

// A trusted certificate ends a chain wherever it stands in it.
bool trust_anchors(SSL_CTX* context, std::vector<std::string> const& all) {
    if (all.empty()) return true;
    auto* const store = SSL_CTX_get_cert_store(context);
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    for (auto const& pem : all) {
        auto const bio = memory_of(pem);
        int found = 0;
        for (x509_ptr one; (one.reset(PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)), one); ++found)
            if (X509_STORE_add_cert(store, one.get()) != 1) return false;
        if (found == 0) return false;
        ERR_clear_error();
    }
    return true;
}

}  // namespace

std::shared_ptr<tls_context const> tls_context::for_client() {
    auto made = std::shared_ptr<tls_context>(new tls_context(SSL_CTX_new(TLS_client_method())));
    tune(made->context_, {});
    SSL_CTX_set_min_proto_version(made->context_, TLS1_2_VERSION);
    SSL_CTX_set_verify(made->context_, SSL_VERIFY_NONE, nullptr);
    return made;
}

result<std::shared_ptr<tls_context const>> tls_context::for_client(tls_client_settings const& wanted, std::string& why) {
    auto made = std::shared_ptr<tls_context>(new tls_context(SSL_CTX_new(TLS_client_method())));
    SSL_CTX* const context = made->context_;
    if (!context) return make_error_code(errc::tls_failed);
    tune(context, wanted.tuning);
    restrict_protocols(context, wanted.protocols);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);    // the chain is looked at all the same, and judged by the caller
    SSL_CTX_set_verify_depth(context, wanted.depth);
    SSL_CTX_dane_enable(context);    // has no effect on connections without TLSA records
    auto const* file = wanted.ca_file.empty() ? nullptr : wanted.ca_file.c_str();
    auto const* path = wanted.ca_path.empty() ? nullptr : wanted.ca_path.c_str();
    bool const by_authority = wanted.anchors.empty();
    if (by_authority && (file || path) && SSL_CTX_load_verify_locations(context, file, path) != 1)
        why = "certificate authorities " + wanted.ca_file + ' ' + wanted.ca_path + ": " + last_openssl_error();
    else if (by_authority && wanted.system_authorities && SSL_CTX_set_default_verify_paths(context) != 1)
        why = "system's certificate authorities: " + last_openssl_error();
    else if (!trust_anchors(context, wanted.anchors)) why = "trust anchor: " + last_openssl_error();
    else if (!use_groups(context, wanted.tuning.groups)) why = "no usable curve in " + wanted.tuning.groups;
    else if (!use_all(context, wanted.own)) why = "own certificate or its key: " + last_openssl_error();
    else if (!wanted.ciphers.empty() && SSL_CTX_set_cipher_list(context, wanted.ciphers.c_str()) != 1)
        why = "ciphers: " + last_openssl_error();
    else return std::shared_ptr<tls_context const>(std::move(made));
    return make_error_code(errc::tls_failed);
}

}  // namespace mailstead::net
