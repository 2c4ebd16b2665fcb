// File names, line ends, modified UTF-7, and the small text files of a Maildir.
#include "maildir/name.h"

#include <gtest/gtest.h>

#include <set>

#include "maildir/folders.h"
#include "maildir/keywords_file.h"
#include "maildir/subscriptions.h"
#include "maildir/uidlist.h"
#include "store/lines.h"
#include "store/message.h"
#include "store/utf7.h"

namespace mailstead::maildir {
namespace {

TEST(name, says_what_it_says) {
    auto const n = parse_name("1700000000.00000000000000ab-1f-0-2.host.example,S=12,W=15:2,FPSac");
    EXPECT_EQ(n.base, "1700000000.00000000000000ab-1f-0-2.host.example,S=12,W=15");
    EXPECT_EQ(n.flags, store::flag::flagged | store::flag::seen);
    EXPECT_EQ(n.keywords, 5u);
    EXPECT_EQ(n.stored, 12u);
    EXPECT_EQ(n.wire, 15u);
    EXPECT_EQ(n.seconds, 1700000000);
    EXPECT_EQ(n.delivery, (base::delivery_id{0xab, 0x1f, 0, 2}));
}

TEST(name, any_name_is_a_message) {
    for (auto const* odd : {"x", "msg.1AbC", ":2,", ":2,S", "a:1,b", "12.", ".", "5.-.h,S=,W=x"}) {
        auto const n = parse_name(odd);
        EXPECT_FALSE(n.delivery) << odd;
    }
    EXPECT_EQ(parse_name("a:1,S").base, "a:1,S");
    EXPECT_EQ(parse_name("a:1,S").flags, 0u);
    EXPECT_EQ(with_marks("a:1,S", store::flag::seen, 0), "a:1,S:2,S");
}

TEST(name, sizes_that_cannot_be_are_not_given) {
    EXPECT_EQ(parse_name("1.a,S=9223372036854775807").stored, 9223372036854775807u);
    EXPECT_FALSE(parse_name("1.a,S=9223372036854775808").stored);
    EXPECT_FALSE(parse_name("1.a,S=1,W=18446744073709551615").wire);
    EXPECT_FALSE(parse_name("1.a,S=5,W=4").wire);
    EXPECT_EQ(parse_name("1.a,S=5,W=4").stored, 5u);
    EXPECT_EQ(parse_name("1.a,W=5,S=5").wire, 5u);
    EXPECT_EQ(parse_name("1.a,W=4:2,S").wire, 4u);
}

TEST(name, marks_are_sorted_and_unknown_ones_stay) {
    EXPECT_EQ(with_marks("b:2,PXz", store::flag::all, 3), "b:2,DFPRSTXab");
    EXPECT_EQ(with_marks("b", 0, 0), "b:2,");
    EXPECT_EQ(with_marks("b:2,PS", 0, 0), "b:2,P");
}

TEST(name, unique_names_differ) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(unique_name(5, "h")).second);
    EXPECT_EQ(tmp_name(with_sizes("x.y.z", 3, 4)), "x.y.z");
    for (auto const* other : {"x.y.z", "x.y.z,W=0", "x.y.z,W=0,S=3", "x.y.z,S=0"}) EXPECT_EQ(tmp_name(other), "x.y.z") << other;
    EXPECT_EQ(host_part("a/b:c,d.e"), "abcd.e");
    EXPECT_EQ(host_part("//"), "localhost");
}

std::string converted(std::string_view text, std::size_t cut, store::to_lf& lines) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += cut) lines.feed(text.substr(at, cut), out);
    lines.finish(out);
    return out;
}

TEST(lines, crlf_becomes_lf_wherever_the_pieces_end) {
    struct {
        std::string_view in, out;
        std::uint64_t wire;
    } const cases[] = {
        {"a\r\nb\r\n", "a\nb\n", 6}, {"a\nb\n", "a\nb\n", 6},           {"a\r", "a\r", 2}, {"\r\n", "\n", 2},
        {"a\r\r\nb", "a\r\nb", 4},   {"\r\n\r\n.\r\r", "\n\n.\r\r", 7}, {"", "", 0},       {"x\ry\r\n", "x\ry\n", 5},
    };
    for (auto const& c : cases)
        for (std::size_t cut = 1; cut <= c.in.size() + 1; ++cut) {
            store::to_lf lines;
            EXPECT_EQ(converted(c.in, cut, lines), c.out) << cut;
            EXPECT_EQ(lines.stored(), c.out.size());
            EXPECT_EQ(lines.wire(), c.wire);
            store::wire_counter count;
            for (std::size_t at = 0; at < c.out.size(); at += cut) count.feed(c.out.substr(at, cut));
            EXPECT_EQ(count.wire(), c.wire);
        }
}

TEST(utf7, both_ways) {
    struct {
        char const *utf8, *utf7;
    } const cases[] = {
        {"Entwürfe", "Entw&APw-rfe"}, {"A&B", "A&-B"},     {"台北", "&U,BTFw-"},
        {"日本語", "&ZeVnLIqe-"},     {"😀x", "&2D3eAA-x"}, {"~peter/mail", "~peter/mail"},
    };
    for (auto const& c : cases) {
        EXPECT_EQ(store::utf7_encode(c.utf8), c.utf7);
        EXPECT_EQ(store::utf7_decode(c.utf7), c.utf8);
    }
    for (auto const* bad : {"&", "&AP", "&AA-", "&APx-", "&2D0-", "&3gA-", "ü", "&AGE-", "a\x01"})
        EXPECT_FALSE(store::utf7_decode(bad)) << bad;
}

TEST(folders, names_and_directories) {
    EXPECT_EQ(canonical("inbox"), "INBOX");
    EXPECT_EQ(canonical("Inbox.x"), "Inbox.x");
    auto const places = make_layout(layout_kind::maildirpp, name_spelling::utf7);
    EXPECT_EQ(places->path("/m", "INBOX"), "/m");
    EXPECT_EQ(places->path("/m", "Ü.b"), "/m/.&ANw-.b");
    for (auto const* bad : {"", ".a", "a.", "a..b", "a/b", "../x", "a\nb", "\xff"})
        EXPECT_FALSE(places->is_possible(bad)) << bad;
    EXPECT_FALSE(places->is_possible(std::string(251, 'a')));
}

TEST(subscriptions, both_forms) {
    auto const places = make_layout(layout_kind::maildirpp, name_spelling::utf7);
    auto const old = parse_subscriptions("INBOX\nEntw&APw-rfe\n", *places);
    EXPECT_EQ(old.names, (std::vector<std::string>{"INBOX", "Entwürfe"}));
    EXPECT_EQ(print_subscriptions(old, *places), "INBOX\nEntw&APw-rfe\n");
    auto const v2 = parse_subscriptions("V\t2\n\nA\tB\nINBOX\n", *places);
    EXPECT_EQ(v2.names, (std::vector<std::string>{"A.B", "INBOX"}));
    EXPECT_EQ(print_subscriptions(v2, *places), "V\t2\n\nA\tB\nINBOX\n");
    auto const nested = make_layout(layout_kind::fs, name_spelling::utf8);
    EXPECT_EQ(parse_subscriptions("V\t2\n\nA&-\tÜ\n", *nested).names, std::vector<std::string>{"A&-/Ü"});
    EXPECT_EQ(print_subscriptions({false, {"A&-/Ü"}}, *nested), "A&-/Ü\n");
}

TEST(keywords_file, numbers_are_letters) {
    auto const names = parse_keywords("0 $Forwarded\n2 junk\n26 none\nx y\n3\n");
    EXPECT_EQ(names, (std::vector<std::string>{"$Forwarded", "", "junk"}));
    EXPECT_EQ(print_keywords(names), "0 $Forwarded\n2 junk\n");
}

// They go into answers as they are.
TEST(keywords_file, what_is_no_flag_gets_a_name) {
    for (std::string const bad : {"a b)", "foo\r", "\\Seen", "x{3}", "a\x01", "\xc3\xbc", "a\x7f", "*", "]", " "}) {
        auto const names = parse_keywords("0 ok\n2 " + bad + "\n");
        EXPECT_EQ(names, (std::vector<std::string>{"ok", "", "keyword-2"})) << bad;
        EXPECT_EQ(parse_keywords(print_keywords(names)), names);
    }
    EXPECT_EQ(parse_keywords("0 " + std::string(3000, 'a')), std::vector<std::string>{"keyword-0"});
    EXPECT_EQ(parse_keywords("0 " + std::string(200, 'a')), std::vector<std::string>{std::string(200, 'a')});
    EXPECT_EQ(parse_keywords("0 Keyword-1\n1 a b\n"), (std::vector<std::string>{"Keyword-1", "keyword-1-"}));
    EXPECT_EQ(parse_keywords("0 $Label1\n1 NonJunk\n2 a+b:c\n"), (std::vector<std::string>{"$Label1", "NonJunk", "a+b:c"}));
}

TEST(uidlist, text_survives_tears) {
    auto const text =
        uidlist_head(77, 1000) + uidlist_lines({{1, "a b"}, {5, "c"}, {6, "bad\nname"}}) + "\nN 2000\n7 torn";
    auto const list = parse_uidlist(text);
    EXPECT_EQ(list.uidvalidity, 77u);
    EXPECT_EQ(list.ceiling, 2000u);
    EXPECT_EQ(list.uids, (std::unordered_map<std::string, std::uint32_t>{{"a b", 1}, {"c", 5}}));
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        auto const part = parse_uidlist(std::string_view(text).substr(0, cut));
        EXPECT_LE(part.uids.size(), 2u);
    }
    EXPECT_EQ(parse_uidlist("other 1\nV 5\n").uidvalidity, 0u);
}

}  // namespace
}  // namespace mailstead::maildir
