// Values that read well and mean nothing are named with their place.
#include "server/doubts.h"

#include <gtest/gtest.h>

#include "../conf/temp_dir.h"

namespace mailstead::server {
namespace {

class doubts_of : public testing::Test {
protected:
    std::vector<std::string> told(std::string const& main, std::string const& master = "127.0.0.1:2525 inet n - n - - smtpd\nsmtp unix - - n - - smtp\n") {
        dir_.write("main.cf", "process_model = single\nalias_maps =\n" + main);
        dir_.write("master.cf", master);
        files_ = conf::load(dir_.path());
        if (!files_.usable()) return {"(unusable)"};
        std::vector<std::string> out;
        for (auto const& one : doubts(files_)) out.push_back(one.message());
        return out;
    }
    std::string line(int number) { return dir_.path("main.cf") + ":" + std::to_string(number) + ": "; }

    conf::temp_dir dir_;
    conf::configuration files_;
};

TEST_F(doubts_of, a_usual_configuration_has_none) {
    EXPECT_TRUE(told("").empty());
    EXPECT_TRUE(told("smtpd_tls_protocols = >=TLSv1.2, !SSLv3, 0304\nsmtp_tls_security_level = may\nsmtp_tls_ciphers = High\n"
                     "smtpd_tls_fingerprint_digest = sha256\n")
                    .empty());
}

// RFC 9738 §3: a server tells one of the two limits.
TEST_F(doubts_of, two_limits_of_imap_of_which_one_counts) {
    std::string const master = "127.0.0.1:1143 inet n - n - - imapd\n";
    EXPECT_EQ(told("imapd_message_limit = 1000\nimapd_save_limit = 1000\n", master),
              std::vector<std::string>{line(4) + "imapd_save_limit: has no effect beside imapd_message_limit"});
    EXPECT_TRUE(told("imapd_save_limit = 1000\n", master).empty());
}

TEST_F(doubts_of, versions_grades_and_digests_that_nobody_knows) {
    EXPECT_EQ(told("smtpd_tls_protocols = >=TLSv1.2, !TLSv9\nsmtp_tls_mandatory_ciphers = strong\n"
                   "smtpd_tls_fingerprint_digest = md99\n"),
              (std::vector<std::string>{line(4) + "smtp_tls_mandatory_ciphers: unknown grade \"strong\"",
                                        line(3) + "smtpd_tls_protocols: \"!TLSv9\" is no version of TLS; it has no effect",
                                        line(5) + "smtpd_tls_fingerprint_digest: unknown digest \"md99\""}));
}

TEST_F(doubts_of, names_that_no_certificate_has) {
    EXPECT_EQ(told("auth_external_identity = rfc822name, upn\n"),
              std::vector<std::string>{line(3) + "auth_external_identity: \"upn\" is no name in a certificate that is known here; it has no effect"});
}

TEST_F(doubts_of, what_the_client_reports) {
    EXPECT_EQ(told("smtp_tls_security_level = maybe\n"),
              std::vector<std::string>{line(3) + "smtp_tls_security_level: \"maybe\" is not a level of this version"});
    EXPECT_EQ(told("smtp_address_preference = ipv5\n").size(), 1u);
}

TEST_F(doubts_of, options_of_a_row_count_and_the_same_words_come_once) {
    auto const row = "inet n - n - - smtpd -o smtpd_tls_ciphers=foo\n";
    auto const all = told("", std::string("127.0.0.1:2525 ") + row + "127.0.0.1:2526 " + row);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_NE(all[0].find("smtpd_tls_ciphers: unknown grade \"foo\""), std::string::npos);
}

TEST_F(doubts_of, missing_tables_are_for_the_check_of_tables) {
    EXPECT_TRUE(told("smtp_tls_policy_maps = hash:/nonexistent/policy\nsmtpd_discard_ehlo_keyword_address_maps = cidr:/nonexistent/x\n").empty());
}

}  // namespace
}  // namespace mailstead::server
