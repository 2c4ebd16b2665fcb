// Strings, flags, dates, structures as IMAP shows them.
#include "imap/write.h"

#include <gtest/gtest.h>

#include "imap/list.h"
#include "imap/section.h"

namespace mailstead::imap {
namespace {

std::string string(std::string_view text) {
    std::string out;
    write::string(out, text);
    return out;
}
std::string astring(std::string_view text) {
    std::string out;
    write::astring(out, text);
    return out;
}
std::string structure(std::string_view message, write::detail how = write::detail::basic) {
    std::string out;
    write::body_structure(out, mime::parse_parts(message), how);
    return out;
}

TEST(write, strings) {
    EXPECT_EQ(string(""), "\"\"");
    EXPECT_EQ(string("a\"b\\c"), "\"a\\\"b\\\\c\"");
    EXPECT_EQ(string("a\r\nb"), "{4}\r\na\r\nb");
    EXPECT_EQ(string("caf\xc3\xa9"), "{5}\r\ncaf\xc3\xa9");
    EXPECT_EQ(string(std::string_view("a\0b", 3)), "{3}\r\na\x80" "b");
    EXPECT_EQ(string(std::string(2000, 'x')).substr(0, 8), "{2000}\r\n");
    EXPECT_EQ(astring("INBOX"), "INBOX");
    EXPECT_EQ(astring("a b"), "\"a b\"");
    EXPECT_EQ(astring("nil"), "\"nil\"");
    EXPECT_EQ(astring(""), "\"\"");
}

TEST(write, dates_and_flags) {
    std::string out;
    write::internal_date(out, 0);
    EXPECT_EQ(out, "\"01-Jan-1970 00:00:00 +0000\"");
    out.clear();
    write::internal_date(out, -1);
    EXPECT_EQ(out, "\"31-Dec-1969 23:59:59 +0000\"");
    out.clear();
    std::vector<std::string> const names = {"$A", "b"};
    write::flags(out, store::flag::all, 3, names, true);
    EXPECT_EQ(out, "(\\Answered \\Flagged \\Deleted \\Seen \\Draft \\Recent $A b)");
    out.clear();
    write::flags(out, 0, 4, names, false);    // a bit without a name is not shown
    EXPECT_EQ(out, "()");
}

TEST(write, structures) {
    EXPECT_EQ(structure("Content-Type: text/html; charset=\"utf-8\"\n\n<p>\n"), "(\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 5 1)");
    EXPECT_EQ(structure("Content-Type: multipart/alternative; boundary=x\n\n--x\n\na\n--x\n\nb\n--x--\n"),
              "((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 1 0)(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 1 0) \"alternative\")");
    EXPECT_EQ(structure("Content-Type: image/png\nContent-ID: <a@b>\nContent-Description: d\nContent-Language: en, de\nContent-MD5: x\n"
                        "Content-Location: loc\nContent-Disposition: inline\n\nx",
                        write::detail::extended),
              "(\"image\" \"png\" NIL \"<a@b>\" \"d\" \"7bit\" 1 \"x\" (\"inline\" NIL) (\"en\" \"de\") \"loc\")");
}

TEST(section, wire_form_does_not_depend_on_cuts) {
    std::string_view const stored = "a\nb\r\n\r\rc\n\n\r\n";
    std::string whole;
    bool after_cr = false;
    to_wire(whole, stored, after_cr);
    EXPECT_EQ(whole, "a\r\nb\r\n\r\rc\r\n\r\n\r\n");
    for (std::size_t cut = 0; cut <= stored.size(); ++cut) {
        std::string pieces;
        after_cr = false;
        to_wire(pieces, stored.substr(0, cut), after_cr);
        to_wire(pieces, stored.substr(cut), after_cr);
        EXPECT_EQ(pieces, whole) << cut;
    }
}

TEST(section, places) {
    std::string_view const text = "Content-Type: message/rfc822\n\nSubject: i\n\nbody\n";
    auto const tree = mime::parse_parts(text);
    auto const at = [&](std::vector<std::uint32_t> path, section::text what) -> std::string {
        section s;
        s.path = std::move(path);
        s.what = what;
        auto const where = locate(tree, s);
        if (!where) return "none";
        std::string wire;
        bool after_cr = false;
        to_wire(wire, text.substr(where->begin, where->end - where->begin), after_cr);
        EXPECT_EQ(wire.size(), where->wire_size);
        return wire;
    };
    using text_of = section::text;
    EXPECT_EQ(at({}, text_of::body), "Subject: i\r\n\r\nbody\r\n");
    EXPECT_EQ(at({1}, text_of::all), "Subject: i\r\n\r\nbody\r\n");
    EXPECT_EQ(at({1}, text_of::header), "Subject: i\r\n\r\n");
    EXPECT_EQ(at({1}, text_of::body), "body\r\n");
    EXPECT_EQ(at({1}, text_of::mime), "Content-Type: message/rfc822\r\n\r\n");
    EXPECT_EQ(at({1, 1}, text_of::all), "body\r\n");
    EXPECT_EQ(at({1, 2}, text_of::all), "none");
    EXPECT_EQ(at({2}, text_of::all), "none");
    EXPECT_EQ(at({1, 1}, text_of::header), "none");
}

TEST(list, patterns) {
    EXPECT_TRUE(matches_pattern("%*", "a.b.c", '.'));
    EXPECT_TRUE(matches_pattern("*%", "a.b.c", '.'));
    EXPECT_FALSE(matches_pattern("%%", "a.b", '.'));
    EXPECT_TRUE(matches_pattern("%%.%%*", "a.b", '.'));
    EXPECT_TRUE(matches_pattern("a%*%b", "a.x.b", '.'));
    EXPECT_FALSE(matches_pattern("%%a%%", "b.a", '.'));
    EXPECT_TRUE(matches_pattern("***", "", '.'));
    EXPECT_FALSE(matches_pattern("ab", "a", '.'));
    EXPECT_TRUE(matches_pattern("*", "a.b.c", '.'));
    EXPECT_TRUE(matches_pattern("%", "a", '.'));
    EXPECT_FALSE(matches_pattern("%", "a.b", '.'));
    EXPECT_TRUE(matches_pattern("a.%.c", "a.b.c", '.'));
    EXPECT_FALSE(matches_pattern("a.%", "a.b.c", '.'));
    EXPECT_TRUE(matches_pattern("*c", "a.b.c", '.'));
    EXPECT_TRUE(matches_pattern("a%*", "a.b", '.'));
    EXPECT_FALSE(matches_pattern("", "a", '.'));
    EXPECT_TRUE(matches_pattern("", "", '.'));
    EXPECT_FALSE(matches_pattern(std::string(500, '*') + "x", std::string(500, 'y'), '.'));
    EXPECT_EQ(inbox_in_capitals("inbox"), "INBOX");
    EXPECT_EQ(inbox_in_capitals("inb*"), "INB*");
    EXPECT_EQ(inbox_in_capitals("inbound*"), "inbound*");
    EXPECT_EQ(inbox_in_capitals("inbox.x"), "INBOX.x");
    EXPECT_EQ(inbox_in_capitals("*"), "*");
}

}  // namespace
}  // namespace mailstead::imap
