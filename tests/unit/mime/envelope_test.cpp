// Envelopes from header blocks.
#include "mime/envelope.h"

#include <gtest/gtest.h>

namespace mailstead::mime {
namespace {

TEST(envelope, takes_all_ten_members) {
    auto const e = parse_envelope("Date: Fri, 20 Nov 2026 20:47:08 +0000\r\nSubject: =?utf-8?Q?a?=\r\n b\r\n"
                                  "From: Joe <joe@a>\r\nSender: s@a\r\nReply-To: r@a\r\nTo: t@a, u@a\r\nCc: c@a\r\n"
                                  "Bcc: b@a\r\nIn-Reply-To: <1@a>\r\nMessage-ID: <2@a>\r\n\r\nSubject: body\r\n");
    EXPECT_EQ(e.date, "Fri, 20 Nov 2026 20:47:08 +0000");
    EXPECT_EQ(e.subject, "=?utf-8?Q?a?= b");
    EXPECT_EQ(e.from.at(0).name, "Joe");
    EXPECT_EQ(e.sender.at(0).mailbox, "s");
    EXPECT_EQ(e.reply_to.at(0).mailbox, "r");
    EXPECT_EQ(e.to.size(), 2u);
    EXPECT_EQ(e.cc.at(0).mailbox, "c");
    EXPECT_EQ(e.bcc.at(0).mailbox, "b");
    EXPECT_EQ(e.in_reply_to, "<1@a>");
    EXPECT_EQ(e.message_id, "<2@a>");
}

TEST(envelope, absent_and_empty_differ) {
    auto const e = parse_envelope("Subject:\r\nTo:\r\n\r\n");
    EXPECT_EQ(e.subject, "");
    EXPECT_FALSE(e.date);
    EXPECT_FALSE(e.message_id);
    EXPECT_TRUE(e.to.empty());
}

TEST(envelope, sender_and_reply_to_default_to_from) {
    auto const e = parse_envelope("From: joe@a\nSender: \nCc: x@y\n");
    EXPECT_EQ(e.sender, e.from);
    EXPECT_EQ(e.reply_to, e.from);
    EXPECT_EQ(e.from.size(), 1u);
}

TEST(envelope, repeated_fields) {
    auto const e = parse_envelope("Subject: 1\nTo: a@b\nSubject: 2\nTo: c@d\n");
    EXPECT_EQ(e.subject, "1");
    EXPECT_EQ(e.to.size(), 2u);
}

TEST(envelope, lists_are_bounded) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "To: a@b, c@d\r\n";
    EXPECT_EQ(parse_envelope(text, 5).to.size(), 5u);
}

TEST(envelope, nothing_is_an_envelope) { EXPECT_EQ(parse_envelope(""), envelope{}); }

}  // namespace
}  // namespace mailstead::mime
