// Cyrus' files, and how a provider of tokens is asked.
#include "server/settings_auth.h"

#include <gtest/gtest.h>

#include "server/introspection.h"

namespace mailstead::server {
namespace {

TEST(settings_auth, reads_an_applications_file) {
    auto const got = parse_sasl_options("# smtpd\npwcheck_method: saslauthd\r\nMech_List:  plain login\n\nno colon\n log_level : 3\n#x: y\nempty:\n");
    EXPECT_EQ(got.size(), 4u);
    EXPECT_EQ(got.at("pwcheck_method"), "saslauthd");
    EXPECT_EQ(got.at("mech_list"), "plain login");
    EXPECT_EQ(got.at("log_level"), "3");
    EXPECT_EQ(got.at("empty"), "");
    EXPECT_TRUE(parse_sasl_options("").empty());
}

TEST(settings_auth, urls_of_providers) {
    auto const one = introspection_target_of("https://id.example/oauth/introspect?x=1");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->host, "id.example");
    EXPECT_EQ(one->port, 443);
    EXPECT_EQ(one->target, "/oauth/introspect?x=1");
    EXPECT_EQ(introspection_target_of("HTTPS://[::1]:8443")->host, "::1");
    EXPECT_EQ(introspection_target_of("HTTPS://[::1]:8443")->port, 8443);
    EXPECT_EQ(introspection_target_of("https://id.example:444?q")->target, "/?q");
    for (auto const* text : {"", "http://id.example/", "https://", "https:///x", "https://user:secret@id.example/", "https://id.example:0/", "https://id.example:x/",
                             "https://id.example/a b", "https://id.example/\r\nHost: x", "https://id.example/#x", "ftp://x"})
        EXPECT_FALSE(introspection_target_of(text)) << text;
}

TEST(settings_auth, a_token_in_a_form) {
    EXPECT_EQ(introspection_form("aZ0-._~"), "token=aZ0-._~&token_type_hint=access_token");
    EXPECT_EQ(introspection_form("a+/=&b"), "token=a%2B%2F%3D%26b&token_type_hint=access_token");
}

TEST(settings_auth, nobody_answers) {
    EXPECT_FALSE(introspect("/tmp/there/is/no/such/socket", std::chrono::milliseconds(100), "t"));
}

}  // namespace
}  // namespace mailstead::server
