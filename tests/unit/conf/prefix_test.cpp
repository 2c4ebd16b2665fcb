// What an expression's matches must begin with, and that tables answer the same with it.
#include "conf/tables/prefix.h"

#include <gtest/gtest.h>

#include "conf/table.h"

namespace mailstead::conf {
namespace {

using letters = required_prefix::letters;

std::string prefix(std::string_view pattern) {
    std::string out;
    required_prefix const made(pattern, letters::any_case);
    for (auto const& one : made.texts()) out += (out.empty() ? "" : "/") + one;
    return out;
}

TEST(required_prefix, of_expressions) {
    EXPECT_EQ(prefix("^Subject: .*offer"), "subject: ");
    EXPECT_EQ(prefix("^Subject:.*(a|b)"), "subject:");
    EXPECT_EQ(prefix("^X-Spam"), "x-spam");
    for (auto const* none : {"", "^", "Subject", "^a|b", "^.a", "^[ab]", "^\\d", "(?m)^a", "^ab|[)]", "^a(?#()|b", "^(a|)b?", "^(a|b)?c", "^(a|b)*",
                           "^(a|b+)c", "^(a|.)c", "^(a|(b))c", "^(a", "^(a|", "^(?:a|b)", "^(a|b)|c", "^a[\\]|b]", "^a[[:alpha:]]|b", "^a\\Q(\\E|b", "^a[(]|b",
                           "^a[]]|b", "^a[^]]|b"})
        EXPECT_EQ(prefix(none), "") << none;
    EXPECT_EQ(prefix("^(a|b)"), "a/b");
    EXPECT_EQ(prefix("^(From|To): .*(x|y)"), "from: /to: ");
    EXPECT_EQ(prefix("^(From|To):+"), "from/to");
    EXPECT_EQ(prefix("^Subject:.*(a|b)\\.exe[|x]"), "subject:");
    EXPECT_EQ(prefix("^a\\|b"), "a");
    EXPECT_EQ(prefix("^a[]|]b"), "a");
    EXPECT_EQ(prefix("^ab?c"), "a");
    EXPECT_EQ(prefix("^ab*c"), "a");
    EXPECT_EQ(prefix("^ab{0}c"), "a");
    EXPECT_EQ(prefix("^a+"), "");
    EXPECT_EQ(prefix("^a\\+"), "a");
}

TEST(required_prefix, letters) {
    required_prefix const any("^Ab", letters::any_case), exact("^Ab", letters::exact);
    EXPECT_TRUE(any.may_match("aBc") && any.may_match("AB"));
    EXPECT_TRUE(exact.may_match("Abc"));
    EXPECT_FALSE(exact.may_match("abc"));
    EXPECT_FALSE(any.may_match("a") || any.may_match("") || any.may_match("xAb"));
    EXPECT_TRUE(required_prefix().may_match(""));
}

TEST(required_prefix, tables_answer_as_without_it) {
    // "(?:)^x" and "()^x" have no prefix that is seen, and mean the same.
    char const* const patterns[] = {"Subject: a", "sub.*b", "S|b", "subject: a?b", "SUBJECT", "a{0,1}b", "x(y|z)", "x[|]|b", "a\\|b", "a+b",
                                   "(s|a)", "(subject|a)b?", "(Sub|a)(j|b)", "(a|b)?", "(x|a)\\|b", "a[]|]b", "(S)ubject: (a|b)[|]*"};
    char const* const keys[] = {"Subject: a", "subject: ab", "b", "ab", "xz", "x|", "a|b", "", "SUBJECT: B", "q\nSubject: a"};
    for (auto const* type : {"pcre", "regexp"})
        for (auto const* pattern : patterns)
            for (auto const* flags : {"", "i", "m", "x"}) {
                if (std::string_view(type) == "regexp" && *flags == 'x') continue;    // there () are no group
                auto const open = [&](std::string const& full) {
                    return open_table(std::string(type) + ":{{/" + full + "/" + flags + " yes}}", settings());
                };
                auto const with = open('^' + std::string(pattern)), without = open("()^" + std::string(pattern));
                ASSERT_TRUE(with && without);
                for (auto const* key : keys)
                    EXPECT_EQ((*with)->find(key)->has_value(), (*without)->find(key)->has_value()) << type << pattern << flags << key;
            }
}

}  // namespace
}  // namespace mailstead::conf
