// Contexts of OpenSSL from PEM text.
#include "net/tls.h"

#include <algorithm>
#include <charconv>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/ascii.h"
#include "net/error.h"

namespace mailstead::net {
namespace {

template <auto Free>
struct freer {
    template <class T>
    void operator()(T* p) const noexcept { Free(p); }
};
using bio_ptr = std::unique_ptr<BIO, freer<BIO_free_all>>;
using x509_ptr = std::unique_ptr<X509, freer<X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freer<EVP_PKEY_free>>;

bio_ptr memory_of(std::string const& text) { return bio_ptr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string last_openssl_error() {
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    return text;
}

bool use_certificate(SSL_CTX* context, std::string const& pem) {
    auto const bio = memory_of(pem);
    x509_ptr const leaf(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) return false;
    for (;;) {
        X509* const link = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
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
    key_ptr const key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool use_all(SSL_CTX* context, std::vector<std::pair<std::string, std::string>> const& all) {
    auto const use = [context](auto const& one) { return use_certificate(context, one.first) && use_key(context, one.second); };
    return std::all_of(all.begin(), all.end(), use);
}

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

void tune(SSL_CTX* context) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);    // tickets need no memory of ours
    SSL_CTX_set_num_tickets(context, 1);    // none would cost the client's first answer a delayed ACK
}

// Nobody is turned away here: who shows what is for the session to judge.
int let_in(int, X509_STORE_CTX*) { return 1; }

bool ask_for_certificate(SSL_CTX* context, tls_settings const& wanted) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, let_in);
    SSL_CTX_set_verify_depth(context, wanted.depth);
    auto const* file = wanted.ca_file.empty() ? nullptr : wanted.ca_file.c_str();
    auto const* path = wanted.ca_path.empty() ? nullptr : wanted.ca_path.c_str();
    if ((file || path) && SSL_CTX_load_verify_locations(context, file, path) != 1) return false;
    if (file) SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(file));    // what clients choose by
    return true;
}

}  // namespace

bool is_protocol_rule(std::string_view word) noexcept {
    if (word.starts_with('!')) word.remove_prefix(1);
    else if (word.starts_with(">=") || word.starts_with("<=")) word.remove_prefix(2);
    return version_of(word) != 0;
}

result<std::shared_ptr<tls_context const>> tls_context::for_server(tls_settings const& wanted, std::string& why) {
    auto made = std::shared_ptr<tls_context>(new tls_context(SSL_CTX_new(TLS_server_method())));
    SSL_CTX* const context = made->context_;
    if (!context) return make_error_code(errc::tls_failed);
    made->asks_ = wanted.ask_certificate;
    made->digest_ = wanted.digest;
    tune(context);
    restrict_protocols(context, wanted.protocols);
    SSL_CTX_set_session_id_context(context, reinterpret_cast<unsigned char const*>(wanted.service.data()),
                                   static_cast<unsigned>(std::min<std::size_t>(wanted.service.size(), 32)));
    if (!use_certificate(context, wanted.certificate)) why = "certificate: " + last_openssl_error();
    else if (!use_key(context, wanted.key)) why = "key: " + last_openssl_error();
    else if (!use_all(context, wanted.more)) why = "further certificate or its key: " + last_openssl_error();
    else if (!wanted.ciphers.empty() && SSL_CTX_set_cipher_list(context, wanted.ciphers.c_str()) != 1)
        why = "ciphers: " + last_openssl_error();
    else if (wanted.ask_certificate && !ask_for_certificate(context, wanted)) why = "authorities: " + last_openssl_error();
    else return std::shared_ptr<tls_context const>(std::move(made));
    return make_error_code(errc::tls_failed);
}

std::shared_ptr<tls_context const> tls_context::for_client() {
    auto made = std::shared_ptr<tls_context>(new tls_context(SSL_CTX_new(TLS_client_method())));
    tune(made->context_);
    SSL_CTX_set_min_proto_version(made->context_, TLS1_2_VERSION);
    SSL_CTX_set_verify(made->context_, SSL_VERIFY_NONE, nullptr);
    return made;
}

result<std::shared_ptr<tls_context const>> tls_context::for_client(tls_client_settings const& wanted, std::string& why) {
    auto made = std::shared_ptr<tls_context>(new tls_context(SSL_CTX_new(TLS_client_method())));
    SSL_CTX* const context = made->context_;
    if (!context) return make_error_code(errc::tls_failed);
    tune(context);
    restrict_protocols(context, wanted.protocols);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);    // the chain is looked at all the same, and judged by the caller
    SSL_CTX_set_verify_depth(context, wanted.depth);
    SSL_CTX_dane_enable(context);    // has no effect on connections without TLSA records
    auto const* file = wanted.ca_file.empty() ? nullptr : wanted.ca_file.c_str();
    auto const* path = wanted.ca_path.empty() ? nullptr : wanted.ca_path.c_str();
    if ((file || path) && SSL_CTX_load_verify_locations(context, file, path) != 1)
        why = "certificate authorities " + wanted.ca_file + ' ' + wanted.ca_path + ": " + last_openssl_error();
    else if (wanted.system_authorities && SSL_CTX_set_default_verify_paths(context) != 1)
        why = "system's certificate authorities: " + last_openssl_error();
    else if (!use_all(context, wanted.own)) why = "own certificate or its key: " + last_openssl_error();
    else if (!wanted.ciphers.empty() && SSL_CTX_set_cipher_list(context, wanted.ciphers.c_str()) != 1)
        why = "ciphers: " + last_openssl_error();
    else return std::shared_ptr<tls_context const>(std::move(made));
    return make_error_code(errc::tls_failed);
}

tls_context::~tls_context() { SSL_CTX_free(context_); }

}  // namespace mailstead::net
