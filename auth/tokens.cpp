// See tokens.h.
#include "auth/tokens.h"

#include <fcntl.h>

#include <algorithm>
#include <ctime>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <openssl/evp.h>

#include "base/ascii.h"
#include "base/fs.h"

#include "auth/jwt_json.h"
#include "auth/password_digests.h"

namespace mailstead::auth {
namespace {

constexpr std::int64_t clock_skew = 30;             // between the provider and us, for what begins
constexpr std::size_t most_known = 10000;
constexpr std::size_t largest_keys_file = 1 << 20;

token_refused bad(std::string why) { return {"invalid_token", std::move(why)}; }

// NumericDate, RFC 7519 §2; absent: there is none, or it is no number.
std::optional<std::int64_t> date_of(boost::json::object const& claims, std::string_view name) {
    auto const* const found = claims.if_contains({name.data(), name.size()});
    if (!found) return std::nullopt;
    boost::json::error_code error;
    auto const exact = found->to_number<std::int64_t>(error);
    if (!error) return exact;
    if (!found->is_double() || !(found->get_double() >= 0 && found->get_double() < 1e15)) return std::nullopt;
    return static_cast<std::int64_t>(found->get_double());
}

// A claim that is one string or an array of them; `between`: what separates several in one string.
std::vector<std::string> strings_of(boost::json::object const& claims, std::string_view name, std::string_view between) {
    auto const* const found = claims.if_contains({name.data(), name.size()});
    std::vector<std::string> out;
    if (found && found->is_string()) {
        std::string_view const text(found->get_string().data(), found->get_string().size());
        if (between.empty()) return {std::string(text)};
        for (auto const part : base::split(text, between)) out.emplace_back(part);
    }
    if (found && found->is_array())
        for (auto const& one : found->get_array())
            if (one.is_string()) out.emplace_back(one.get_string().data(), one.get_string().size());
    return out;
}

bool contains(std::vector<std::string> const& all, std::string const& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

std::string time_trouble(boost::json::object const& claims, std::int64_t now) {
    auto const end = date_of(claims, "exp"), begin = date_of(claims, "nbf"), made = date_of(claims, "iat");
    if (claims.contains("nbf") && !begin) return "unreadable nbf";
    if (!end) return "no exp";
    if (now >= *end) return "expired";
    if (begin && now + clock_skew < *begin) return "not valid yet";
    if (made && now + clock_skew < *made) return "made in the future";
    return {};
}

std::string party_trouble(boost::json::object const& claims, token_rules const& rules) {
    if (!rules.issuer.empty() && json_text(claims, "iss") != rules.issuer) return "of another issuer";
    auto const meant = strings_of(claims, "aud", {});
    bool const for_us = rules.audiences.empty() ||
                        std::any_of(rules.audiences.begin(), rules.audiences.end(), [&](auto const& one) { return contains(meant, one); });
    return for_us ? "" : "for another audience";
}

bool allows_enough(boost::json::object const& claims, token_rules const& rules) {
    auto allowed = strings_of(claims, "scope", " ");
    auto const more = strings_of(claims, "scp", " ");
    allowed.insert(allowed.end(), more.begin(), more.end());
    return std::all_of(rules.scopes.begin(), rules.scopes.end(), [&](auto const& one) { return contains(allowed, one); });
}

// Nothing is said of it, or that it is verified; some providers write the word as a string.
bool may_be_verified(boost::json::object const& claims) {
    auto const* const said = claims.if_contains("email_verified");
    return !said || (said->is_bool() ? said->get_bool() : base::iequals(json_text(claims, "email_verified"), "true"));
}

token_verdict judge(boost::json::object const& claims, token_rules const& rules, std::int64_t now) {
    if (auto why = time_trouble(claims, now); !why.empty()) return bad(std::move(why));
    if (auto why = party_trouble(claims, rules); !why.empty()) return bad(std::move(why));
    if (!allows_enough(claims, rules)) return token_refused{"insufficient_scope", "its scope is not enough"};
    auto name = json_text(claims, rules.username_claim);
    if (name.empty()) return bad("no " + rules.username_claim);
    // Some providers let users write what they like there until they have shown that it is theirs.
    if (rules.username_claim == "email" && !may_be_verified(claims)) return bad("its address is not verified");
    return token_user{std::move(name), *date_of(claims, "exp")};
}

}  // namespace

token_verdict judge_claims(std::string_view json, token_rules const& rules, std::int64_t now) {
    auto const claims = json_object(json);
    if (!claims) return bad("its claims are no object");
    return judge(*claims, rules, now);
}

token_verdict judge_introspection(std::string_view json, token_rules const& rules, std::int64_t now) {
    auto claims = json_object(json);
    auto const* const active = claims ? claims->if_contains("active") : nullptr;
    if (!active || !active->is_bool()) return token_unknown{"the provider's answer is unreadable"};
    if (!active->get_bool()) return bad("not active");
    // All but "active" is optional there: who says nothing of an end vouches for now.
    if (!claims->contains("exp")) (*claims)["exp"] = now + 1;
    if (!claims->contains("iss") && !rules.issuer.empty()) (*claims)["iss"] = rules.issuer;    // the server that was asked is that issuer's
    return judge(*claims, rules, now);
}

token_checker::token_checker(settings values, introspector ask, clock now)
    : values_(std::move(values)), ask_(std::move(ask)), now_(now ? std::move(now) : [] { return static_cast<std::int64_t>(std::time(nullptr)); }) {}

std::string token_checker::scope() const {
    std::string out;
    for (auto const& one : values_.rules.scopes) out += (out.empty() ? "" : " ") + one;
    return out;
}

token_verdict token_checker::check(std::string_view token) {
    bool const has_keys = !values_.keys_file.empty();
    if (has_keys && looks_like_jwt(token)) {
        std::string why;
        auto const known = keys(why);
        if (!known) return token_unknown{std::move(why)};
        auto const verdict = verify_jwt(token, *known);
        if (verdict.claims.empty()) return bad(verdict.why);
        return judge_claims(verdict.claims, values_.rules, now_());
    }
    return ask_ ? introspect(token) : bad("not a JWT");
}

std::shared_ptr<key_set const> token_checker::keys(std::string& why) {
    std::lock_guard const lock(mutex_);
    auto const stamp = base::stamp_of(values_.keys_file);
    if (keys_ && stamp == keys_stamp_) return keys_;
    auto const text = base::system_files().read_all(AT_FDCWD, values_.keys_file, largest_keys_file);
    auto read = text ? parse_keys(*text) : std::nullopt;
    if (!read) {
        why = fmt::format("{}: {}", values_.keys_file, text ? "no keys can be read in it" : text.error().message());
        return keys_;    // half written, maybe: what was there before goes on
    }
    keys_ = std::make_shared<key_set const>(std::move(*read));
    keys_stamp_ = stamp;
    return keys_;
}

token_verdict token_checker::introspect(std::string_view token) {
    auto const digest = digests::plain(EVP_sha256(), token);
    {
        std::lock_guard const lock(mutex_);
        auto const at = known_.find(digest);
        if (at != known_.end() && now_() < at->second.until) return at->second;
    }
    auto const answer = ask_(token);
    if (!answer) return token_unknown{"the provider gives no answer: " + answer.error().message()};
    auto verdict = judge_introspection(*answer, values_.rules, now_());
    auto const* good = std::get_if<token_user>(&verdict);
    std::lock_guard const lock(mutex_);
    if (!good || values_.remembered.count() <= 0) {
        known_.erase(digest);
        return verdict;
    }
    if (known_.size() >= most_known) known_.clear();
    auto kept = *good;
    kept.until = std::min(kept.until, now_() + values_.remembered.count());
    known_[digest] = std::move(kept);
    return verdict;
}

}  // namespace mailstead::auth
