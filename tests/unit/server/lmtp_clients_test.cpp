// lmtpd_client_restrictions beyond the simple words: read and refused, and decided by smtpd's checks.
#include "server/lmtp_clients.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "server/settings_lmtp.h"
#include "tests/lib/loop.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::server {
namespace {

conf::settings settings_of(std::string list) {
    return conf::settings().with({{"compatibility_level", "3.6"}, {"myhostname", "mx.example"}, {"mynetworks", "192.0.2.0/24"},
                                  {"smtpd_restriction_classes", "friends"}, {"friends", "check_recipient_access static:OK"},
                                  {"lmtpd_client_restrictions", std::move(list)}});
}

std::string refusal(std::string list) {
    try {
        lmtp_client_settings(settings_of(std::move(list)));
    } catch (std::runtime_error const& error) {
        return error.what();
    }
    return "served";
}

class no_names final : public mta::smtpd::names {
public:
    net::task<mta::smtpd::client_names> name_of(std::string address) override {
        mta::smtpd::client_names out;
        if (address == "198.51.100.1") out.name = out.reverse = "friend.example";
        co_return out;
    }
    net::task<net::result<net::dns_answer>> lookup(std::string, net::record_type) override {
        co_return net::make_error_code(net::errc::not_found);
    }
};

// "250" when the client may, else the reply.
std::string verdict(std::string list, std::string address, std::string helo, std::optional<std::string> sender) {
    std::string out = "250";
    test::run([&](net::executor where) -> net::task<void> {
        no_names dns;
        net::disk_pool pool(1, std::chrono::seconds(5));
        mta::smtpd::policy_client policy(where, dns, base::system_clock());
        lmtp_clients clients(lmtp_client_settings(settings_of(list)), dns, pool, policy);
        net::endpoint peer;
        peer.address = address;
        test::mem_stream wire(where, base::system_clock(), peer, {});
        lmtp::client_facts about;
        about.wire = &wire;
        about.command = "MAIL";
        about.helo = helo;
        if (sender) about.sender = *sender;
        auto const refused = co_await clients.judge(about);
        if (refused) out = smtp::one_line(*refused);
    });
    return out;
}

TEST(lmtp_clients, simple_lists_need_no_checks) {
    EXPECT_TRUE(has_simple_rules(settings_of("permit_mynetworks, permit_sasl_authenticated, reject")));
    EXPECT_EQ(lmtp_client_settings(settings_of("permit_mynetworks, reject")), nullptr);
    EXPECT_FALSE(has_simple_rules(settings_of("permit_mynetworks, check_client_access static:OK, reject")));
}

TEST(lmtp_clients, words_that_cannot_be_obeyed_stop_the_start) {
    EXPECT_EQ(refusal("reject_made_up_thing").find("lmtpd_client_restrictions"), 0u) << refusal("reject_made_up_thing");
    for (auto const* word : {"reject_unauth_destination", "reject_non_fqdn_recipient", "check_recipient_access static:OK", "reject_unverified_sender", "friends"})
        EXPECT_NE(refusal(word).find("has no meaning for clients of lmtpd"), std::string::npos) << word;
    EXPECT_EQ(refusal("reject_unknown_client_hostname, reject_invalid_helo_hostname, reject_unknown_sender_domain, reject_rbl_client bl.example"), "served");
}

TEST(lmtp_clients, tables_names_and_senders) {
    auto const list = "check_client_access inline:{ {198.51.100.7 = REJECT not you} {friend.example = OK} }, permit_mynetworks, reject_unknown_client_hostname, "
                      "reject_non_fqdn_sender, reject";
    EXPECT_EQ(verdict(list, "192.0.2.1", "c", "a@b.example"), "250");
    EXPECT_EQ(verdict(list, "198.51.100.1", "c", "a@b.example"), "250");
    EXPECT_NE(verdict(list, "198.51.100.7", "c", "a@b.example").find("554 5.7.1 <unknown[198.51.100.7]>: Client host rejected: not you"), std::string::npos);
    EXPECT_EQ(verdict(list, "203.0.113.1", "c", "a@b.example").substr(0, 10), "450 4.7.25");
    EXPECT_NE(verdict("reject_non_fqdn_sender", "203.0.113.1", "c", "nobody").find("Sender address rejected"), std::string::npos);
    EXPECT_EQ(verdict("reject_non_fqdn_sender", "203.0.113.1", "c", std::nullopt), "250") << "VRFY has no sender";
    EXPECT_NE(verdict("reject_invalid_helo_hostname", "203.0.113.1", "a..b", "a@b.example").find("Helo command rejected"), std::string::npos);
    EXPECT_EQ(verdict("check_client_access fail:x", "203.0.113.1", "c", "a@b.example").substr(0, 1), "4");
    EXPECT_EQ(verdict("defer_if_permit, permit", "203.0.113.1", "c", "a@b.example").substr(0, 1), "4");
}

}  // namespace
}  // namespace mailstead::server
