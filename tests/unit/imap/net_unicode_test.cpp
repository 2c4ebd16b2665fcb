#include "imap/net_unicode.h"

#include <gtest/gtest.h>

#include "imap/lexer.h"
#include "imap/parse.h"
#include "imap/write.h"

namespace mailstead::imap {
namespace {

TEST(net_unicode, names_that_may_be_given) {
    for (auto const* good : {"INBOX", "caf\u00e9", "\u65e5\u672c\u8a9e", "a b", "\U0001f4ec"}) EXPECT_TRUE(is_net_unicode(good)) << good;
    for (std::string_view const bad : {"a\x01", "a\x7f", "a\u0085", "a\u2028", "a\u2029", "\ufeffa", "a\u0378", "a\xff", "a\xed\xa0\x80"}) EXPECT_FALSE(is_net_unicode(bad)) << bad;
    EXPECT_FALSE(is_net_unicode(std::string_view("a\0b", 3)));
}

TEST(net_unicode, form_c) {
    EXPECT_EQ(normalized("cafe\u0301"), "caf\u00e9");
    EXPECT_EQ(normalized("caf\u00e9"), "caf\u00e9");
    EXPECT_EQ(normalized("INBOX"), "INBOX");
    EXPECT_EQ(normalized("e\xff"), "e\xff");    // no UTF-8: left alone
}

TEST(mailbox_names, from_the_wire) {
    EXPECT_EQ(name_from_wire("caf\u00e9", mailbox_names::utf8), "caf\u00e9");
    EXPECT_EQ(name_from_wire("caf\u00e9", mailbox_names::utf7), "caf\u00e9");
    EXPECT_EQ(name_from_wire("A&B", mailbox_names::utf8), "A&B");
    EXPECT_FALSE(name_from_wire("A&B", mailbox_names::utf7));
    EXPECT_FALSE(name_from_wire("caf\xe9", mailbox_names::utf8));
    EXPECT_FALSE(name_from_wire("caf\xe9", mailbox_names::utf7));
    EXPECT_FALSE(name_from_wire(std::string_view("\u00e9\0", 3), mailbox_names::utf8));
    EXPECT_EQ(mailbox_name("inbox.\u00e9", mailbox_names::utf8), "INBOX.\u00e9");
}

TEST(mailbox_names, to_the_wire) {
    auto const said = [](std::string_view name, mailbox_names how) {
        std::string out;
        write::mailbox(out, name, how);
        return out;
    };
    EXPECT_EQ(said("caf\u00e9 \"x\"", mailbox_names::utf8), "\"caf\u00e9 \\\"x\\\"\"");
    EXPECT_EQ(said("caf\u00e9", mailbox_names::utf7), "caf&AOk-");
    EXPECT_EQ(said("A&B", mailbox_names::utf8), "A&B");
    EXPECT_EQ(said("a\r\n\u00e9", mailbox_names::utf8), "{5}\r\na\r\n\u00e9");
    EXPECT_EQ(said("nil", mailbox_names::utf8), "\"nil\"");
}

// A command cut at any byte is none, or another one: never a fault.
TEST(mailbox_names, cut_at_every_byte) {
    for (std::string_view const whole : {"a RENAME \"caf\u00e9\" {6+}\r\nt\u00e9t\u00e9", "a LIST \"\" \"\u00e9*\" RETURN (STATUS (DELETED SIZE))",
                                         "a LANGUAGE \"en\" fr-CA {2+}\r\nde", "a ENABLE IMAP4rev2 UTF8=ACCEPT UIDONLY",
                                         "a CREATE \"\u00e9\" (USE (\\Sent \\Drafts))", "a UID SEARCH UIDAFTER 17 UIDBEFORE 4294967295 TEXT \"\u00e9\""}) {
        for (std::size_t n = 0; n <= whole.size(); ++n) {
            for (auto const how : {mailbox_names::utf7, mailbox_names::utf8}) {
                auto const got = parse(whole.substr(0, n), how);
                bool const is_bad = std::holds_alternative<commands::bad>(got.value);
                EXPECT_FALSE(n == whole.size() && is_bad) << whole;
            }
        }
    }
}

TEST(mailbox_names, quoted_strings_are_utf8_where_names_are) {
    EXPECT_TRUE(std::holds_alternative<commands::search>(parse("a SEARCH SUBJECT \"\xe9\"", mailbox_names::utf7).value));
    EXPECT_TRUE(std::holds_alternative<commands::bad>(parse("a SEARCH SUBJECT \"\xe9\"", mailbox_names::utf8).value));
}

}  // namespace
}  // namespace mailstead::imap
