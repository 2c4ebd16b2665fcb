// Which claims are good, how the keys' file is followed, and what an introspection says.
#include "auth/tokens.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "auth/error.h"
#include "auth/oauth_exchange.h"
#include "token_maker.h"

namespace mailstead::auth {
namespace {

constexpr std::int64_t now = 1'700'000'000;
token_rules const rules{"https://id.example", {"mail", "other"}, {"imap", "smtp"}, "email"};

std::string claims(std::string const& more = {}, std::string const& exp = "1700000100") {
    return R"({"iss":"https://id.example","aud":"mail","scope":"openid imap smtp","email":"bob@example.org","exp":)" + exp + (more.empty() ? "" : "," + more) + "}";
}

std::string why(token_verdict const& v) {
    if (auto const* no = std::get_if<token_refused>(&v)) return no->status + ": " + no->why;
    if (auto const* unknown = std::get_if<token_unknown>(&v)) return "unknown: " + unknown->why;
    return std::get<token_user>(v).name;
}
std::string judged(std::string const& json) { return why(judge_claims(json, rules, now)); }

TEST(tokens, good_claims) {
    EXPECT_EQ(judged(claims()), "bob@example.org");
    EXPECT_EQ(judged(R"({"iss":"https://id.example","aud":["x","other"],"scp":["imap","smtp"],"email":"bob@example.org","exp":1700000000.5e0,"nbf":1700000020})"), "invalid_token: expired");
    EXPECT_EQ(judged(R"({"iss":"https://id.example","aud":["x","other"],"scp":["imap","smtp"],"email":"bob@example.org","exp":1700000001.5,"nbf":1700000020})"), "bob@example.org");
    EXPECT_EQ(std::get<token_user>(judge_claims(claims(), rules, now)).until, 1700000100);
}

TEST(tokens, bad_claims) {
    EXPECT_EQ(judged(claims({}, "1700000000")), "invalid_token: expired");
    EXPECT_EQ(judged(claims({}, "\"soon\"")), "invalid_token: no exp");
    EXPECT_EQ(judged(claims({}, "null")), "invalid_token: no exp");
    EXPECT_EQ(judged(claims({}, "-1")), "invalid_token: expired");
    EXPECT_EQ(judged(claims(R"("nbf":1700000031)")), "invalid_token: not valid yet");
    EXPECT_EQ(judged(claims(R"("nbf":"x")")), "invalid_token: unreadable nbf");
    EXPECT_EQ(judged(claims(R"("iat":1700009999)")), "invalid_token: made in the future");
    EXPECT_EQ(judged(claims(R"("email_verified":false)")), "invalid_token: its address is not verified");
    EXPECT_EQ(judged(claims(R"("email_verified":"false")")), "invalid_token: its address is not verified");
    EXPECT_EQ(judged(claims(R"("email_verified":"true")")), judged(claims(R"("email_verified":true)")));
    EXPECT_EQ(judged(claims(R"("iss":"https://id.example/")")), "invalid_token: of another issuer");
    EXPECT_EQ(judged(claims(R"("aud":[])")), "invalid_token: for another audience");
    EXPECT_EQ(judged(claims(R"("aud":"mail other")")), "invalid_token: for another audience");
    EXPECT_EQ(judged(claims(R"("scope":"imap")")), "insufficient_scope: its scope is not enough");
    EXPECT_EQ(judged(claims(R"("email":["bob@example.org"])")), "invalid_token: no email");
    for (auto const* text : {"", "[]", "{", "null", "{\"exp\":1700000100}"}) EXPECT_NE(judged(text), "bob@example.org") << text;
}

TEST(tokens, introspection) {    // RFC 7662 §2.2
    auto const asked = [](std::string const& json) { return why(judge_introspection(json, rules, now)); };
    EXPECT_EQ(asked(claims(R"("active":true)")), "bob@example.org");
    EXPECT_EQ(asked(claims(R"("active":false)")), "invalid_token: not active");
    EXPECT_EQ(asked(R"({"active":false})"), "invalid_token: not active");
    EXPECT_EQ(asked(R"({"active":true,"aud":"mail","scope":"imap smtp","email":"bob@example.org"})"), "bob@example.org");
    EXPECT_EQ(asked(R"({"active":true,"aud":"mail","email":"bob@example.org"})"), "insufficient_scope: its scope is not enough");
    for (auto const* text : {"", "{}", "{\"active\":\"true\"}", "<html>", "{\"active\":1}"}) EXPECT_EQ(asked(text), "unknown: the provider's answer is unreadable") << text;
}

class token_checker_test : public testing::Test {
protected:
    token_checker_test() { settings_.rules = rules; }
    ~token_checker_test() override { std::filesystem::remove_all(directory_); }

    std::unique_ptr<token_checker> make() {
        auto ask = [this](std::string_view token) -> base::result<std::string> {
            ++asked_;
            last_ = token;
            if (!provider_) return make_error_code(errc::database);
            return *provider_;
        };
        return std::make_unique<token_checker>(settings_, ask, [this] { return time_; });
    }
    void write_keys(std::string const& text) { std::ofstream(settings_.keys_file, std::ios::trunc) << text; }

    std::string directory_ = [] {
        char name[] = "/tmp/tokens-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    token_checker::settings settings_;
    std::int64_t time_ = now;
    int asked_ = 0;
    std::string last_;
    std::optional<std::string> provider_ = claims(R"("active":true)");
};

TEST_F(token_checker_test, keys_are_read_again_when_they_change) {
    settings_.keys_file = directory_ + "/keys";
    auto const checker = make();
    test::token_maker const maker;
    auto const token = maker.token("RS256", claims());
    EXPECT_TRUE(std::holds_alternative<token_unknown>(checker->check(token))) << "no file is no 'no'";
    write_keys(maker.rsa_pem());
    EXPECT_EQ(why(checker->check(token)), "bob@example.org");
    write_keys("");
    EXPECT_EQ(why(checker->check(token)), "bob@example.org") << "half written";
    write_keys(test::token_maker().rsa_pem() + "\n");
    EXPECT_EQ(why(checker->check(token)), "invalid_token: signed by no key of ours");
    EXPECT_EQ(asked_, 0);
    EXPECT_EQ(why(checker->check("opaque")), "bob@example.org") << "what is no JWT is the provider's";
    EXPECT_EQ(asked_, 1);
}

TEST_F(token_checker_test, expired_and_unsigned_tokens) {
    settings_.keys_file = directory_ + "/keys";
    test::token_maker const maker;
    write_keys(maker.rsa_pem());
    auto const checker = make();
    EXPECT_EQ(why(checker->check(maker.token("RS256", claims({}, "1699999999")))), "invalid_token: expired");
    EXPECT_EQ(why(checker->check(test::base64url(R"({"alg":"none"})") + "." + test::base64url(claims()) + ".")), "invalid_token: algorithm \"none\" is not believed");
    time_ = now + 100;
    EXPECT_EQ(why(checker->check(maker.token("RS256", claims()))), "invalid_token: expired");
}

TEST_F(token_checker_test, what_was_introspected_is_remembered_no_longer_than_it_is_good) {
    settings_.remembered = std::chrono::seconds(60);
    auto const checker = make();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(why(checker->check("t")), "bob@example.org");
    EXPECT_EQ(asked_, 1);
    EXPECT_EQ(last_, "t");
    time_ += 60;
    EXPECT_EQ(why(checker->check("t")), "bob@example.org");
    EXPECT_EQ(asked_, 2);
    time_ = now + 100;
    EXPECT_EQ(why(checker->check("t")), "invalid_token: expired");
    EXPECT_EQ(asked_, 3);
    provider_ = R"({"active":false})";
    for (int i = 0; i < 3; ++i) EXPECT_EQ(why(checker->check("bad")), "invalid_token: not active");
    EXPECT_EQ(asked_, 6) << "a 'no' is not remembered";
    provider_.reset();
    EXPECT_TRUE(std::holds_alternative<token_unknown>(checker->check("u")));
}

TEST_F(token_checker_test, exchange) {
    settings_.configuration = "https://id.example/.well-known/openid-configuration";
    std::shared_ptr<token_checker> const checker = make();
    oauth_exchange good("OAUTHBEARER", checker);
    auto const got = good.step("n,a=bob@example.org,\1host=h\1auth=Bearer t\1\1");
    ASSERT_TRUE(std::holds_alternative<oauth_exchange::proved>(got));
    EXPECT_EQ(std::get<oauth_exchange::proved>(got).wanted, "bob@example.org");

    provider_ = R"({"active":false})";
    oauth_exchange bad("OAUTHBEARER", checker);
    EXPECT_EQ(std::get<challenge>(bad.step("n,,\1auth=Bearer x\1\1")).bytes,
              R"({"status":"invalid_token","scope":"imap smtp","openid-configuration":"https://id.example/.well-known/openid-configuration"})");
    EXPECT_FALSE(std::get<refused>(bad.step("\1")).temporary);
    oauth_exchange unreadable("XOAUTH2", checker);
    EXPECT_EQ(unreadable.trouble(), "");
    EXPECT_EQ(std::get<challenge>(unreadable.step("n,,\1auth=Bearer x\1\1")).bytes, R"({"status":"400","schemes":"bearer","scope":"imap smtp"})");
    EXPECT_EQ(unreadable.trouble(), "token: unreadable message") << "told already, while the last word is awaited";
    EXPECT_TRUE(std::holds_alternative<refused>(unreadable.step("user=u\1auth=Bearer t\1\1"))) << "no second try";
    provider_.reset();
    oauth_exchange later("XOAUTH2", checker);
    EXPECT_TRUE(std::get<refused>(later.step("user=u\1auth=Bearer y\1\1")).temporary);
}

}  // namespace
}  // namespace mailstead::auth
