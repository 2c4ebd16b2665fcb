// Modified UTF-7, RFC 3501 §5.1.3.
#include "imap/utf7.h"

#include <random>

#include <gtest/gtest.h>

namespace mailstead::imap {
namespace {

TEST(utf7, knows_the_rfcs_example) {
    EXPECT_EQ(from_utf7("~peter/mail/&U,BTFw-/&ZeVnLIqe-"), "~peter/mail/台北/日本語");
    EXPECT_EQ(to_utf7("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
}

TEST(utf7, both_ways) {
    for (auto const* name : {"", "INBOX", "R&D", "&", "&&", "Entwürfe", "a😀b", "😀", "ü&ü", "x\x7f", "é-", "Отправленные", "a\tb"}) {
        auto const back = from_utf7(to_utf7(name));
        ASSERT_TRUE(back) << name;
        EXPECT_EQ(*back, name);
    }
}

TEST(utf7, refuses_what_is_not_canonical) {
    EXPECT_FALSE(from_utf7("&"));
    EXPECT_FALSE(from_utf7("a&b"));
    EXPECT_FALSE(from_utf7("&AGE-"));         // "a" stands for itself
    EXPECT_FALSE(from_utf7("&AOQ-&AOQ-"));    // two runs instead of one
    EXPECT_FALSE(from_utf7("&AOR-"));         // padding that is not zero
    EXPECT_FALSE(from_utf7("&AOQA-"));        // padding too long
    EXPECT_FALSE(from_utf7("&2D0-"));         // half a surrogate pair
    EXPECT_FALSE(from_utf7("&3gA-"));         // the other half
    EXPECT_FALSE(from_utf7("&AAA-"));         // NUL
    EXPECT_FALSE(from_utf7("&AA0-"));         // CR
    EXPECT_FALSE(from_utf7("caf\xc3\xa9"));
    EXPECT_FALSE(from_utf7("a\tb"));
    EXPECT_FALSE(from_utf7("&A/Q-"));         // "/" is not of this alphabet
}

TEST(utf7, malformed_utf8_becomes_a_replacement) {
    EXPECT_EQ(to_utf7("a\xff"), to_utf7("a\xef\xbf\xbd"));
    EXPECT_EQ(from_utf7(to_utf7("\xc3")), "\xef\xbf\xbd");
}

TEST(utf7, random_names_survive) {
    std::mt19937 dice(7);
    for (int round = 0; round < 2000; ++round) {
        std::string name;
        for (auto n = dice() % 12; n > 0; --n) {
            static constexpr std::string_view alphabet[] = {"a", "&", "-", "ä", "€", "😀", ",", " ", "\x01"};
            name += alphabet[dice() % std::size(alphabet)];
        }
        auto const wire = to_utf7(name);
        EXPECT_EQ(from_utf7(wire), name) << wire;
    }
}

}  // namespace
}  // namespace mailstead::imap
