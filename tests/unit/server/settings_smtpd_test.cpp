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

TEST(settings_smtpd, mistakes_are_named) {
    EXPECT_NE(refusal({{"smtpd_relay_restrictions", "permit, reject_unauth_destination"}}), "served");
    EXPECT_NE(refusal({{"smtpd_relay_restrictions", "warn_if_reject reject_unauth_destination"}}), "served");
    EXPECT_NE(refusal({{"smtpd_recipient_restrictions", "reject_rbl_client bl.example=127.0.0.[2.."}}).find("reject_rbl_client: bad argument"),
              std::string::npos);
    EXPECT_NE(refusal({{"smtpd_recipient_restrictions", "check_policy_service inet:9998"}}).find("need inet:host:port or unix:path"),
              std::string::npos);
    EXPECT_NE(refusal({{"smtpd_restriction_classes", "greedy"}}).find("greedy has no value"), std::string::npos);
    EXPECT_NE(refusal({{"smtpd_restriction_classes", "greedy"}, {"greedy", "reject_made_up_thing"}}).find("reject_made_up_thing"),
              std::string::npos);
    EXPECT_NE(refusal({{"access_map_reject_code", "250"}}).find("access_map_reject_code"), std::string::npos);
    EXPECT_NE(refusal({{"unknown_address_tempfail_action", "maybe"}}).find("unknown_address_tempfail_action"), std::string::npos);
    EXPECT_NE(refusal({{"smtpd_upstream_proxy_protocol", "pigeon"}}).find("pigeon"), std::string::npos);
}

TEST(settings_smtpd, less_patience_under_stress) {
    auto const calm = smtpd_settings(conf::settings().with(basic));
    auto const hurried = smtpd_settings(conf::settings().with(basic).with({{"stress", "yes"}}));
    EXPECT_EQ(calm->timeout, std::chrono::seconds(300));
    EXPECT_EQ(hurried->timeout, std::chrono::seconds(10));
    EXPECT_EQ(hurried->hard_error_limit, 1u);
    EXPECT_TRUE(hurried->request_deadline);
    EXPECT_TRUE(hurried->stress);
    EXPECT_FALSE(calm->stress);
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
