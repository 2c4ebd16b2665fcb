// Keys of every kind, fresh for each maker, and what they sign.
#include "token_maker.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/ascii.h"

namespace mailstead::auth::test {
namespace {

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* k) { return {k, EVP_PKEY_free}; }

std::string fresh_secret() {
    static int n = 0;
    return std::string(40, char('a' + n++ % 26));
}

std::string mac(std::string const& secret, EVP_MD const* how, std::string const& text) {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(how, secret.data(), int(secret.size()), reinterpret_cast<unsigned char const*>(text.data()), text.size(), out, &size);
    return {reinterpret_cast<char*>(out), size};
}

std::string sign(EVP_PKEY* by, EVP_MD const* how, std::string const& text, bool pss) {
    auto* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* details = nullptr;
    EVP_DigestSignInit(context, &details, how, nullptr, by);
    if (pss) {
        EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST);
    }
    std::string out(1024, '\0');
    auto size = out.size();
    auto const* bytes = reinterpret_cast<unsigned char const*>(text.data());
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size());
    EVP_MD_CTX_free(context);
    out.resize(size);
    return out;
}

std::string raw(std::string const& der, int half) {
    auto const* at = reinterpret_cast<unsigned char const*>(der.data());
    auto* const pair = d2i_ECDSA_SIG(nullptr, &at, long(der.size()));
    std::string out(std::size_t(2 * half), '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(out.data()), half);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(out.data()) + half, half);
    ECDSA_SIG_free(pair);
    return out;
}

}  // namespace

std::string base64url(std::string_view bytes) {
    auto out = base::base64_encode(bytes);
    while (out.ends_with('=')) out.pop_back();
    for (auto& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out;
}

token_maker::token_maker()
    : rsa_(shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t(2048)))),
      p256_(shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"))),
      p384_(shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"))),
      ed_(shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))), secret_(fresh_secret()) {}

token_maker::~token_maker() = default;

key_set token_maker::keys() const {
    return {{"rsa", {}, rsa_, {}}, {"p256", {}, p256_, {}}, {"p384", {}, p384_, {}}, {"ed", {}, ed_, {}}, {"mac", {}, nullptr, secret_}};
}

std::string token_maker::token(std::string const& alg, std::string const& claims) const {
    return with_header("{\"alg\":\"" + alg + "\"}", claims);
}

std::string token_maker::with_header(std::string const& header, std::string const& claims) const {
    auto const text = base64url(header) + "." + base64url(claims);
    auto const has = [&](char const* alg) { return header.find("\"" + std::string(alg) + "\"") != header.npos; };
    std::string made;
    if (has("HS256")) made = mac(secret_, EVP_sha256(), text);
    else if (has("HS512")) made = mac(secret_, EVP_sha512(), text);
    else if (has("ES256")) made = raw(sign(p256_.get(), EVP_sha256(), text, false), 32);
    else if (has("ES384")) made = raw(sign(p384_.get(), EVP_sha384(), text, false), 48);
    else if (has("EdDSA")) made = sign(ed_.get(), nullptr, text, false);
    else if (has("PS256")) made = sign(rsa_.get(), EVP_sha256(), text, true);
    else made = sign(rsa_.get(), has("RS384") ? EVP_sha384() : has("RS512") ? EVP_sha512() : EVP_sha256(), text, false);
    return text + "." + base64url(made);
}

std::string token_maker::signed_with_secret(std::string const& alg, std::string const& claims, std::string const& secret) const {
    auto const text = base64url("{\"alg\":\"" + alg + "\"}") + "." + base64url(claims);
    return text + "." + base64url(mac(secret, EVP_sha256(), text));
}

std::string token_maker::rsa_pem() const {
    auto* const out = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(out, rsa_.get());
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(out, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_free(out);
    return text;
}

}  // namespace mailstead::auth::test
