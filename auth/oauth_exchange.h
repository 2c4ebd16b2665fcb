// The server's side of OAUTHBEARER (RFC 7628) and XOAUTH2, step by step.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "auth/wire.h"

namespace mailstead::auth {

class token_checker;

bool is_token_mechanism(std::string_view mechanism) noexcept;    // upper case

class oauth_exchange {
public:
    struct proved {
        std::string name;      // whom the token is about, as it says it
        std::string wanted;    // whom the client asks to be; empty: the same
    };
    using outcome = std::variant<challenge, refused, proved>;

    oauth_exchange(std::string_view mechanism, std::shared_ptr<token_checker> tokens)
        : is_standard_(mechanism == "OAUTHBEARER"), tokens_(std::move(tokens)) {}

    // What the client says: its message first, then its answer to a challenge, which tells it what was wrong. Blocking, as
    // long as the token is being checked.
    outcome step(std::string_view response);
    // Why the token was refused, from the moment that the client has been told; and whom the client asked to be.
    std::string const& trouble() const noexcept { return trouble_; }
    std::string const& claimed() const noexcept { return claimed_; }

private:
    outcome fail(std::string status, std::string why);

    bool is_standard_;
    std::shared_ptr<token_checker> tokens_;
    std::string trouble_;    // not empty: the client has been told
    std::string claimed_;
};

}  // namespace mailstead::auth
