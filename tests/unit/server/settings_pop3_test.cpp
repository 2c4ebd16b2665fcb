// pop3d_* parameters, by default and set.
#include "server/settings_pop3.h"

#include <gtest/gtest.h>

namespace mailstead::server {
namespace {

TEST(pop3_settings, defaults_are_those_of_the_struct) {
    pop3::settings const expected;
    auto const got = pop3_settings(conf::settings());
    EXPECT_EQ(got.clear_passwords, expected.clear_passwords);
    EXPECT_EQ(got.offer_tls, expected.offer_tls);
    EXPECT_EQ(got.require_tls, expected.require_tls);
    EXPECT_EQ(got.login_timeout, expected.login_timeout);
    EXPECT_EQ(got.timeout, expected.timeout);
    EXPECT_EQ(got.starttls_timeout, expected.starttls_timeout);
    EXPECT_EQ(got.error_sleep, expected.error_sleep);
    EXPECT_EQ(got.soft_error_limit, expected.soft_error_limit);
    EXPECT_EQ(got.hard_error_limit, expected.hard_error_limit);
    EXPECT_EQ(got.line_limit, expected.line_limit);
    EXPECT_EQ(got.response_limit, expected.response_limit);
    EXPECT_EQ(got.mechanism_filter, expected.mechanism_filter);
    EXPECT_TRUE(got.in_clear.no_anonymous && got.under_tls.no_anonymous);
    EXPECT_FALSE(got.in_clear.no_plaintext);
    EXPECT_EQ(got.service, "pop");
}

TEST(pop3_settings, says_what_is_set) {
    auto const got = pop3_settings(conf::settings().with({{"pop3d_tls_auth_only", "no"},
                                                          {"pop3d_tls_security_level", "encrypt"},
                                                          {"pop3d_sasl_security_options", "noanonymous, noplaintext"},
                                                          {"pop3d_sasl_tls_security_options", "noanonymous"},
                                                          {"pop3d_timeout", "20m"},
                                                          {"pop3d_line_length_limit", "10"}}));
    EXPECT_EQ(got.clear_passwords, pop3::clear_passwords::allowed);
    EXPECT_TRUE(got.offer_tls && got.require_tls);
    EXPECT_TRUE(got.in_clear.no_plaintext);
    EXPECT_FALSE(got.under_tls.no_plaintext);
    EXPECT_EQ(got.timeout, std::chrono::minutes(20));
    EXPECT_EQ(got.line_limit, 255u);
}

}  // namespace
}  // namespace mailstead::server
