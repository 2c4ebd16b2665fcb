#include "server/settings_smtpd.h"

#include <gtest/gtest.h>

namespace mailstead::server {
namespace {

conf::settings::pairs const basic{{"compatibility_level", "3.6"}, {"myhostname", "mx.example"}};

std::string refusal(conf::settings::pairs const& more) {
    try {
        smtpd_settings(conf::settings().with(basic).with(more));
    } catch (std::runtime_error const& error) {
        return error.what();
    }
    return "served";
}

TEST(settings_smtpd, defaults_guard_relaying) {
    auto const made = smtpd_settings(conf::settings().with(basic));
    EXPECT_TRUE(mta::smtpd::guards_relaying(made->relay_restrictions));
    EXPECT_EQ(made->banner, "mx.example ESMTP Mailstead");
    EXPECT_EQ(made->tls, mta::smtpd::tls_level::none);
    EXPECT_TRUE(made->sasl_clear.no_anonymous);
    EXPECT_EQ(made->message_size_limit, 10240000u);
}

TEST(settings_smtpd, never_an_open_relay) {
    EXPECT_NE(refusal({{"smtpd_relay_restrictions", ""}}).find("specify at least one working instance of"), std::string::npos);
    EXPECT_NE(refusal({{"smtpd_relay_restrictions", "permit_mynetworks"}}), "served");
    EXPECT_EQ(refusal({{"smtpd_relay_restrictions", ""}, {"smtpd_recipient_restrictions", "reject_unauth_destination"}}), "served");
}

TEST(settings_smtpd, unknown_words_stop_the_start) {
    EXPECT_EQ(refusal({{"smtpd_client_restrictions", "reject_made_up_thing"}}),
              "smtpd_client_restrictions: unknown smtpd restriction: \"reject_made_up_thing\"");
    EXPECT_NE(refusal({{"smtpd_sasl_security_options", "nosuchthing"}}), "served");
}

TEST(settings_smtpd, overrides_of_a_service) {
    auto const made = smtpd_settings(conf::settings().with(basic).with(
        {{"smtpd_tls_security_level", "encrypt"}, {"smtpd_sasl_auth_enable", "yes"}, {"smtpd_tls_wrappermode", "yes"}}));
    EXPECT_EQ(made->tls, mta::smtpd::tls_level::encrypt);
    EXPECT_TRUE(made->sasl);
    EXPECT_TRUE(made->tls_wrapper);
}

}  // namespace
}  // namespace mailstead::server
