// The grammars of METADATA, ACL, QUOTASET and FILTERS.
#include <gtest/gtest.h>

#include "imap/metadata.h"
#include "imap/parse.h"

namespace mailstead::imap {
namespace {

template <class Command>
Command as(std::string_view bytes) {
    auto parsed = parse(bytes);
    EXPECT_TRUE(std::holds_alternative<Command>(parsed.value)) << bytes;
    return std::holds_alternative<Command>(parsed.value) ? std::get<Command>(std::move(parsed.value)) : Command{};
}

bool is_bad(std::string_view bytes) { return std::holds_alternative<commands::bad>(parse(bytes).value); }

// Cut anywhere, a command is refused or is a shorter one; never more than was there is read.
void expect_total(std::string_view bytes) {
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
        std::string const part(bytes.substr(0, n));    // of its own size, so that a read beyond it is seen
        (void)parse(part);
    }
}

TEST(parse_metadata, entries_values_and_options) {
    auto const set = as<commands::set_metadata>("a SETMETADATA INBOX (/Private/Comment \"x\" /shared/comment NIL /private/b {2}\r\n\xff.)");
    ASSERT_EQ(set.changes.size(), 3u);
    EXPECT_EQ(set.changes[0].name, "/private/comment");
    EXPECT_EQ(set.changes[1].value, std::nullopt);
    EXPECT_EQ(set.changes[2].value, "\xff.");
    auto const binary = as<commands::set_metadata>(std::string_view("a SETMETADATA \"\" (/private/b ~{3}\r\na\0b)", 39));
    EXPECT_EQ(binary.mailbox, "");
    EXPECT_EQ(binary.changes.at(0).value, std::string("a\0b", 3));

    auto const get = as<commands::get_metadata>("a GETMETADATA (MAXSIZE 7 DEPTH infinity) INBOX (/private /shared/x)");
    EXPECT_EQ(get.max_size, 7u);
    EXPECT_EQ(get.depth, metadata_depth::infinity);
    EXPECT_EQ(get.entries, (std::vector<std::string>{"/private", "/shared/x"}));
    EXPECT_EQ(as<commands::get_metadata>("a getmetadata INBOX (depth 1) /private/x").depth, metadata_depth::one);
    EXPECT_EQ(as<commands::get_metadata>("a GETMETADATA INBOX /private/x /shared/y").entries.size(), 2u);
    EXPECT_EQ(as<commands::get_metadata>("a GETMETADATA INBOX (\"/private/x\")").entries.size(), 1u);
}

TEST(parse_metadata, every_cut_is_harmless) {
    expect_total("a SETMETADATA INBOX (/private/comment \"x\\\"\" /shared/comment NIL /private/b ~{2}\r\n\x01.)");
    expect_total("a GETMETADATA (MAXSIZE 7 DEPTH infinity) INBOX (/private /shared/x)");
    expect_total("a GETMETADATA INBOX (DEPTH 1) /private/x /shared/y");
    expect_total("a LIST (SUBSCRIBED) \"\" (% *) RETURN (METADATA (/private/x \"/shared/y\") MYRIGHTS)");
}

TEST(parse_metadata, names_of_entries_are_bounded_and_checked) {
    for (auto const* name : {"/private//x", "/private/x/", "/x/y", "private/x", "\"/private/a b*\"", "\"/private/a%\"", "\"/private/\xc3\xbc\"", "\"/private/a\x01\"", "/privatex/y"})
        EXPECT_TRUE(is_bad(std::string("a GETMETADATA INBOX ") + name)) << name;
    EXPECT_TRUE(is_bad("a GETMETADATA INBOX /private/" + std::string(300, 'x')));
    EXPECT_TRUE(is_bad("a SETMETADATA INBOX (/private \"x\")"));
    EXPECT_TRUE(is_bad("a SETMETADATA INBOX (/shared/vendor/cmu \"x\")"));
    EXPECT_FALSE(is_bad("a SETMETADATA INBOX (/shared/vendor/cmu/x \"x\")"));
    EXPECT_FALSE(is_bad("a GETMETADATA INBOX /shared/vendor"));
    std::string many = "a GETMETADATA INBOX (";
    for (std::size_t i = 0; i <= metadata_names; ++i) many += "/private/x ";
    many.back() = ')';
    EXPECT_TRUE(is_bad(many));
}

TEST(parse_acl, rights_and_identifiers) {
    auto const set = as<commands::set_acl>("a SETACL INBOX.Drafts Chris@Example.org +cda");
    EXPECT_EQ(set.identifier, "chris@example.org");
    EXPECT_EQ(set.as_sent, "Chris@Example.org");
    EXPECT_EQ(set.action, commands::set_acl::how::add);
    EXPECT_EQ(set.rights.plain(), "kxtea");
    EXPECT_EQ(as<commands::set_acl>("a SETACL INBOX -Fred \"-wetd\"").action, commands::set_acl::how::remove);
    EXPECT_EQ(as<commands::set_acl>("a SETACL INBOX -Fred \"\"").rights, store::rights());
    for (auto const* wrong : {"a SETACL INBOX fred lrQ", "a SETACL INBOX fred q", "a SETACL INBOX \"\" lr", "a SETACL INBOX fred", "a SETACL INBOX fred lr more",
                              "a SETACL INBOX fred +-l", "a SETACL INBOX -- l", "a GETACL", "a GETACL INBOX x", "a DELETEACL INBOX", "a LISTRIGHTS INBOX", "a MYRIGHTS"})
        EXPECT_TRUE(is_bad(wrong)) << wrong;
    expect_total("a SETACL \"INBOX\" {4}\r\nfred +lrswipkxteacd");
    expect_total("a LISTRIGHTS INBOX \"fred\"");
    expect_total("a DELETEACL INBOX -fred");
}

TEST(parse_quota, resources_of_setquota) {
    auto const set = as<commands::set_quota>("a SETQUOTA \"User quota\" (STORAGE 512 mailbox 3)");
    EXPECT_EQ(set.storage, 512u);
    EXPECT_EQ(set.mailboxes, 3u);
    EXPECT_EQ(set.messages, std::nullopt);
    EXPECT_FALSE(set.unknown);
    EXPECT_TRUE(as<commands::set_quota>("a SETQUOTA \"\" (X-OTHER 1)").unknown);
    EXPECT_TRUE(is_bad("a SETQUOTA \"\" (STORAGE 9223372036854775808)"));
    expect_total("a SETQUOTA \"User quota\" (STORAGE 512 MESSAGE 9 MAILBOX 3)");
}

TEST(parse_filter, criteria_stand_alone) {
    EXPECT_TRUE(parse_search_criteria("OR SMALLER 5000 FROM \"boss@example.com\""));
    EXPECT_TRUE(parse_search_criteria("(ALL) NOT FILTER x"));
    EXPECT_TRUE(parse_search_criteria("SUBJECT {3}\r\nabc"));
    for (auto const* wrong : {"", " ", "OR SMALLER", "ALL)", "(ALL", "ALL ", "RETURN (ALL) ALL", "CHARSET UTF-8 ALL", "FILTER a/b", "SUBJECT {9}\r\nabc", "XYZZY"})
        EXPECT_FALSE(parse_search_criteria(wrong)) << wrong;
    EXPECT_FALSE(parse_search_criteria(std::string(400, '(') + "ALL" + std::string(400, ')')));
    EXPECT_TRUE(is_filter_name("on-the-road"));
    for (auto const* wrong : {"", "a/b", "a b", "a(", "a*", "a\"", "\xc3\xbc"}) EXPECT_FALSE(is_filter_name(wrong)) << wrong;
    std::string const text = "OR SMALLER 5000 (FROM \"boss@example.com\" FILTER x UID 1:*)";
    for (std::size_t n = 0; n <= text.size(); ++n) (void)parse_search_criteria(text.substr(0, n));
}

TEST(metadata, depth) {
    EXPECT_TRUE(is_within("/a/b", "/a/b", metadata_depth::none));
    EXPECT_FALSE(is_within("/a/b/c", "/a/b", metadata_depth::none));
    EXPECT_TRUE(is_within("/a/b/c", "/a/b", metadata_depth::one));
    EXPECT_FALSE(is_within("/a/b/c/d", "/a/b", metadata_depth::one));
    EXPECT_TRUE(is_within("/a/b/c/d", "/a/b", metadata_depth::infinity));
    EXPECT_FALSE(is_within("/a/bc", "/a/b", metadata_depth::infinity));
    EXPECT_FALSE(is_within("/a", "/a/b", metadata_depth::infinity));
}

TEST(metadata, values_on_the_wire) {
    auto const said = [](std::optional<std::string> value) {
        std::string out;
        write_annotation(out, "/private/comment", value);
        return out;
    };
    EXPECT_EQ(said(std::nullopt), "/private/comment NIL");
    EXPECT_EQ(said("x\"y"), "/private/comment \"x\\\"y\"");
    EXPECT_EQ(said("a\r\nb"), "/private/comment {4}\r\na\r\nb");
    EXPECT_EQ(said(std::string("a\0b", 3)), std::string("/private/comment ~{3}\r\na\0b", 26));
}

}  // namespace
}  // namespace mailstead::imap
