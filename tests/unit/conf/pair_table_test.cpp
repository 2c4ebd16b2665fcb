// texthash, the text behind hash, inline, static, and the tables made of tables. What is expected is what postmap says.
#include "table_fixture.h"

namespace mailstead::conf {
namespace {

TEST_F(tables, texthash_keys) {
    auto const file = dir_.write("t", "  lead x\n\n  too y\n# c\nq: colon\n\"a b\" quoted\n\"c\\\"d\" esc\n"
                                      "\"unterminated x\n"
                                      "w\\x back\n\"e\"\tf\" x\ncrlf val\r\n  more\r\nUP val\nlast noeol");
    auto const got = open("texthash:" + file);
    std::pair<char const*, char const*> const expected[] = {
        {"lead", "(none)"}, {"too", "(none)"},  {"q", "(none)"}, {"q:", "colon"},      {"a b", "(none)"},
        {"\"A b\"", "quoted"}, {"\"c\\\"d\"", "esc"}, {"\"e\"", "f\" x"}, {"w\\x", "back"}, {"crlf", "val  more"},
        {"up", "val"},      {"last", "noeol"},  {"\"unterminated", "(none)"}};
    for (auto const& [key, value] : expected) EXPECT_EQ(ask(got, key), value) << key;
    std::vector<std::string> const warnings = {
        "1: logical line must not start with whitespace: \"  lead x\"",
        "3: logical line must not start with whitespace: \"  too y\"",
        "5: record is in \"key: value\" format; is this an alias file?",
        "8: unbalanced '\"' in '\"unterminated x' -- ignoring this line"};
    ASSERT_EQ(told_.size(), warnings.size());
    for (std::size_t i = 0; i < warnings.size(); ++i) EXPECT_EQ(told_[i], file + ":" + warnings[i]);
}

TEST_F(tables, keys_are_folded_in_all_scripts) {
    auto const got = open("texthash:" + dir_.write("t", "\xc3\x89 acute\nstra\xc3\x9f" "e street\n\xff\xc9X bytes\n"));
    EXPECT_EQ(ask(got, "\xc3\xa9"), "acute");
    EXPECT_EQ(ask(got, "\xc3\x89"), "acute");
    EXPECT_EQ(ask(got, "STRASSE"), "street");
    EXPECT_EQ(ask(got, "\xff\xc9x"), "bytes");
    EXPECT_EQ(ask(got, "\xff\xe9x"), "(none)");
}

TEST_F(tables, a_long_line_is_a_line) {
    auto const got = open("texthash:" + dir_.write("t", "a " + std::string(1 << 20, 'x') + "\nb 2\n"));
    EXPECT_EQ(ask(got, "a").size(), 1u << 20);
    EXPECT_EQ(ask(got, "b"), "2");
}

TEST_F(tables, a_texthash_with_braces_is_a_file) { EXPECT_EQ(ask(open("texthash:{a b}"), "a"), "(trouble)"); }

TEST_F(tables, the_text_behind_an_index_may_be_aliases_or_pairs) {
    auto const got = open("hash:" + dir_.write("t", "root: admin\nx:y\n\"two words\": v\n\"k e\" w\nu@d  a, b\nn : m\n"));
    std::pair<char const*, char const*> const expected[] = {{"root", "admin"}, {"x", "y"},         {"two words", "v"},
                                                            {"\"k e\"", "w"},  {"u@d", "a, b"},    {"n", "m"}};
    for (auto const& [key, value] : expected) EXPECT_EQ(ask(got, key), value) << key;
}

TEST_F(tables, inline_pairs) {
    auto const pairs = open("inline:{a=b, {c = d e}, F=g h={i}, a=2 =x}");
    ASSERT_TRUE(pairs);
    EXPECT_EQ(ask(pairs, "a"), "2");  // the last one
    EXPECT_EQ(ask(pairs, "C"), "d e");
    EXPECT_EQ(ask(pairs, "f"), "g");
    EXPECT_EQ(ask(pairs, "h"), "{i}");
    EXPECT_EQ(ask(pairs, "d"), "(none)");
    EXPECT_EQ(ask(pairs, ""), "(none)");
    EXPECT_EQ(ask(open("inline:{ {a = b = c} }"), "a"), "b = c");
    EXPECT_EQ(ask(open("inline:{a=}"), "a"), "");
    EXPECT_TRUE(told_.empty());
    std::pair<char const*, char const*> const wrong[] = {
        {"inline:{a}", "missing '=' after attribute name: \"inline:{a}\"; need \"inline:{name=value...}\""},
        {"inline:{a = b}", "missing '=' after attribute name"},
        {"inline:{{a b}}", "missing '=' after attribute name"},
        {"inline:x", "bad syntax: \"inline:x\"; need"},
        {"inline:{}", "bad syntax: \"inline:{}\"; need"},
        {"inline:{ }", "empty table: \"inline:{ }\"; need"},
        {"inline:{a=b", "bad syntax"},
        {"inline:{a=b}x", "bad syntax"},
        {"inline:{{a=b}x}", "syntax error after '}' in \"{a=b}x\""}};
    for (auto const& [spec, why] : wrong) {
        told_.clear();
        EXPECT_FALSE(open(spec)) << spec;
        EXPECT_TRUE(was_told(why)) << spec;
    }
}

TEST_F(tables, static_and_fail_and_proxy) {
    EXPECT_EQ(ask(open("static:1003"), "any"), "1003");
    EXPECT_EQ(ask(open("static:a b"), "any"), "a b");
    EXPECT_EQ(ask(open("static:{ two words }"), "any"), "two words");
    EXPECT_EQ(ask(open("static:{ { x } }"), "any"), "{ x }");
    EXPECT_EQ(ask(open("static:{{ x } {y}}"), "any"), "{ x } {y}");
    EXPECT_EQ(ask(open("static:{}"), "any"), "");
    EXPECT_FALSE(open("static:{a}b"));
    EXPECT_TRUE(was_told("bad static:name syntax: syntax error after '}' in \"{a}b\""));
    EXPECT_FALSE(open("static:{x"));
    EXPECT_FALSE(open("static:"));
    EXPECT_TRUE(was_told("expecting \"type:name\" form instead of \"static:\""));
    EXPECT_EQ(ask(open("fail:x"), "any"), "(trouble)");
    EXPECT_EQ(ask(open("proxy:static:p"), "any"), "p");
    EXPECT_TRUE(ask(open("proxy:unix:passwd.byname"), "root").starts_with("root:x:0:"));
    EXPECT_TRUE(open("proxy:unix:passwd.byname")->is_blocking());
    EXPECT_FALSE(open("proxy:foo:x"));
}

TEST_F(tables, pipes) {
    EXPECT_EQ(ask(open("pipemap:{inline:{a=b}, inline:{b=c}}"), "A"), "c");
    EXPECT_EQ(ask(open("pipemap:{inline:{a=b},inline:{x=c}}"), "a"), "(none)");
    EXPECT_EQ(ask(open("pipemap:{inline:{a=b} static:z}"), "a"), "z");
    EXPECT_EQ(ask(open("pipemap:{ inline:{a=b} , }"), "a"), "b");
    EXPECT_EQ(ask(open("pipemap:{static:a, fail:x}"), "a"), "(trouble)");
    EXPECT_EQ(ask(open("pipemap:{inline:{x=y}, fail:x}"), "a"), "(none)");
    EXPECT_EQ(ask(open("pipemap:{pipemap:{static:a},static:b}"), "a"), "b");
    for (auto const* spec : {"pipemap:{}", "pipemap:{ }", "pipemap:x", "pipemap:{static:a", "pipemap:{static:a}x"}) {
        told_.clear();
        EXPECT_FALSE(open(spec));
        EXPECT_TRUE(was_told(std::string("bad syntax: \"") + spec + "\"; need \"pipemap:{type:name...}\"")) << spec;
    }
    EXPECT_FALSE(open("pipemap:{static:a, foo:x}"));
    EXPECT_TRUE(was_told("unsupported dictionary type: foo"));
    EXPECT_FALSE(open("pipemap:{{static:a}}"));
}

TEST_F(tables, unions) {
    EXPECT_EQ(ask(open("unionmap:{inline:{a=b}, inline:{a=c}}"), "a"), "b,c");
    EXPECT_EQ(ask(open("unionmap:{inline:{a=b}, inline:{x=c}, static:z}"), "a"), "b,z");
    EXPECT_EQ(ask(open("unionmap:{inline:{x=c}}"), "a"), "(none)");
    EXPECT_EQ(ask(open("unionmap:{static:{}}"), "a"), "(none)");
    EXPECT_EQ(ask(open("unionmap:{static:b, static:b}"), "a"), "b,b");
    EXPECT_EQ(ask(open("unionmap:{static:a,fail:x}"), "a"), "(trouble)");
    EXPECT_EQ(ask(open("unionmap:{pcre:{{/./ 1}},pcre:{{/a/ 2}}}"), "a"), "1,2");
    EXPECT_TRUE(open("unionmap:{pcre:{{/./ 1}},cidr:{{::/0 2}}}")->is_pattern());
    EXPECT_FALSE(open("unionmap:{pcre:{{/./ 1}},static:x}")->is_pattern());
    EXPECT_FALSE(open("unionmap:{static:x}")->is_blocking());
    EXPECT_TRUE(open("unionmap:{static:x,unix:passwd.byname}")->is_blocking());
}

TEST_F(tables, random_values) {
    EXPECT_EQ(ask(open("randmap:{b}"), "a"), "b");
    EXPECT_EQ(ask(open("randmap:{ {b c} }"), "a"), "{b c}");
    auto const got = open("randmap:{x, y}");
    std::string seen;
    for (int i = 0; i < 200; ++i) seen += ask(got, "a");
    EXPECT_NE(seen.find('x'), seen.npos);
    EXPECT_NE(seen.find('y'), seen.npos);
    EXPECT_FALSE(open("randmap:{}"));
    EXPECT_TRUE(was_told("need \"randmap:{value...}\""));
    EXPECT_FALSE(open("randmap:x"));
}

TEST_F(tables, tables_within_tables_end) {
    std::string deep = "static:x";
    for (int i = 0; i < 10'000; ++i) deep = "proxy:" + deep;
    EXPECT_FALSE(open(deep));
    EXPECT_TRUE(was_told("nested too deeply"));
}

}  // namespace
}  // namespace mailstead::conf
