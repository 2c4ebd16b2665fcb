// JSON Web Tokens signed by one of some keys (RFC 7519, RFC 7515, RFC 7518); keys as JWKS (RFC 7517) or PEM.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

typedef struct evp_pkey_st EVP_PKEY;

namespace mailstead::auth {

struct verification_key {
    std::string id;                           // "kid"; empty: it has none
    std::string algorithm;                    // "alg"; empty: any that fits its kind
    std::shared_ptr<EVP_PKEY> public_key;     // RSA, EC or Ed25519
    std::string secret;                       // of HS256 and the like; empty: it is a public key
};
using key_set = std::vector<verification_key>;

// Keys that are for something else, or are too weak (RSA below 2048 bits, secrets below 32 octets), are left out. Absent: the
// text is neither JWKS nor PEM with public keys or certificates.
std::optional<key_set> parse_keys(std::string_view text);

// Three parts of base64url with dots between: whether the token could be one. RFC 7519 §7.2
bool looks_like_jwt(std::string_view token) noexcept;

struct jwt_verdict {
    std::string claims;    // the JSON text that was signed; empty: not signed by any of them
    std::string why;       // then
};
// Never believes "alg":"none", nor a kind of key that the algorithm is not for, nor anything "crit".
jwt_verdict verify_jwt(std::string_view token, key_set const& keys);

// RFC 4648 §5 without padding; absent on anything else.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace mailstead::auth
