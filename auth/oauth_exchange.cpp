#include "auth/oauth_exchange.h"

#include "auth/oauth_message.h"
#include "auth/tokens.h"

namespace mailstead::auth {

bool is_token_mechanism(std::string_view mechanism) noexcept { return mechanism == "OAUTHBEARER" || mechanism == "XOAUTH2"; }

oauth_exchange::outcome oauth_exchange::step(std::string_view response) {
    // RFC 7628 §3.2.3: the client's ^A ends it; so does whatever else it may say.
    if (!trouble_.empty()) return refused{trouble_, false, claimed_};
    auto const said = is_standard_ ? parse_oauthbearer(response) : parse_xoauth2(response);
    if (!said) return fail("invalid_request", "unreadable message");
    claimed_ = said->user;
    if (said->token.empty()) return fail("invalid_token", "no token");
    auto verdict = tokens_->check(said->token);
    if (auto* unknown = std::get_if<token_unknown>(&verdict)) return refused{std::move(unknown->why), true, said->user};
    if (auto* bad = std::get_if<token_refused>(&verdict)) return fail(std::move(bad->status), std::move(bad->why));
    return proved{std::get<token_user>(verdict).name, said->user};
}

oauth_exchange::outcome oauth_exchange::fail(std::string status, std::string why) {
    trouble_ = "token: " + why;
    oauth_error told;
    told.status = std::move(status);
    told.scope = tokens_->scope();
    told.configuration = tokens_->configuration();
    return challenge{is_standard_ ? print(told) : print_for_xoauth2(told)};
}

}  // namespace mailstead::auth
