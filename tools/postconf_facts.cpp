// What this server has, whatever the configuration says: table types, locks, SASL, OpenSSL.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>

#include <fmt/format.h>

#include "conf/table.h"
#include "tools/postconf_parts.h"

namespace mailstead::tools::pc {
namespace {

// Of those that certificates are made with, the ones that this OpenSSL can do.
void show_key_algorithms() {
    for (auto const& [word, id] : {std::pair{"dsa", EVP_PKEY_DSA}, {"ecdsa", EVP_PKEY_EC}, {"rsa", EVP_PKEY_RSA}}) {
        auto* const context = ::EVP_PKEY_CTX_new_id(id, nullptr);
        if (context == nullptr) continue;
        ::EVP_PKEY_CTX_free(context);
        fmt::print("{}\n", word);
    }
}

void show_tls(std::string const& mode) {
    if (mode == "compile-version")
        fmt::print("{}\n", OPENSSL_VERSION_TEXT);
    else if (mode == "run-version")
        fmt::print("{}\n", ::OpenSSL_version(OPENSSL_VERSION));
    else if (mode == "public-key-algorithms")
        show_key_algorithms();
    else
        throw fatal("unknown 'postconf -T' mode: " + mode);
}

}  // namespace

void show_facts(request const& want) {
    if (want.has('a')) fmt::print("cyrus\ndovecot\n");
    if (want.has('A')) fmt::print("cyrus\n");
    if (want.has('l')) fmt::print("flock\nfcntl\ndotlock\n");
    if (want.has('T')) show_tls(want.tls_mode);
    if (!want.has('m')) return;
    for (auto const type : conf::table_types()) fmt::print("{}\n", type);
}

}  // namespace mailstead::tools::pc
