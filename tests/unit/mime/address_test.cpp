// Address lists in the shape of IMAP's ENVELOPE.
#include "mime/address.h"

#include <gtest/gtest.h>

#include <random>

namespace mailstead::mime {
namespace {

using namespace std::literals;

// "name|route|mailbox|host", NIL for what is absent.
std::string shown(address const& a) {
    auto const part = [](std::optional<std::string> const& s) { return s.value_or("NIL"); };
    return part(a.name) + '|' + part(a.route) + '|' + part(a.mailbox) + '|' + part(a.host);
}

std::vector<std::string> parsed(std::string_view value) {
    std::vector<std::string> out;
    for (auto const& a : parse_addresses(value)) out.push_back(shown(a));
    return out;
}

using list = std::vector<std::string>;

TEST(address, plain_forms) {
    EXPECT_EQ(parsed("joe@example.com"), list{"NIL|NIL|joe|example.com"});
    EXPECT_EQ(parsed(" <joe@example.com> "), list{"NIL|NIL|joe|example.com"});
    EXPECT_EQ(parsed("Joe Doe <joe@example.com>"), list{"Joe Doe|NIL|joe|example.com"});
    EXPECT_EQ(parsed("a@b, c@d"), (list{"NIL|NIL|a|b", "NIL|NIL|c|d"}));
    EXPECT_EQ(parsed("\"Doe, Joe\" <joe@example.com>, x@y"), (list{"Doe, Joe|NIL|joe|example.com", "NIL|NIL|x|y"}));
    EXPECT_EQ(parsed("joe@[127.0.0.1]"), list{"NIL|NIL|joe|[127.0.0.1]"});
}

TEST(address, comments_stand_in_for_a_missing_name) {
    EXPECT_EQ(parsed("joe@example.com (Joe Doe)"), list{"Joe Doe|NIL|joe|example.com"});
    EXPECT_EQ(parsed("(Joe Doe) joe@example.com"), list{"Joe Doe|NIL|joe|example.com"});
    EXPECT_EQ(parsed("<joe@example.com> (Joe Doe), x@y"), (list{"Joe Doe|NIL|joe|example.com", "NIL|NIL|x|y"}));
    EXPECT_EQ(parsed("Joe (the one) <joe@example.com>"), list{"Joe|NIL|joe|example.com"});
    EXPECT_EQ(parsed("a@b (one (nested \\) two))"), list{"one (nested ) two)|NIL|a|b"});
    EXPECT_EQ(parsed("a(comment)b <c@d>"), list{"a b|NIL|c|d"});
    EXPECT_EQ(parsed("<a@b>, (nobody)"), list{"NIL|NIL|a|b"});
}

TEST(address, quoted_strings_lose_quotes_and_backslashes) {
    EXPECT_EQ(parsed(R"("Joe \"Q\" Doe" <"joe doe"@example.com>)"), list{R"(Joe "Q" Doe|NIL|joe doe|example.com)"});
    EXPECT_EQ(parsed(R"("a@b"@c)"), list{"NIL|NIL|a@b|c"});
    EXPECT_EQ(parsed(R"("" <a@b>)"), list{"NIL|NIL|a|b"});
}

TEST(address, encoded_words_stay) {
    EXPECT_EQ(parsed("=?utf-8?Q?J=C3=B6?= =?utf-8?Q?_x?= <j@x>"), list{"=?utf-8?Q?J=C3=B6?= =?utf-8?Q?_x?=|NIL|j|x"});
    EXPECT_EQ(parsed("J\xc3\xb6 <j@x>"), list{"J\xc3\xb6|NIL|j|x"});
}

TEST(address, groups_have_a_start_and_an_end) {
    EXPECT_EQ(parsed("A Group:Ed Jones <joe@where.test>,john@one.test;"),
              (list{"NIL|NIL|A Group|NIL", "Ed Jones|NIL|joe|where.test", "NIL|NIL|john|one.test", "NIL|NIL|NIL|NIL"}));
    EXPECT_EQ(parsed("Undisclosed recipients:;"), (list{"NIL|NIL|Undisclosed recipients|NIL", "NIL|NIL|NIL|NIL"}));
    EXPECT_EQ(parsed("g: a@b"), (list{"NIL|NIL|g|NIL", "NIL|NIL|a|b", "NIL|NIL|NIL|NIL"}));
    EXPECT_EQ(parsed("x@y, g:;, z@w").size(), 4u);
    auto const group = parse_addresses("g:;");
    EXPECT_TRUE(group[0].is_group_start());
    EXPECT_TRUE(group[1].is_group_end());
    EXPECT_FALSE(parse_addresses("a@b")[0].is_group_start());
}

TEST(address, obsolete_forms) {
    EXPECT_EQ(parsed("<@a.test,@b.test:joe@c.test>"), list{"NIL|@a.test,@b.test|joe|c.test"});
    // RFC 5322 appendix A.6.1 and A.6.3.
    EXPECT_EQ(parsed("Mary Smith <@node.test:mary@example.net>, , jdoe@test . example"),
              (list{"Mary Smith|@node.test|mary|example.net", "NIL|NIL|jdoe|test.example"}));
    EXPECT_EQ(parsed("Joe Q. Public <john.q.public@example.com>"), list{"Joe Q. Public|NIL|john.q.public|example.com"});
    EXPECT_EQ(parsed("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>"),
              list{"Pete|NIL|pete|silly.test"});
    EXPECT_EQ(parsed("a . b @ c . d"), list{"NIL|NIL|a.b|c.d"});
}

TEST(address, folding_is_white_space) {
    EXPECT_EQ(parsed("Joe\r\n Doe\r\n <joe@example.com>,\n\tx@y"),
              (list{"Joe Doe|NIL|joe|example.com", "NIL|NIL|x|y"}));
    EXPECT_EQ(parsed("\"Joe\r\n Doe\" <j@x>"), list{"Joe Doe|NIL|j|x"});
}

TEST(address, what_mail_in_the_wild_shows) {
    EXPECT_EQ(parsed("joe@example.com <joe@example.com>"), list{"joe@example.com|NIL|joe|example.com"});
    EXPECT_EQ(parsed("root"), list{"NIL|NIL|root|"});
    EXPECT_EQ(parsed("<>"), list{"NIL|NIL||"});
    EXPECT_EQ(parsed("Nobody <>"), list{"Nobody|NIL||"});
    EXPECT_EQ(parsed("<joe@example.com"), list{"NIL|NIL|joe|example.com"});
    EXPECT_EQ(parsed("<a@b, c@d"), (list{"NIL|NIL|a|b", "NIL|NIL|c|d"}));
    EXPECT_EQ(parsed("<@a,@b:c@d, e@f"), (list{"NIL|@a,@b|c|d", "NIL|NIL|e|f"}));
    EXPECT_EQ(parsed("a <a@b> c <c@d>"), (list{"a|NIL|a|b", "c|NIL|c|d"}));
    EXPECT_EQ(parsed("<a@b> junk, c@d"), (list{"NIL|NIL|a|b", "NIL|NIL|c|d"}));
    EXPECT_EQ(parsed("a@b; c@d"), (list{"NIL|NIL|a|b", "NIL|NIL|c|d"}));
    EXPECT_EQ(parsed("<<a@b>>"), list{"NIL|NIL|a|b"});
    EXPECT_EQ(parsed("a@b@c"), list{"NIL|NIL|a@b|c"});
    EXPECT_EQ(parsed("@b"), list{"NIL|NIL||b"});
    EXPECT_EQ(parsed("\"Joe <joe@example.com>"), list{"Joe|NIL|joe|example.com"});
    EXPECT_EQ(parsed("Joe ( <joe@example.com>"), list{"Joe|NIL|joe|example.com"});
    EXPECT_EQ(parsed("[x] Joe <j@x>, a@[1.2"), (list{"[x] Joe|NIL|j|x", "NIL|NIL|a|1.2"}));
    EXPECT_EQ(parsed(""), list{});
    EXPECT_EQ(parsed(" , ,, "), list{});
    EXPECT_EQ(parsed("(only a comment)"), list{});
}

TEST(address, a_group_mark_never_gets_a_name) {
    for (auto const* text : {"g:<a@b>; (x), c@d", "g:<a@b; (x), c@d", "<a@b> g: (x), c@d;"})
        for (auto const& a : parse_addresses(text)) EXPECT_FALSE(!a.host && a.name) << text;
}

TEST(address, members_hold_no_line_ends_or_nul) {
    for (auto const& a : parse_addresses("\"a\0b\rc\" <d\0e@\rf>, (x\0y\n) g@[h\0\n]"sv))
        for (auto const& member : {a.name, a.route, a.mailbox, a.host})
            EXPECT_EQ(member.value_or("").find_first_of("\r\n\0"sv), std::string::npos);
}

TEST(address, a_flood_stops_at_the_limit) {
    std::string flood;
    for (int i = 0; i < 1000; ++i) flood += "a@b,";
    EXPECT_EQ(parse_addresses(flood, 10).size(), 10u);
    std::string groups;
    for (int i = 0; i < 1000; ++i) groups += "g:";
    EXPECT_LE(parse_addresses(groups, 10).size(), 12u);
    EXPECT_TRUE(parse_addresses("a@b", 0).empty());
}

TEST(address, a_name_without_end_is_cut) {
    std::string name;
    for (int i = 0; i < 10'000; ++i) name += "a ";
    auto const parsed = parse_addresses(name + "<b@c>");
    ASSERT_EQ(parsed.size(), 1u);
    EXPECT_EQ(parsed[0].mailbox, "b");
    EXPECT_LE(parsed[0].name->size(), 2000u);
}

TEST(address, hostile_text_takes_linear_time) {
    for (auto const* unit : {"(", "\"", "[", "<", "@", "a ", ",", ":", ";", "\\", "(\\", "\"a", "<@", ")", "[\\"}) {
        std::string text;
        while (text.size() < 50'000) text += unit;
        EXPECT_LE(parse_addresses(text).size(), 10'002u) << unit;
    }
}

TEST(address, every_cut_is_an_address_list) {
    constexpr auto whole = "\"J \\\" x\" (c (d) \\) e) <@a,@b:j.k@[1.2]> , g : x@y , z ; =?u?q?f?= q@r (n)"sv;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        int open = 0;
        for (auto const& a : parse_addresses(whole.substr(0, cut))) {
            open += a.is_group_start() ? 1 : a.is_group_end() ? -1 : 0;
            EXPECT_GE(open, 0);
        }
        EXPECT_EQ(open, 0) << cut;
    }
}

TEST(address, addr_spec_quotes_where_needed) {
    auto const spec = [](std::string_view text) { return addr_spec(parse_addresses(text).at(0)); };
    EXPECT_EQ(spec("Joe <joe.doe@example.com>"), "joe.doe@example.com");
    EXPECT_EQ(spec("<\"joe doe\"@x>"), "\"joe doe\"@x");
    EXPECT_EQ(spec(R"("a\"b\\"@x)"), R"("a\"b\\"@x)");
    EXPECT_EQ(spec("<j..d@x>"), "\"j..d\"@x");
    EXPECT_EQ(spec("root"), "root");
    EXPECT_EQ(spec("g:;"), "");
}

// Simple lists are read by a shorter way, which must find the same.
TEST(address, both_ways_of_reading_agree) {
    std::mt19937 dice(1);
    char const* const pieces[] = {"a", "b.c", "@", "@", "<", ">", ", ", ",", " ", "  ", "J. D", "=?u?q?x?=", "\xc3\xa4", "\"q\"", "(c)", ":", ";", "\t", "\n ", ".", "[x]", "\\", "x@y", "N <l@h>"};
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (auto n = dice() % 9; n > 0; --n) text += pieces[dice() % std::size(pieces)];
        list slow;
        for (auto const& one : parse_placed_addresses(text)) slow.push_back(shown(one.what));
        ASSERT_EQ(parsed(text), slow) << text;
    }
}

}  // namespace
}  // namespace mailstead::mime
