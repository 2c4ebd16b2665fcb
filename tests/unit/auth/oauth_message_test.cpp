// RFC 7628 §4 and what else may come in place of it.
#include "auth/oauth_message.h"

#include <gtest/gtest.h>

namespace mailstead::auth {
namespace {

std::string const rfc_token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

TEST(oauth_message, rfc_7628_example) {    // §4.1, §4.3
    auto const got = parse_oauthbearer("n,a=user@example.com,\1host=server.example.com\1port=143\1auth=Bearer " + rfc_token + "\1\1");
    EXPECT_EQ(got, (oauth_message{"user@example.com", rfc_token}));
    EXPECT_EQ(parse_oauthbearer("n,,\1auth=bearer  abc\1\1"), (oauth_message{"", "abc"}));
    EXPECT_EQ(parse_oauthbearer("y,a=a=2Cb=3Dc,\1auth=Bearer x\1qs=\1\1"), (oauth_message{"a,b=c", "x"}));
    EXPECT_EQ(parse_oauthbearer("n,a=u,\1auth=\1\1"), (oauth_message{"u", ""})) << "asks what is needed, §4.3";
    EXPECT_EQ(parse_oauthbearer("n,a=u,\1\1"), (oauth_message{"u", ""})) << "no pair at all";
    EXPECT_EQ(parse_oauthbearer("n,a=u,\1host=x\1\1"), (oauth_message{"u", ""}));
}

TEST(oauth_message, what_is_none) {
    for (auto const* text : {"", "\1", "n,,", "n,,\1", "n,,\1auth=Bearer x", "n,,\1auth=Bearer x\1", "n,,\1auth=Bearer x\1\1\1", "n,,\1=x\1\1",
                             "n,,\1auth=Basic x\1\1", "n,,\1auth=Bearer\1\1", "n,,\1auth=Bearer \1\1", "n,,\1auth=Bearer a b\1\1",
                             "n,,\1auth=Bearer \xc3\xa4\1\1", "p=tls-unique,,\1auth=Bearer x\1\1", "n,a=,\1auth=Bearer x\1\1",
                             "n,a==2D,\1auth=Bearer x\1\1", "n,b=x,\1auth=Bearer x\1\1", "n,,\1auth=Bearer x\1auth=Bearer y\1\1",
                             "n,,\1a-b=x\1auth=Bearer x\1\1", "user=u\1auth=Bearer x\1\1"})
        EXPECT_FALSE(parse_oauthbearer(text)) << text;
    EXPECT_FALSE(parse_oauthbearer(std::string_view("n,a=u\0v,\1auth=Bearer x\1\1", 24)));
    EXPECT_FALSE(parse_oauthbearer("n,a=\xff,\1auth=Bearer x\1\1"));
    EXPECT_FALSE(parse_oauthbearer("n,,\1auth=Bearer " + std::string(longest_token + 1, 'x') + "\1\1"));
}

TEST(oauth_message, every_beginning_is_something_else) {
    std::string const whole = "n,a=user@example.com,\1host=server.example.com\1port=143\1auth=Bearer " + rfc_token + "\1\1";
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(parse_oauthbearer(whole.substr(0, n))) << n;
    std::string const old = "user=a@b\1auth=Bearer x\1\1";
    for (std::size_t n = 0; n < old.size(); ++n) EXPECT_FALSE(parse_xoauth2(old.substr(0, n))) << n;
}

TEST(oauth_message, xoauth2) {
    EXPECT_EQ(parse_xoauth2("user=someuser@example.com\1auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\1\1"),
              (oauth_message{"someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"}));
    for (auto const* text : {"", "user=\1auth=Bearer x\1\1", "auth=Bearer x\1user=u\1\1", "user=u\1auth=Bearer x\1", "user=u\1auth=x\1\1", "user=\xff\1auth=Bearer x\1\1"})
        EXPECT_FALSE(parse_xoauth2(text)) << text;
}

TEST(oauth_message, error) {    // RFC 7628 §4.2
    EXPECT_EQ(print(oauth_error{"invalid_token", "example_scope", "https://example.com/.well-known/openid-configuration"}),
              R"({"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"})");
    EXPECT_EQ(print(oauth_error{}), R"({"status":"invalid_token"})");
}

}  // namespace
}  // namespace mailstead::auth
