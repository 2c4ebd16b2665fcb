// Any bytes as OAUTHBEARER and XOAUTH2 messages, as the head of a SCRAM message, as a token, as keys and as claims.
#include <cstdlib>

#include "auth/gs2_header.h"
#include "auth/jwt.h"
#include "auth/oauth_message.h"
#include "auth/tokens.h"

using namespace mailstead::auth;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    for (auto const& message : {parse_oauthbearer(text), parse_xoauth2(text)})
        if (message && (message->token.size() > longest_token || message->user.find('\0') != std::string::npos)) std::abort();
    (void)parse_gs2_header(text);
    static key_set const keys = *parse_keys(R"({"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"},
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
    (void)verify_jwt(text, keys);
    (void)parse_keys(text);
    token_rules const rules{"i", {"a"}, {"s"}, "email"};
    (void)judge_claims(text, rules, 1);
    (void)judge_introspection(text, rules, 1);
    return 0;
}
