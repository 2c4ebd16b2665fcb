// OpenSSL does the arithmetic; what is decided here is which key may speak for which algorithm.
#include "auth/jwt.h"

#include <algorithm>
#include <array>

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "base/ascii.h"

#include "auth/jwt_json.h"

namespace mailstead::auth {
namespace {

enum class kind { rsa, rsa_pss, ec, ed25519, hmac };

struct algorithm {
    std::string_view name;
    kind key;
    char const* digest;      // null: the algorithm hashes by itself
    int curve_bits = 0;      // the only curve that it is for
};
// RFC 7518 §3.1, RFC 8037 §3.1. "none" is not among them.
constexpr std::array algorithms{
    algorithm{"RS256", kind::rsa, "SHA256"},     algorithm{"RS384", kind::rsa, "SHA384"},     algorithm{"RS512", kind::rsa, "SHA512"},
    algorithm{"PS256", kind::rsa_pss, "SHA256"}, algorithm{"PS384", kind::rsa_pss, "SHA384"}, algorithm{"PS512", kind::rsa_pss, "SHA512"},
    algorithm{"ES256", kind::ec, "SHA256", 256}, algorithm{"ES384", kind::ec, "SHA384", 384}, algorithm{"ES512", kind::ec, "SHA512", 521},
    algorithm{"EdDSA", kind::ed25519, nullptr},  algorithm{"HS256", kind::hmac, "SHA256"},    algorithm{"HS384", kind::hmac, "SHA384"},
    algorithm{"HS512", kind::hmac, "SHA512"},
};

unsigned char const* bytes_of(std::string_view text) noexcept { return reinterpret_cast<unsigned char const*>(text.data()); }

bool fits(verification_key const& key, algorithm const& wanted) {
    if (!key.algorithm.empty() && key.algorithm != wanted.name) return false;
    if (wanted.key == kind::hmac) return !key.secret.empty();
    if (!key.public_key) return false;
    auto const* const pkey = key.public_key.get();
    switch (wanted.key) {
    case kind::rsa:
    case kind::rsa_pss: return EVP_PKEY_is_a(pkey, "RSA") == 1;
    case kind::ec: return EVP_PKEY_is_a(pkey, "EC") == 1 && EVP_PKEY_get_bits(pkey) == wanted.curve_bits;
    case kind::ed25519: return EVP_PKEY_is_a(pkey, "ED25519") == 1;
    case kind::hmac: break;
    }
    return false;
}

// RFC 7518 §3.4: the two numbers side by side; OpenSSL wants them in DER.
std::string ecdsa_der(std::string_view raw, int curve_bits) {
    auto const half = static_cast<std::size_t>((curve_bits + 7) / 8);
    if (raw.size() != 2 * half) return {};
    std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> const pair(ECDSA_SIG_new(), ECDSA_SIG_free);
    auto* const r = BN_bin2bn(bytes_of(raw), static_cast<int>(half), nullptr);
    auto* const s = BN_bin2bn(bytes_of(raw) + half, static_cast<int>(half), nullptr);
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char* der = nullptr;
    int const size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0) return {};
    std::string out(reinterpret_cast<char const*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

bool is_mac(std::string_view what, std::string_view signature, verification_key const& key, algorithm const& how) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> made{};
    unsigned size = 0;
    if (!HMAC(EVP_get_digestbyname(how.digest), key.secret.data(), static_cast<int>(key.secret.size()), bytes_of(what), what.size(), made.data(), &size))
        return false;
    return signature.size() == size && CRYPTO_memcmp(made.data(), signature.data(), size) == 0;
}

bool is_signed(std::string_view what, std::string_view signature, verification_key const& key, algorithm const& how) {
    if (how.key == kind::hmac) return is_mac(what, signature, key, how);
    std::string const der = how.key == kind::ec ? ecdsa_der(signature, how.curve_bits) : std::string(signature);
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX* details = nullptr;    // the context's
    auto const* const digest = how.digest ? EVP_get_digestbyname(how.digest) : nullptr;
    if (der.empty() || !context || EVP_DigestVerifyInit(context.get(), &details, digest, nullptr, key.public_key.get()) != 1) return false;
    bool const pss = how.key == kind::rsa_pss;
    if (pss && (EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING) != 1 ||
                EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(context.get(), bytes_of(der), der.size(), bytes_of(what), what.size()) == 1;
}

struct parts {
    std::string_view signed_text, claims, signature;
    std::string_view header;
};

std::optional<parts> split(std::string_view token) noexcept {
    auto const first = token.find('.'), second = token.rfind('.');
    if (first == token.npos || first == second || token.find('.', first + 1) != second) return std::nullopt;
    return parts{token.substr(0, second), token.substr(first + 1, second - first - 1), token.substr(second + 1), token.substr(0, first)};
}

jwt_verdict refuse(std::string why) { return {{}, std::move(why)}; }

}  // namespace

std::optional<std::string> base64url_decode(std::string_view text) {
    std::string plain(text);
    for (auto& c : plain) {
        if (c == '+' || c == '/' || c == '=') return std::nullopt;
        if (c == '-') c = '+';
        if (c == '_') c = '/';
    }
    plain.append((4 - plain.size() % 4) % 4, '=');
    return base::base64_decode(plain);
}

bool looks_like_jwt(std::string_view token) noexcept {
    auto const of_base64url = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    };
    return split(token) && token.front() != '.' && std::all_of(token.begin(), token.end(), of_base64url);
}

jwt_verdict verify_jwt(std::string_view token, key_set const& keys) {
    auto const cut = split(token);
    if (!cut) return refuse("not a JWT");
    auto const header_text = base64url_decode(cut->header), claims = base64url_decode(cut->claims), signature = base64url_decode(cut->signature);
    auto const header = header_text ? json_object(*header_text) : std::nullopt;
    if (!header || !claims || claims->empty() || !signature) return refuse("not a JWT");
    if (header->contains("crit")) return refuse("it must not be understood without extensions");    // RFC 7515 §4.1.11
    auto const name = json_text(*header, "alg");
    auto const how = std::find_if(algorithms.begin(), algorithms.end(), [&](algorithm const& a) { return a.name == name; });
    if (how == algorithms.end()) return refuse("algorithm \"" + base::printable(name, 20) + "\" is not believed");
    auto const id = json_text(*header, "kid");
    for (auto const& key : keys) {
        bool const meant = id.empty() || key.id.empty() || key.id == id;
        if (meant && fits(key, *how) && is_signed(cut->signed_text, *signature, key, *how)) return {std::move(*claims), {}};
    }
    return refuse("signed by no key of ours");
}

}  // namespace mailstead::auth
