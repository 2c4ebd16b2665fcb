#include "smtp/path.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

std::string canonical(std::string_view text) {
    auto const found = parse_path(text);
    return found ? '<' + found->text + '>' : "none";
}

TEST(path, forms_that_are_taken) {
    EXPECT_EQ(canonical("<a@b.example>"), "<a@b.example>");
    EXPECT_EQ(canonical("a@b.example"), "<a@b.example>");
    EXPECT_EQ(canonical(" < a@b.example > "), "<a@b.example>");
    EXPECT_EQ(canonical("<>"), "<>");
    EXPECT_EQ(canonical("<bob>"), "<bob>");
    EXPECT_EQ(canonical("<a@b.example.>"), "<a@b.example>");
    EXPECT_EQ(canonical("<@x.example,@y.example:a@b.example>"), "<a@b.example>");
    EXPECT_EQ(canonical("<a@[192.0.2.1]>"), "<a@[192.0.2.1]>");
    EXPECT_EQ(canonical("<a@[IPv6:2001:db8::1]>"), "<a@[IPv6:2001:db8::1]>");
    EXPECT_EQ(canonical("<\"abc\"@b.example>"), "<abc@b.example>");
    EXPECT_EQ(canonical("<\"a\\\"b c\"@b.example>"), "<\"a\\\"b c\"@b.example>");
    EXPECT_EQ(canonical("<a..b.@b.example>"), "<\"a..b.\"@b.example>");
    EXPECT_EQ(canonical("<bücher@müller.example>"), "<bücher@müller.example>");
    EXPECT_EQ(canonical("<a!b%c/d=e+f@b_c.example>"), "<a!b%c/d=e+f@b_c.example>");
}

TEST(path, what_is_none) {
    for (std::string_view const text :
         {"<a@b", "a@b>", "<a@>", "<@b>", "<a@b c>", "<a b@c>", "<a@b@c>", "<a@-b>", "<a@b->", "<a@.b>", "<a@b..c>",
          "<a@[1.2.3]>", "<a@[IPv6:1]>", "<a@[1.2.3.4>", "<\"\"@b>", "<\"a@b>", "<\"a\rb\"@c>", "<a\xff@b>", "<@x:>", "<a,b@c>",
          "<a(b)@c>", "<<a@b>>", "<a@b>x"})
        EXPECT_EQ(canonical(text), "none") << text;
}

TEST(path, limits) {
    EXPECT_EQ(canonical('<' + std::string(255, 'a') + "@b>"), '<' + std::string(255, 'a') + "@b>");
    EXPECT_EQ(canonical('<' + std::string(256, 'a') + "@b>"), "none");
    EXPECT_EQ(canonical("<a@" + std::string(63, 'b') + ".c>"), "<a@" + std::string(63, 'b') + ".c>");
    EXPECT_EQ(canonical("<a@" + std::string(64, 'b') + ".c>"), "none");
    std::string longest;
    while (longest.size() < 256) longest += "abcdefg.";
    EXPECT_EQ(canonical("<a@" + longest + "x>"), "none");
}

TEST(path, take_leaves_parameters) {
    std::string_view text = "<a@b.example> SIZE=1";
    ASSERT_TRUE(take_path(text));
    EXPECT_EQ(text, " SIZE=1");
}

TEST(path, parts_and_quotes) {
    auto const parts = split_address("\"a@b\"@c.example");
    EXPECT_EQ(parts.local_part(), "\"a@b\"");
    EXPECT_EQ(parts.domain(), "c.example");
    EXPECT_EQ(split_address("\"a@b\"").domain(), "");
    EXPECT_EQ(unquoted(quoted("a \"b\\")), "a \"b\\");
    EXPECT_EQ(unquoted_address("\"a b\"@c"), "a b@c");
    EXPECT_TRUE(is_routed(*parse_path("a%b@c")));
    EXPECT_TRUE(is_routed(*parse_path("\"a@b\"@c")));
    EXPECT_FALSE(is_routed(*parse_path("a+b@c")));
}

}  // namespace
}  // namespace mailstead::smtp
