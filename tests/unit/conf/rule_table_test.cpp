// regexp, pcre and cidr: every expectation here is what Postfix 3.7's postmap says, but where a comment says why not.
#include "table_fixture.h"

namespace mailstead::conf {
namespace {

TEST_F(tables, cidr) {
    auto const file = dir_.write(
        "c", "192.0.2.0/24 net\n10.5.5.5/8 bits\nx y\n1.2.3 short\n1.2.3.4/33 long\n1.2.3.4/x word\n1.2.3.4/ none\n"
             "[5.6.7.8] br\n[5.6.8.0]/24 brnet\n[5.6.9.0/24] brin\n[5.6.10.0 unb\n2001:db8::/32 six\n"
             "[2001:db9::]/32 sixbr\n"
             "::ffff:7.7.7.0/120 mapped\n7.7.7.7\nif 8.0.0.0/8\n8.1.0.0/16 in\nendif\nif !8.0.0.0/8\n9.1.0.0/16 notin\nendif\n"
             "endif\n! 66.0.0.0/8     not66\n66.1.0.0/16 lower\nif\nendif\n010.1.1.1 oct\n");
    auto const got = open("cidr:" + file);
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->is_pattern());
    std::pair<char const*, char const*> const expected[] = {
        {"192.0.2.77", "net"},       {"10.1.1.1", "not66"},     {"5.6.7.8", "br"},
        {"5.6.8.9", "brnet"},        {"5.6.9.9", "brin"},       {"5.6.10.0", "not66"},
        {"2001:DB8:0::9", "six"},    {"2001:db9::1", "sixbr"},  {"::ffff:7.7.7.9", "mapped"},
        {"7.7.7.9", "not66"},        {"8.1.1.1", "in"},         {"8.2.1.1", "not66"},
        {"9.1.2.3", "notin"},        {"66.1.1.1", "lower"},     {"66.2.1.1", "(none)"},
        {"2001:dba::1", "(none)"},   {"example.com", "(none)"}, {"[192.0.2.7]", "(none)"},
        {"192.0.2.007", "(none)"},   {"192.0.2", "(none)"},     {"", "(none)"},
        {"fe80::1%eth0", "(none)"}};
    for (auto const& [key, value] : expected) EXPECT_EQ(ask(got, key), value) << key;
    std::vector<std::string> const warnings = {
        "2: non-null host address bits in \"10.5.5.5/8\", perhaps you should use \"10.0.0.0/8\" instead: skipping this "
        "rule",
        "3: bad address pattern: \"x\": skipping this rule",
        "4: bad address pattern: \"1.2.3\": skipping this rule",
        "5: bad mask length in \"1.2.3.4/33\": skipping this rule",
        "6: bad mask value in \"1.2.3.4/x\": skipping this rule",
        "7: bad mask value in \"1.2.3.4/\": skipping this rule",
        "11: missing ']' character after \"[5.6.10.0\": skipping this rule",
        "15: no lookup result: skipping this rule",
        "22: ENDIF without IF: skipping this rule",
        "25: no address pattern: skipping this rule",
        "27: bad address pattern: \"010.1.1.1\": skipping this rule"};
    ASSERT_EQ(told_.size(), warnings.size());
    for (std::size_t i = 0; i < warnings.size(); ++i) EXPECT_EQ(told_[i], file + ":" + warnings[i]);
}

TEST_F(tables, cidr_networks_that_are_none) {
    std::pair<char const*, char const*> const wrong[] = {
        {"[::1]/32 v", "non-null host address bits in \"::1/32\", perhaps you should use \"::/32\" instead"},
        {"01.2.3.4/24 v", "bad network value in \"01.2.3.4/24\""},
        {"[10.0.0]", "bad address pattern: \"10.0.0\""},
        {"[::1]x v", "garbage after \"[::1]\""},
        {"10.0.0/64 v", "bad mask length in \"10.0.0/64\""},
        {"::/99999999999 v", "bad mask length in \"::/99999999999\""},
        {"endif x", "garbage after ENDIF"}};
    for (auto const& [text, why] : wrong) {
        told_.clear();
        EXPECT_EQ(ask(open("cidr:" + dir_.write("c", std::string(text) + "\n::/0 rest\n")), "::1"), "rest") << text;
        EXPECT_TRUE(was_told(std::string(":1: ") + why + ": skipping this rule")) << text << told_.front();
    }
}

TEST_F(tables, cidr_negation_stays_within_the_kind_of_address) {
    auto const got = open("cidr:{{!::/0 four}, {!0.0.0.0/0 six}, {if !10.0.0.0/8}, {::/0 x}, {endif}, {::/0 y}}");
    EXPECT_EQ(ask(got, "1.2.3.4"), "(none)");
    EXPECT_EQ(ask(got, "2001:db8::1"), "y");
    EXPECT_EQ(ask(open("cidr:{ {::1 own}, {127.0.0.0/8 loop} }"), "127.3.2.1"), "loop");
    EXPECT_EQ(ask(open("cidr:{ {1.1.1.1 a}, {if ::/0}, {2.2.2.2 x} }"), "1.1.1.1"), "a");
    EXPECT_TRUE(was_told("IF has no matching ENDIF"));
}

// Postfix leaves the if out and lets its rules apply to every key; here they apply to none.
TEST_F(tables, rules_behind_a_broken_if_apply_to_nothing) {
    EXPECT_EQ(ask(open("cidr:{{if 300.1.1.1}, {77.1.1.1 in}, {endif}, {77.1.1.1 out}}"), "77.1.1.1"), "out");
    EXPECT_EQ(ask(open("pcre:{{if /(/}, {/a/ in}, {endif}, {/a/ out}}"), "a"), "out");
    EXPECT_EQ(ask(open("regexp:{{if !/(/}, {/a/ in}, {endif}, {/a/ out}}"), "a"), "out");
    EXPECT_TRUE(was_told("missing closing parenthesis: skipping this rule"));
}

class pattern_tables : public tables, public testing::WithParamInterface<char const*> {
protected:
    std::string type_ = GetParam();
};

TEST_P(pattern_tables, rules_in_order) {
    auto const file = dir_.write("p", "/^(a+)@(b)$/ $2-${1}-$(1) $$5\n/Case/i sensitive\n!/x/ no-x\n"
                                      "if /^xif/\n/1$/ one\nendif\n/a\\/b/ slash\n!!/^xx$/ twice\n"
                                      "! /x|q/ never\n/x(y)z(w)?/ $2.\n|^xp| pipe\n\"^xd\" quoted\n/x y/ space\n/x/ last\n");
    auto const got = open(type_ + ":" + file);
    ASSERT_TRUE(got);
    EXPECT_EQ(ask(got, "AAA@b"), "b-AAA-AAA $5");
    EXPECT_EQ(ask(got, "x Case"), "sensitive");
    EXPECT_EQ(ask(got, "x case"), "last");
    EXPECT_EQ(ask(got, "other"), "no-x");
    EXPECT_EQ(ask(got, "xif1"), "one");
    EXPECT_EQ(ask(got, "xif2"), "last");
    EXPECT_EQ(ask(got, "x1"), "last");
    EXPECT_EQ(ask(got, "xa/b"), "slash");
    EXPECT_EQ(ask(got, "xx"), "twice");
    EXPECT_EQ(ask(got, "xyz"), ".");
    EXPECT_EQ(ask(got, "xyzw"), "w.");
    EXPECT_EQ(ask(got, "xp"), "pipe");
    EXPECT_EQ(ask(got, "xd"), "quoted");
    EXPECT_EQ(ask(got, "x y"), "space");
    EXPECT_EQ(ask(got, std::string_view("x\0", 2)), "last");
    EXPECT_TRUE(told_.empty()) << told_.front();
    EXPECT_TRUE(got->is_pattern());
}

TEST_P(pattern_tables, mistakes_are_named_and_left_out) {
    struct line {
        char const* text;
        char const* warning;
    };
    line const lines[] = {
        {"/^a1$/ $1", "out of range replacement index \"1\": skipping this rule"},
        {"/^a3(x)$/ $1y", "non-numeric replacement index \"1y\""},
        {"/^a4(x)$/ $0", "out of range replacement index \"0\""},
        {"/^a5(x)$/ ${1", "truncated macro reference: \"${1\""},
        {"/^a7(x)$/ a$ b", "empty macro name: \"a$ b\""},
        {"/^a8(x)$/ ${}", "empty macro name: \"${}\""},
        {"/^b2(x)$/ $-", "empty macro name: \"$-\""},
        {"/^b4(x)$/ ${1?yes}", "non-numeric replacement index \"1?yes\""},
        {"/^b4(x)$/ ${ 1 }", "non-numeric replacement index \" 1 \""},
        {"/^b5(x)$/ $foo", "non-numeric replacement index \"foo\""},
        {"/^b6(x)$/ $99999999999999999999", "out of range replacement index"},
        {"!/^b8(x)$/ $1", "$number found in negative match replacement text: skipping this rule"},
        {"/^c1/z text", "unknown regexp option \"z\": skipping this rule"},
        {"/^c6 text", "no closing regexp delimiter \"/\": skipping this rule"},
        {"c7 text", "ignoring unrecognized request"},
        {"ifx", "ignoring unrecognized request"},
        {"\\^d4\\ bs", "no closing regexp delimiter \"\\\": skipping this rule"},
        {"! !", "no regexp: skipping this rule"},
        {"endif", "ignoring ENDIF without matching IF"},
        {"/[/ x", ": skipping this rule"},
    };
    for (auto const& [text, warning] : lines) {
        told_.clear();
        auto const got = open(type_ + ":" + dir_.write("p", std::string(text) + "\n/./ rest\n"));
        EXPECT_TRUE(was_told(std::string(":1: "))) << text;
        EXPECT_TRUE(was_told(warning)) << text << " gave " << (told_.empty() ? "nothing" : told_.front());
        for (auto const* key : {"a1", "a3x", "a4x", "b8y", "c1", "c6 text", "zz"}) EXPECT_EQ(ask(got, key), "rest");
    }
}

TEST_P(pattern_tables, odd_lines_are_named_and_kept) {
    auto const file = dir_.write("p", "/^o$/\nif /^g/ trailing\n/^g1/ gone\nendif trailing\nIF /^i/\n/^i1/ ione\nENDIF\n"
                                      "/^q/\n r\nif /^j/\n/^j1/ jone\n");
    auto const got = open(type_ + ":" + file);
    EXPECT_EQ(ask(got, "o"), "");
    EXPECT_EQ(ask(got, "g1"), "gone");
    EXPECT_EQ(ask(got, "i1"), "ione");
    EXPECT_EQ(ask(got, "q"), "r");
    EXPECT_EQ(ask(got, "j1"), "jone");
    std::vector<std::string> const warnings = {"1: no replacement text: using empty string",
                                               "2: ignoring extra text after IF statement: \"trailing\"",
                                               "4: ignoring extra text after ENDIF", "10: IF has no matching ENDIF"};
    ASSERT_EQ(told_.size(), warnings.size());
    for (std::size_t i = 0; i < warnings.size(); ++i) EXPECT_EQ(told_[i], file + ":" + warnings[i]);
}

TEST_P(pattern_tables, nested_ifs) {
    auto const got = open(type_ + ":" + dir_.write("p", "if !/a/\nif /b/\n/bc/ one\n/bd/ two\nendif\n/b/ three\nendif\n"
                                                        "/./ last\n"));
    EXPECT_EQ(ask(got, "bc"), "one");
    EXPECT_EQ(ask(got, "bd"), "two");
    EXPECT_EQ(ask(got, "be"), "three");
    EXPECT_EQ(ask(got, "abc"), "last");
    EXPECT_EQ(ask(got, "x"), "last");
}

TEST_P(pattern_tables, flags_and_substitution) {
    EXPECT_EQ(ask(open(type_ + ":{{/^b/m multi}}"), "a\nb"), "multi");
    EXPECT_EQ(ask(open(type_ + ":{{/a$/m multi}}"), "a\nb"), "multi");
    EXPECT_EQ(ask(open(type_ + ":{{/^b/ x}}"), "a\nb"), "(none)");
    EXPECT_EQ(ask(open(type_ + ":{{/a.b/ dot}}"), "a\nb"), "dot");
    EXPECT_EQ(ask(open(type_ + ":{{/a/ii x}}"), "A"), "x");
    EXPECT_EQ(ask(open(type_ + ":{{/^m((a)(b)(c)(d)(e)(f)(g)(h)(i)(j))$/ $11,$10,$01}}"), "mabcdefghij"),
              "j,i,abcdefghij");
    EXPECT_EQ(ask(open(type_ + ":{{/^(a)/ $(1)) {$1} x$1.y}}"), "a"), "a) {a} xa.y");
    EXPECT_EQ(ask(open(type_ + ":{{/(a|ab)(c|bcd)?/ [$1][$2]}}"), "abcd"), "[a][bcd]");
    EXPECT_EQ(ask(open(type_ + ":{{/^\\w+\\s\\S$/ gnu}}"), "ab c"), "gnu");
    EXPECT_EQ(ask(open(type_ + ":{{/(a*)\\1b/ [$1]}}"), "aaaab"), "[aa]");
    EXPECT_EQ(ask(open(type_ + ":{}"), "a"), "(none)");
    EXPECT_FALSE(open(type_ + ":{/a/ b}"));
    EXPECT_TRUE(was_told(type_ + " map: no '{' at start of text in \"/a/\""));
    EXPECT_FALSE(open(type_ + ":{{/a/ b}x}"));
    EXPECT_TRUE(was_told("syntax error after '}' in \"{/a/ b}x\""));
    EXPECT_FALSE(open(type_ + ":{{/a/ ${1}}"));
    EXPECT_FALSE(open(type_ + ":{ {/a/ b}}x"));
}
INSTANTIATE_TEST_SUITE_P(types, pattern_tables, testing::Values("regexp", "pcre"));

TEST_F(tables, pcre_flags) {
    EXPECT_EQ(ask(open("pcre:{{/a.b/s x}}"), "a\nb"), "(none)");
    EXPECT_EQ(ask(open("pcre:{{/a b/x x}}"), "ab"), "x");
    EXPECT_EQ(ask(open("pcre:{{/b/A x}}"), "ab"), "(none)");
    EXPECT_EQ(ask(open("pcre:{{/a$/E x}}"), "a\n"), "(none)");
    EXPECT_EQ(ask(open("pcre:{{/a$/ x}}"), "a\n"), "x");
    EXPECT_EQ(ask(open("pcre:{{/(a+)/U $1}}"), "aaa"), "a");
    EXPECT_EQ(ask(open("pcre:{{/a/X x}}"), "a"), "x");
    EXPECT_TRUE(was_told("ignoring obsolete regexp option \"X\""));
    EXPECT_FALSE(was_told("skipping"));
    EXPECT_EQ(ask(open("regexp:{{/a/X x}}"), "a"), "(none)");
    EXPECT_TRUE(was_told("unknown regexp option \"X\": skipping this rule"));
}

TEST_F(tables, regexp_takes_the_longest_and_basic_expressions) {
    EXPECT_EQ(ask(open("regexp:{{/x(a|ab)/ [$1]}}"), "xab"), "[ab]");
    EXPECT_EQ(ask(open("pcre:{{/x(a|ab)/ [$1]}}"), "xab"), "[a]");
    EXPECT_EQ(ask(open("regexp:{{/^\\(a\\)+$/x [$1]}}"), "a+"), "[a]");
    EXPECT_EQ(ask(open("regexp:{{/^\\(a*\\)\\1+[+]$/x [$1]}}"), "aa++"), "[a]");
    EXPECT_EQ(ask(open("regexp:{{/\\<([^\\]+)\\> \\1/ [$1]}}"), "x ab ab"), "[ab]");
}

TEST_F(tables, a_pattern_at_its_limit_is_named_with_its_line) {
    auto const file = dir_.write("p", "/^b/ early\n# slow\n/^(a+)+$/ slow\n/./ rest\n");
    EXPECT_EQ(ask(open("pcre:" + file), std::string(5000, 'a').append("b")), "(trouble)");
    EXPECT_TRUE(was_told(file + ":3: no decision for a key of 5001 bytes: match limit exceeded"));
    dir_.write("p", "if /./\nif /^(a*)(a*)(a*)(a*)\\1\\2\\3\\4b$/\n/./ slow\nendif\nendif\n");
    EXPECT_EQ(ask(open("regexp:" + file), std::string(3000, 'a').append("bx")), "(trouble)");
    EXPECT_TRUE(was_told(file + ":2: no decision for a key of 3002 bytes: match limit exceeded"));
}

TEST_F(tables, what_would_never_end_is_trouble) {
    EXPECT_EQ(ask(open("pcre:{ {/^(a+)+$/ slow} }"), std::string(5000, 'a').append("b")), "(trouble)");
    EXPECT_EQ(ask(open("regexp:{ {/^(a*)(a*)(a*)(a*)\\1\\2\\3\\4b$/ slow} }"), std::string(3000, 'a').append("bx")),
              "(trouble)");
    std::string header(100'000, 'a');  // as long as one may be, with a turn at every byte
    header += "c";
    EXPECT_EQ(ask(open("pcre:{ {/^(?:(a)|b)*c$/ deep} }"), header), "deep");
    for (auto const* pattern : {"a++++++++++++++++++++++++++++", "((a{1,100}){1,100}){1,10}", "(a{0,250}){0,20}",
                                "a{1,255}{1,255}"}) {
        told_.clear();
        EXPECT_EQ(ask(open(std::string("regexp:{{/") + pattern + "/ big}, {/./ rest}}"), "a"), "rest") << pattern;
        EXPECT_TRUE(was_told("regular expression too big: skipping this rule")) << pattern;
    }
    std::string deep(100'000, '(');
    deep += "a";
    deep.append(100'000, ')');
    EXPECT_EQ(ask(open("regexp:" + dir_.write("r", "/" + deep + "/ x\n/./ rest\n")), "a"), "rest");
    EXPECT_EQ(ask(open("pcre:" + dir_.write("p", "/" + deep + "/ x\n/./ rest\n")), "a"), "rest");
    EXPECT_EQ(ask(open("regexp:{{/^[[:alnum:]+\\/]{60,}$/ base64}}"), std::string(76, 'x')), "base64");
}

}  // namespace
}  // namespace mailstead::conf
