// imapd_* parameters, by default and set.
#include "server/settings_imap.h"

#include <gtest/gtest.h>

namespace mailstead::server {
namespace {

TEST(imap_settings, defaults_are_those_of_the_struct) {
    imap::settings const expected;
    auto const got = imap_settings(conf::settings());
    EXPECT_EQ(got.clear_passwords, expected.clear_passwords);
    EXPECT_EQ(got.offer_tls, expected.offer_tls);
    EXPECT_EQ(got.require_tls, expected.require_tls);
    EXPECT_EQ(got.login_timeout, expected.login_timeout);
    EXPECT_EQ(got.timeout, expected.timeout);
    EXPECT_EQ(got.starttls_timeout, expected.starttls_timeout);
    EXPECT_EQ(got.idle_notify_interval, expected.idle_notify_interval);
    EXPECT_EQ(got.error_sleep, expected.error_sleep);
    EXPECT_EQ(got.soft_error_limit, expected.soft_error_limit);
    EXPECT_EQ(got.hard_error_limit, expected.hard_error_limit);
    EXPECT_EQ(got.line_limit, expected.line_limit);
    EXPECT_EQ(got.literal_limit, expected.literal_limit);
    EXPECT_EQ(got.clear_limit, expected.clear_limit);
    EXPECT_EQ(got.mechanism_filter, expected.mechanism_filter);
    EXPECT_TRUE(got.in_clear.no_anonymous && got.under_tls.no_anonymous);
    EXPECT_FALSE(got.in_clear.no_plaintext);
    EXPECT_EQ(got.messages_at_once, expected.messages_at_once);
    EXPECT_EQ(got.saves_at_once, expected.saves_at_once);
    EXPECT_EQ(got.progress_interval, expected.progress_interval);
    EXPECT_EQ(got.offer_unauthenticate, expected.offer_unauthenticate);
    EXPECT_EQ(got.service, "imap");
    ASSERT_EQ(got.special_uses.size(), 10u);
    EXPECT_EQ(got.special_uses[2].mailbox, "Sent Messages");
    EXPECT_EQ(got.special_uses[2].attribute, "\\Sent");
}

TEST(imap_settings, says_what_is_set) {
    auto const got = imap_settings(conf::settings().with({{"imapd_tls_auth_only", "no"},
                                                          {"imapd_tls_security_level", "encrypt"},
                                                          {"imapd_sasl_security_options", "noanonymous, noplaintext"},
                                                          {"imapd_sasl_tls_security_options", "noanonymous"},
                                                          {"imapd_append_limit", "1000"},
                                                          {"imapd_idle_notify_interval", "29m"},
                                                          {"imapd_message_limit", "5000"},
                                                          {"imapd_save_limit", "2000"},
                                                          {"imapd_unauthenticate", "no"},
                                                          {"imapd_special_use", "Notes=Memos, Later=Snoozed"},
                                                          {"imapd_line_length_limit", "10"}}));
    EXPECT_EQ(got.clear_passwords, imap::clear_passwords::allowed);
    EXPECT_TRUE(got.offer_tls && got.require_tls);
    EXPECT_TRUE(got.in_clear.no_plaintext);
    EXPECT_FALSE(got.under_tls.no_plaintext);
    EXPECT_EQ(got.message_limit, 1000u);
    EXPECT_EQ(got.idle_notify_interval, std::chrono::minutes(29));
    EXPECT_EQ(got.line_limit, 8192u);
    EXPECT_EQ(got.messages_at_once, 5000u);
    EXPECT_EQ(got.saves_at_once, 2000u);
    EXPECT_FALSE(got.offer_unauthenticate);
    ASSERT_EQ(got.special_uses.size(), 1u);
    EXPECT_EQ(got.special_uses[0].attribute, "\\Memos");
    auto const strict = imap_settings(conf::settings().with({{"imapd_tls_auth_only", "yes"}, {"imapd_tls_security_level", "none"}}));
    EXPECT_EQ(strict.clear_passwords, imap::clear_passwords::under_tls);
    EXPECT_FALSE(strict.offer_tls || strict.require_tls);
}

}  // namespace
}  // namespace mailstead::server
