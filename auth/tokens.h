// Is this access token good, and about whom? By a signature over it (JWT, RFC 7519) or by the answer of the server that made
// it (RFC 7662).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/file_stamp.h"
#include "base/result.h"

#include "auth/jwt.h"

namespace mailstead::auth {

struct token_user {
    std::string name;             // as the token says it
    std::int64_t until = 0;       // seconds since 1970; good before that
};
struct token_refused {
    std::string status;           // invalid_token, insufficient_scope: RFC 6750 §3.1
    std::string why;              // for the log
};
struct token_unknown {            // nobody knows now
    std::string why;
};
using token_verdict = std::variant<token_user, token_refused, token_unknown>;

// What a token must say of itself to be good here.
struct token_rules {
    std::string issuer;                     // "iss"; empty: any
    std::vector<std::string> audiences;     // one of them in "aud"; empty: any
    std::vector<std::string> scopes;        // all of them in "scope" or "scp"
    std::string username_claim = "email";
};

// Judges claims (a JSON object) at that time, seconds since 1970. Pure. The signature, or who told them, is the caller's affair.
token_verdict judge_claims(std::string_view json, token_rules const& rules, std::int64_t now);
// The answer to an introspection request: claims with "active" (RFC 7662 §2.2). No such object: unknown.
token_verdict judge_introspection(std::string_view json, token_rules const& rules, std::int64_t now);

// Asks the server that made a token. Blocking; bounded in time. The response's body, whatever the token is; an error when there was none.
using introspector = std::function<base::result<std::string>(std::string_view token)>;

// Thread-safe.
class token_checker {
public:
    struct settings {
        token_rules rules;
        std::string keys_file;                   // JWKS or PEM; empty: no token is checked here
        std::string configuration;               // told to clients: where the provider describes itself
        std::chrono::seconds remembered{300};    // an introspected token is asked about again after that, and never good behind its "exp"
    };
    using clock = std::function<std::int64_t()>;    // seconds since 1970

    // An empty `ask`: only the file counts. A file that cannot be read makes tokens unknown, not bad.
    token_checker(settings values, introspector ask, clock now = {});
    token_verdict check(std::string_view token);

    std::string scope() const;
    std::string const& configuration() const noexcept { return values_.configuration; }

private:
    std::shared_ptr<key_set const> keys(std::string& why);
    token_verdict introspect(std::string_view token);

    settings values_;
    introspector ask_;
    clock now_;
    std::mutex mutex_;    // of what follows
    std::shared_ptr<key_set const> keys_;
    base::file_stamp keys_stamp_;
    std::unordered_map<std::string, token_user> known_;    // by digest
};

}  // namespace mailstead::auth
