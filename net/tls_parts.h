// What contexts of servers and of clients are made of. For net/tls*.cpp only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/ssl.h>

#include "net/tls.h"

namespace mailstead::net::tls_parts {

template <auto Free>
struct freer {
    template <class T>
    void operator()(T* p) const noexcept { Free(p); }
};
using bio_ptr = std::unique_ptr<BIO, freer<BIO_free_all>>;
using x509_ptr = std::unique_ptr<X509, freer<X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freer<EVP_PKEY_free>>;

// `text` has to live as long.
bio_ptr memory_of(std::string const& text);
// The oldest of OpenSSL's complaints on this thread, which are then forgotten.
std::string last_openssl_error();

// Each is false when OpenSSL will not have it; last_openssl_error() knows why.
bool use_certificate(SSL_CTX* context, std::string const& pem);
bool use_key(SSL_CTX* context, std::string const& pem);
bool use_all(SSL_CTX* context, std::vector<std::pair<std::string, std::string>> const& all);
bool use_groups(SSL_CTX* context, std::string const& wanted);

void restrict_protocols(SSL_CTX* context, std::vector<std::string> const& wanted);
void tune(SSL_CTX* context, tls_tuning const& wanted);

}  // namespace mailstead::net::tls_parts
