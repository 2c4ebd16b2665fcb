#include "imap/message_ids.h"

#include <gtest/gtest.h>

namespace mailstead::imap {
namespace {

using ids = std::vector<std::string>;

TEST(message_ids, quoting_makes_no_difference) {    // RFC 5256 §3
    EXPECT_EQ(first_message_id("<\"01KF8JCEOCBS0045PS\"@xxx.yyy.com>"), first_message_id("<01KF8JCEOCBS0045PS@xxx.yyy.com>"));
    EXPECT_EQ(first_message_id("<\"a\\\"b\\\\\"@c>"), "a\"b\\@c");
    EXPECT_EQ(first_message_id("<\"a>b <\"@c>"), "a>b <@c");
    EXPECT_EQ(first_message_id("< a . b @ c >"), "a.b@c");
    EXPECT_EQ(first_message_id("<a@[b c]>"), "a@[bc]");
}

TEST(message_ids, what_is_none) {
    for (auto const* text : {"", "a@b", "<>", "<a>", "<@b>", "<a@>", "<a@b", "<\"a@b>", "<a\\"}) EXPECT_EQ(first_message_id(text), "") << text;
    EXPECT_EQ(first_message_id("Your message <of yesterday> <a@b> <c@d>"), "a@b");
    EXPECT_EQ(first_message_id("<a <b@c>"), "b@c");
}

TEST(message_ids, the_last_ones_are_kept) {
    EXPECT_EQ(message_ids("<a@b> <c@d>\t(x)<e@f>", 10), (ids{"a@b", "c@d", "e@f"}));
    EXPECT_EQ(message_ids("<1@x> <2@x> <3@x> <4@x> <5@x> <6@x> <7@x>", 3), (ids{"5@x", "6@x", "7@x"}));
    EXPECT_EQ(message_ids("<1@x> <2@x> <3@x> <4@x> <5@x> <6@x>", 3), (ids{"4@x", "5@x", "6@x"}));
    EXPECT_EQ(message_ids("nothing", 3), ids{});
}

TEST(message_ids, total_at_every_cut) {
    std::string_view const text = "<\"a\\\"b\"@c> x <d@[e f]> <";
    for (std::size_t n = 0; n <= text.size(); ++n) EXPECT_LE(message_ids(text.substr(0, n), 10).size(), 2u);
}

}  // namespace
}  // namespace mailstead::imap
