// Signatures of other hands: RFC 7515 appendix A and RFC 8037; keys of our own for what must not be believed.
#include "auth/jwt.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "token_maker.h"

namespace mailstead::auth {
namespace {

using test::token_maker;

// RFC 7515 §A.1
constexpr char rfc_hs256_key[] = R"({"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]})";
constexpr char rfc_hs256[] =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
// RFC 7515 §A.3
constexpr char rfc_es256_key[] = R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
constexpr char rfc_es256[] =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
// RFC 7519 §6.1
constexpr char rfc_none[] =
    "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";

TEST(jwt, published_signatures) {
    for (auto const& [key, token] : {std::pair(rfc_hs256_key, rfc_hs256), std::pair(rfc_es256_key, rfc_es256)}) {
        auto const keys = parse_keys(key);
        ASSERT_TRUE(keys && keys->size() == 1);
        auto const got = verify_jwt(token, *keys);
        EXPECT_TRUE(got.claims.starts_with("{\"iss\":\"joe\"")) << got.why;
        std::string spoiled(token);
        spoiled[spoiled.rfind('.') + 5] ^= 1;
        EXPECT_TRUE(verify_jwt(spoiled, *keys).claims.empty());
        spoiled = token;
        spoiled[spoiled.find('.') + 5] ^= 1;
        EXPECT_TRUE(verify_jwt(spoiled, *keys).claims.empty());
    }
    EXPECT_TRUE(verify_jwt(rfc_es256, *parse_keys(rfc_hs256_key)).claims.empty());
}

TEST(jwt, nothing_is_no_signature) {
    for (auto const* key : {rfc_hs256_key, rfc_es256_key}) EXPECT_TRUE(verify_jwt(rfc_none, *parse_keys(key)).claims.empty());
    token_maker const maker;
    for (auto const* alg : {"none", "None", "", "nOnE", "RS1", "HS1", "A128KW"})
        EXPECT_TRUE(verify_jwt(maker.with_header(std::string(R"({"alg":")") + alg + "\"}", "{}"), maker.keys()).claims.empty()) << alg;
}

TEST(jwt, each_algorithm_with_its_key_alone) {
    token_maker const maker, stranger;
    auto const keys = maker.keys();
    for (auto const* alg : {"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "HS256", "HS512"}) {
        EXPECT_EQ(verify_jwt(maker.token(alg, "{\"a\":1}"), keys).claims, "{\"a\":1}") << alg;
        EXPECT_TRUE(verify_jwt(stranger.token(alg, "{\"a\":1}"), keys).claims.empty()) << alg;
        auto const token = maker.token(alg, "{\"a\":1}");
        for (std::size_t n = 0; n < token.size(); ++n) EXPECT_TRUE(verify_jwt(token.substr(0, n), keys).claims.empty()) << alg << n;
    }
}

TEST(jwt, a_public_key_is_no_secret) {    // RFC 8725 §2.1: who takes the key's text as that of HS256 believes everybody
    token_maker const maker;
    auto const pem = maker.rsa_pem();
    auto const forged = maker.signed_with_secret("HS256", "{\"a\":1}", pem);
    EXPECT_TRUE(verify_jwt(forged, *parse_keys(pem)).claims.empty());
    EXPECT_EQ(verify_jwt(maker.token("RS256", "{}"), *parse_keys(pem)).claims, "{}");
}

TEST(jwt, critical_headers_and_key_ids) {
    token_maker const maker;
    EXPECT_TRUE(verify_jwt(maker.with_header(R"({"alg":"RS256","crit":["exp"],"exp":1})", "{}"), maker.keys()).claims.empty());
    EXPECT_EQ(verify_jwt(maker.with_header(R"({"alg":"RS256","typ":"at+jwt","kid":"rsa"})", "{}"), maker.keys()).claims, "{}");
    EXPECT_TRUE(verify_jwt(maker.with_header(R"({"alg":"RS256","kid":"other"})", "{}"), maker.keys()).claims.empty());
    EXPECT_TRUE(verify_jwt(maker.with_header(R"(["RS256"])", "{}"), maker.keys()).claims.empty());
    EXPECT_TRUE(verify_jwt(maker.with_header(R"({"alg":["RS256"]})", "{}"), maker.keys()).claims.empty());
}

TEST(jwt, what_is_none) {
    for (auto const* text : {"", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "e30..", "=.=.=", "eyJhbGciOiJIUzI1NiJ9.e30.", "\xff.\xff.\xff"})
        EXPECT_TRUE(verify_jwt(text, *parse_keys(rfc_hs256_key)).claims.empty()) << text;
    EXPECT_TRUE(looks_like_jwt("a.b.c"));
    for (auto const* text : {"", "abc", "a.b", ".b.c", "a.b.c.d", "a.b.c=", "a b.c.d"}) EXPECT_FALSE(looks_like_jwt(text)) << text;
    EXPECT_EQ(base64url_decode("-_8"), "\xfb\xff");
    for (auto const* text : {"+_8", "-/8", "-_8=", "a"}) EXPECT_FALSE(base64url_decode(text)) << text;
}

TEST(jwt, keys_that_are_left_out) {
    EXPECT_FALSE(parse_keys(""));
    EXPECT_FALSE(parse_keys("no keys"));
    EXPECT_FALSE(parse_keys("{}"));
    EXPECT_FALSE(parse_keys("{\"keys\":{}}"));
    EXPECT_EQ(parse_keys("{\"keys\":[]}")->size(), 0u);
    auto const none = parse_keys(R"({"keys":[1,{},{"kty":"oct","k":"c2hvcnQ"},{"kty":"RSA","n":"AQAB","e":"AQAB"},
        {"kty":"EC","crv":"P-256","x":"AA","y":"AA"},{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"kty":"OKP","crv":"Ed25519","x":"AA"},{"kty":"what"},
        {"use":"enc","kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]})");
    ASSERT_TRUE(none);
    EXPECT_EQ(none->size(), 0u);
    std::string deep(100000, '[');
    EXPECT_FALSE(parse_keys("{\"keys\":" + deep));
}

}  // namespace
}  // namespace mailstead::auth
