// What servers announce, and what only looks as if they did.
#include "smtp/offers.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

TEST(offers, are_read_line_by_line) {
    auto const all = read_offers("mail.example.org\npipelining\nSIZE 1000\n8BITMIME\nCHUNKING\nXYZ\nSMTPUTF8\nXMAILSTEAD\n"
                                 "AUTH PLAIN login\nAUTH=LOGIN CRAM-MD5\nXFORWARD NAME addr\nDSN\nstarttls\nREQUIRETLS\nDELIVERBY 240,X\n"
                                 "MT-PRIORITY MIXER");
    EXPECT_TRUE(all.pipelining && all.size && all.eight_bit && all.chunking && all.smtputf8 && all.own && all.dsn);
    EXPECT_TRUE(all.deliver_by);
    EXPECT_EQ(all.least_by, 240);
    EXPECT_TRUE(all.starttls && all.requiretls && all.priority && all.auth && all.xforward);
    EXPECT_FALSE(all.binary_mime);
    EXPECT_EQ(all.size_limit, 1000u);
    EXPECT_EQ(all.mechanisms, (std::vector<std::string>{"PLAIN", "LOGIN", "CRAM-MD5"}));
    EXPECT_EQ(all.xforward_names, (std::vector<std::string>{"NAME", "ADDR"}));
    EXPECT_FALSE(read_offers("XMAILSTEAD").own) << "the first line is a name";
    EXPECT_FALSE(read_offers("").pipelining);
}

TEST(offers, that_are_damaged_mean_the_keyword_alone) {
    auto const odd = read_offers("x\nSIZE\nPIPELININGX\nSIZE 99999999999999999999\nAUTH");
    EXPECT_TRUE(odd.size);
    EXPECT_EQ(odd.size_limit, 0u);
    EXPECT_FALSE(odd.pipelining);
    EXPECT_TRUE(odd.mechanisms.empty());
    std::string many = "x\nAUTH";
    for (int i = 0; i < 500; ++i) many += " M" + std::to_string(i);
    EXPECT_EQ(read_offers(many).mechanisms.size(), 64u);
}

TEST(offers, can_be_ignored) {
    auto const rest = read_offers("x\nPIPELINING\nDSN\nAUTH PLAIN", {"pipelining", "auth"});
    EXPECT_FALSE(rest.pipelining || rest.auth);
    EXPECT_TRUE(rest.mechanisms.empty());
    EXPECT_TRUE(rest.dsn);
}

TEST(offers, the_server_has_a_name) {
    EXPECT_EQ(greeted_name("mail.example.org ESMTP x\ny"), "mail.example.org");
    EXPECT_EQ(greeted_name("mail.example.org\ny"), "mail.example.org");
    EXPECT_EQ(greeted_name(""), "");
}

}  // namespace
}  // namespace mailstead::smtp
