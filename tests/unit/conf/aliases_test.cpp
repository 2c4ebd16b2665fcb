// aliases(5), ~/.forward and :include: files: names, values and the items of a value.
#include "conf/aliases.h"

#include <gtest/gtest.h>

#include "conf/alias_tokens.h"

namespace mailstead::conf {
namespace {

std::string rows_of(std::string_view text) {
    std::string out;
    for (auto const& row : read_aliases(text, "f").rows) out += row.key + '=' + row.value + '\n';
    return out;
}

std::string words(std::vector<problem> const& problems) {
    std::string out;
    for (auto const& one : problems) out += std::to_string(one.line) + ": " + one.text + '\n';
    return out;
}

// One letter for the kind, then the text, separated by '|'.
std::string shown(alias_targets const& items) {
    std::string out;
    for (auto const& one : items.targets) {
        if (!out.empty()) out += " | ";
        out += std::string("acfdi").substr(static_cast<std::size_t>(one.what), 1) + ' ' + one.text;
    }
    return out;
}
std::string items(std::string_view value) { return shown(parse_alias_value(value, "f")); }

TEST(aliases, names_and_values) {
    EXPECT_EQ(rows_of("# c\nroot: kim\nPostmaster:   root,\n   Two, three\n"),
              "root=kim\nPostmaster=root, Two, three\n");
    EXPECT_EQ(rows_of("\"quoted name\": x\n\"a\\\"b\": y\nspace name: val\n"),
              "quoted name=x\na\"b=y\nspace name=val\n");
    EXPECT_EQ(rows_of("a:b"), "a=b\n");
    EXPECT_EQ(rows_of("e: \"\"\ncolon: a:b\n"), "e=\"\"\ncolon=a:b\n");
}

TEST(aliases, values_are_kept_so_that_they_can_be_taken_apart) {
    EXPECT_EQ(rows_of("l: :include:/etc/list, \"|/bin/prog arg, more\", /var/mail/file\n"),
              "l=:include:/etc/list, \"|/bin/prog arg, more\", /var/mail/file\n");
    EXPECT_EQ(rows_of("p: \"|cmd \\\"x\\\" \\\\y\"\n"), "p=\"|cmd \\\"x\\\" \\\\y\"\n");
    EXPECT_EQ(rows_of("s:a    b  ,  c\n"), "s=a b, c\n");
    EXPECT_EQ(rows_of("q: \"a b\"@c\nesc: a\\ b\nu: \\user\n"), "q=\"a b\"@c\nesc=\"a b\"\nu=user\n");
    EXPECT_EQ(rows_of("lit: user@[192.0.2.1]\n"), "lit=user@[192.0.2.1]\n");
    EXPECT_EQ(rows_of("c (x): v (y) <x@y> \"F N\" <z>\n"), "c (x)=v (y) <x@y>\"F N\" <z>\n");
}

TEST(aliases, names_what_is_wrong_with_its_line) {
    auto const why = [](std::string_view text) { return words(read_aliases(text, "f").problems); };
    EXPECT_EQ(why("ok: x\nnocolon\n"), "2: need name:value pair\n");
    EXPECT_EQ(why(": v\n"), "1: need name:value pair\n");
    EXPECT_EQ(why("empty:\n"), "1: need name:value pair\n");
    EXPECT_EQ(why("a, b: v\n"), "1: need name:value pair\n");
    EXPECT_EQ(why("a@b: c\na%b: c\n"), "1: name must be local\n2: name must be local\n");
    EXPECT_EQ(why("\"\": c\n"), "1: empty name -- ignoring this line\n");
    EXPECT_EQ(why("a: \"b\n"), "1: unbalanced '\"', '(' or '['\n");
    EXPECT_EQ(why("\xff: b\n"), "1: non-UTF-8 input \"?: b\" -- ignoring this line\n");
    EXPECT_EQ(why("\t a: b\nc: d\n"), "1: logical line must not start with whitespace: \"? a: b\"\n");
    EXPECT_EQ(rows_of("nocolon\n: v\na@b: c\n\"\": c\n"), "");
}

TEST(alias_value, knows_the_five_kinds) {
    EXPECT_EQ(items("kim, kim@example.com"), "a kim | a kim@example.com");
    EXPECT_EQ(items("\"|/bin/prog arg, more\", |prog"), "c /bin/prog arg, more | c prog");
    EXPECT_EQ(items("/var/mail/file, /var/dir/"), "f /var/mail/file | d /var/dir/");
    EXPECT_EQ(items(":include:/etc/list, \":INCLUDE: /a b\""), "i /etc/list | i /a b");
    EXPECT_EQ(items("\\user"), "a user");
    EXPECT_EQ(items("\"a b\"@c"), "a a b@c");
}

TEST(alias_value, understands_address_lists) {
    EXPECT_EQ(items("a b"), "a a | a b");  // as if a comma stood there
    EXPECT_EQ(items("Full Name <f@n>, x"), "a f@n | a x");
    EXPECT_EQ(items("a, Full Name <f@n> other"), "a a | a f@n | a other");
    EXPECT_EQ(items("(c) v (c2 (nested)) <x@y> \"Full, Name\" <z@z>"), "a x@y | a z@z");
    EXPECT_EQ(items("friends: a, b; , c"), "a a | a b | a c");
    EXPECT_EQ(items("host:user"), "a host:user");
    EXPECT_EQ(items("u@[192.0.2.1]"), "a u@[192.0.2.1]");
    EXPECT_EQ(items(", ,a ,, b,"), "a a | a b");
    EXPECT_EQ(items(""), "");
}

TEST(alias_value, leaves_out_what_means_nothing_and_says_so) {
    auto const why = [](std::string_view value) { return words(parse_alias_value(value, "f").problems); };
    EXPECT_EQ(why("\"\""), "0: address without a name\n");
    EXPECT_EQ(why("\"|\""), "0: command without a name\n");
    EXPECT_EQ(why(":include:"), "0: include without a name\n");
    EXPECT_EQ(why("<a@b"), "0: unbalanced '<'\n");
    EXPECT_EQ(why("\"a"), "0: unbalanced '\"', '(' or '['\n");
    EXPECT_EQ(items("\"|\", :include:, ok"), "a ok");
}

TEST(alias_value, is_limited) {
    auto const got = parse_alias_value("a,b,c,d", "f", {.targets = 2});
    EXPECT_EQ(shown(got), "a a | a b");
    EXPECT_EQ(words(got.problems), "0: more than 2 items: the rest is left out\n");
    EXPECT_EQ(parse_alias_value(std::string(2 << 20, ','), "f").targets.size(), 0u);
    EXPECT_EQ(parse_alias_value(std::string(1 << 20, '('), "f").targets.size(), 0u);
    EXPECT_EQ(parse_alias_value(std::string(1 << 20, '<'), "f").targets.size(), 1u);
}

TEST(forward, is_lines_of_items) {
    auto const got = parse_forward("# mine\n\\kim, \"|/usr/bin/vacation kim\"\n\n/home/kim/mail,\n  other@example.com\n"
                                   "<\"\n",
                                   "f");
    EXPECT_EQ(shown(got), "a kim | c /usr/bin/vacation kim | f /home/kim/mail | a other@example.com");
    EXPECT_EQ(words(got.problems), "6: unbalanced '\"', '(' or '['\n6: unbalanced '<'\n6: address without a name\n");
    EXPECT_EQ(shown(parse_forward("no newline", "f")), "a no | a newline");
    EXPECT_EQ(shown(parse_forward(std::string_view("a\0b\nc\n", 6), "f")), "a c");
}

TEST(alias_tokens, read_back_as_they_were_written) {
    for (std::string_view text : {"a b", "\"a\\\\\\\"b\"@[x\\]y]", "(c (d\\) e)) f", "a\\:b,c;d<e>", "|x!y%z", "a\\"}) {
        auto const once = scan_alias_tokens(text);
        auto const again = scan_alias_tokens(quoted_form(once.data(), once.data() + once.size()));
        ASSERT_EQ(again.size(), once.size()) << text;
        for (std::size_t i = 0; i < once.size(); ++i) {
            EXPECT_EQ(again[i].what, once[i].what) << text;
            EXPECT_EQ(again[i].text, once[i].text) << text;
        }
    }
}

}  // namespace
}  // namespace mailstead::conf
