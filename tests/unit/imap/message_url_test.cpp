// URLs of messages, RFC 5092.
#include "imap/message_url.h"

#include <gtest/gtest.h>

namespace mailstead::imap {
namespace {

TEST(message_url, all_its_parts) {
    auto const url = parse_message_url("/Dr%C3%A4fts;UIDVALIDITY=385759045/;UID=20/;section=1.2.MIME/;PARTIAL=5.10");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->mailbox, "Dräfts");
    EXPECT_EQ(url->uidvalidity, 385759045u);
    EXPECT_EQ(url->uid, 20u);
    EXPECT_EQ(url->section.path, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(url->section.what, section::text::mime);
    EXPECT_EQ(url->first, 5u);
    EXPECT_EQ(url->count, 10u);
}

TEST(message_url, short_forms) {
    auto url = parse_message_url("/inbox/;uid=7");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->mailbox, "INBOX");
    EXPECT_FALSE(url->uidvalidity);
    EXPECT_EQ(url->section.what, section::text::all);
    url = parse_message_url("/a/b%2Fc/;UID=7/;PARTIAL=3");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->mailbox, "a/b/c");
    EXPECT_EQ(url->first, 3u);
    url = parse_message_url("/x/;UID=1/;SECTION=HEADER.FIELDS%20(Subject%20From)");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->section.fields, (std::vector<std::string>{"Subject", "From"}));
}

TEST(message_url, what_is_none) {
    for (auto const* no : {"", "/", "//host/x/;UID=1", "imap://u@host/x/;UID=1", "x/;UID=1", ";UID=1", "/;UID=1", "/x", "/x/;UID=", "/x/;UID=0", "/x/;UID=a",
                           "/x/;UID=4294967296", "/x/;UID=-1", "/x;UIDVALIDITY=0/;UID=1", "/x;UIDVALIDITY=/;UID=1", "/x;FROB=1/;UID=1", "/x/;UID=1/", "/x/;UID=1/;SECTION=",
                           "/x/;UID=1/;SECTION=FROB", "/x/;UID=1/;SECTION=1]", "/x/;UID=1/;PARTIAL=", "/x/;UID=1/;PARTIAL=1.0", "/x/;UID=1/;PARTIAL=1.2.3",
                           "/x/;UID=1;URLAUTH=anonymous:internal:00", "/x/;UID=1/;SECTION=1/;FROB=1", "/%zz/;UID=1", "/%4/;UID=1", "/%00/;UID=1", "/%ff/;UID=1"})
        EXPECT_FALSE(parse_message_url(no)) << no;
}

// Every prefix and every changed byte gives a value or none.
TEST(message_url, is_total) {
    std::string const text = "/Dr%C3%A4fts;UIDVALIDITY=385759045/;UID=20/;section=1.2.MIME/;PARTIAL=5.10";
    for (std::size_t i = 0; i <= text.size(); ++i) {
        (void)parse_message_url(text.substr(0, i));
        for (char const c : {'/', ';', '%', '0', '\0', '\xff'}) {
            auto changed = text;
            if (i < text.size()) changed[i] = c;
            (void)parse_message_url(changed);
        }
    }
}

TEST(message_url, as_a_response_code_holds_it) {
    EXPECT_EQ(shown_url("/x/;UID=1/;SECTION=1"), "/x/;UID=1/;SECTION=1");
    EXPECT_EQ(shown_url("a]b\r\n\\ \xff"), "a%5Db%0D%0A%5C%20%FF");
    EXPECT_EQ(shown_url(""), "%20");
    EXPECT_LE(shown_url(std::string(100000, ']')).size(), 3000u);
}

}  // namespace
}  // namespace mailstead::imap
