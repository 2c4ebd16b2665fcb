// Keys from the outside: JWKS (RFC 7517 §5, RFC 7518 §6, RFC 8037 §2) or PEM.
#include <array>
#include <charconv>

#include <boost/json/array.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "auth/jwt.h"
#include "auth/jwt_json.h"

namespace mailstead::auth {
namespace {

constexpr std::size_t most_keys = 64;
constexpr int least_rsa_bits = 2048;
constexpr std::size_t least_secret = 32;

using shared_key = std::shared_ptr<EVP_PKEY>;
shared_key shared(EVP_PKEY* key) { return key ? shared_key(key, EVP_PKEY_free) : nullptr; }

using builder = std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)>;
using number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

number number_of(std::string const& bytes) {
    return {BN_bin2bn(reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size()), nullptr), BN_free};
}

shared_key made(char const* kind, builder const& from) {
    std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> const values(OSSL_PARAM_BLD_to_param(from.get()), OSSL_PARAM_free);
    std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> const context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY* out = nullptr;
    bool const good = values && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                      EVP_PKEY_fromdata(context.get(), &out, EVP_PKEY_PUBLIC_KEY, values.get()) == 1;
    return good ? shared(out) : nullptr;
}

shared_key rsa_key(std::string const& modulus, std::string const& exponent) {
    if (modulus.size() > 2048 || exponent.size() > 8) return nullptr;
    builder const values(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
    auto const n = number_of(modulus), e = number_of(exponent);
    if (!values || !n || !e || OSSL_PARAM_BLD_push_BN(values.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(values.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return made("RSA", values);
}

struct curve {
    std::string_view name;
    char const* openssl;
    std::size_t size;
};
constexpr std::array curves{curve{"P-256", "prime256v1", 32}, curve{"P-384", "secp384r1", 48}, curve{"P-521", "secp521r1", 66}};

shared_key ec_key(std::string_view name, std::string const& x, std::string const& y) {
    auto const* const which = std::find_if(curves.begin(), curves.end(), [&](curve const& c) { return c.name == name; });
    if (which == curves.end() || x.size() != which->size || y.size() != which->size) return nullptr;
    builder const values(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
    auto const point = '\x04' + x + y;    // uncompressed
    if (!values || OSSL_PARAM_BLD_push_utf8_string(values.get(), OSSL_PKEY_PARAM_GROUP_NAME, which->openssl, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(values.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    return made("EC", values);
}

shared_key ed25519_key(std::string const& x) {
    return shared(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<unsigned char const*>(x.data()), x.size()));
}

bool is_strong(EVP_PKEY const* key) { return EVP_PKEY_is_a(key, "RSA") != 1 || EVP_PKEY_get_bits(key) >= least_rsa_bits; }

std::optional<verification_key> key_of(boost::json::object const& from) {
    auto const bytes = [&](std::string_view name) { return base64url_decode(json_text(from, name)).value_or(""); };
    auto const use = json_text(from, "use"), kind = json_text(from, "kty");
    if (!use.empty() && use != "sig") return std::nullopt;
    verification_key out{json_text(from, "kid"), json_text(from, "alg"), nullptr, {}};
    if (kind == "RSA") out.public_key = rsa_key(bytes("n"), bytes("e"));
    else if (kind == "EC") out.public_key = ec_key(json_text(from, "crv"), bytes("x"), bytes("y"));
    else if (kind == "OKP" && json_text(from, "crv") == "Ed25519") out.public_key = ed25519_key(bytes("x"));
    else if (kind == "oct") out.secret = bytes("k");
    bool const good = out.public_key ? is_strong(out.public_key.get()) : out.secret.size() >= least_secret;
    return good ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<key_set> jwks(std::string_view text) {
    auto const whole = json_object(text);
    auto const* const list = whole ? whole->if_contains("keys") : nullptr;
    if (!list || !list->is_array()) return std::nullopt;
    key_set out;
    for (auto const& one : list->get_array()) {
        if (!one.is_object() || out.size() >= most_keys) continue;
        if (auto key = key_of(one.get_object())) out.push_back(std::move(*key));
    }
    return out;
}

std::optional<key_set> pem(std::string_view text) {
    std::unique_ptr<BIO, decltype(&BIO_free)> const in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
    key_set out;
    bool any = false;
    for (;;) {
        char *name = nullptr, *header = nullptr;
        unsigned char* data = nullptr;
        long size = 0;
        if (!in || PEM_read_bio(in.get(), &name, &header, &data, &size) != 1) break;
        unsigned char const* at = data;
        shared_key key;
        std::string_view const what(name);
        if (what == "PUBLIC KEY") key = shared(d2i_PUBKEY(nullptr, &at, size));
        if (what == "CERTIFICATE") {
            std::unique_ptr<X509, decltype(&X509_free)> const certificate(d2i_X509(nullptr, &at, size), X509_free);
            if (certificate) key = shared(X509_get_pubkey(certificate.get()));
        }
        any |= key != nullptr;
        if (key && is_strong(key.get()) && out.size() < most_keys) out.push_back({{}, {}, std::move(key), {}});
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
    return any ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::optional<key_set> parse_keys(std::string_view text) {
    auto const begin = text.find_first_not_of(" \t\r\n");
    return begin != text.npos && text[begin] == '{' ? jwks(text) : pem(text);
}

}  // namespace mailstead::auth
