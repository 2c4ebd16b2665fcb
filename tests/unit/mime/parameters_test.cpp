// Parameters of Content-Type and Content-Disposition, RFC 2231 included.
#include "mime/parameters.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

using namespace std::literals;
using list = std::vector<parameter>;

list raw(std::string_view value) { return parse_parameterized(value).parameters; }
list plain(std::string_view value) { return decoded(raw(value)); }

TEST(parameters, value_and_parameters) {
    auto const parsed = parse_parameterized(" Text/Plain; charset=US-ASCII ; Format=\"flowed\"");
    EXPECT_EQ(parsed.value, "text/plain");
    EXPECT_EQ(parsed.parameters, (list{{"charset", "US-ASCII"}, {"format", "flowed"}}));
}

TEST(parameters, comments_blanks_and_folding) {
    auto const parsed = parse_parameterized("text / plain (why);\r\n\tcharset = (c) utf-8 (d);\n a=\"b\\\"c;d\"");
    EXPECT_EQ(parsed.value, "text/plain");
    EXPECT_EQ(parsed.parameters, (list{{"charset", "utf-8"}, {"a", "b\"c;d"}}));
}

TEST(parameters, broken_input_is_skipped) {
    EXPECT_EQ(parse_parameterized("").value, "");
    EXPECT_EQ(parse_parameterized(";;;").parameters, list{});
    EXPECT_EQ(parse_parameterized("; a=b").parameters, (list{{"a", "b"}}));
    EXPECT_EQ(raw("x; novalue; =empty; a=; b=c;"), (list{{"a", ""}, {"b", "c"}}));
    EXPECT_EQ(raw("x; name=My File.pdf"), (list{{"name", "My File.pdf"}}));
    EXPECT_EQ(raw("x; name=\"open; a=b"), (list{{"name", "open"}, {"a", "b"}}));
    EXPECT_EQ(raw("x; boundary=a=b==c"), (list{{"boundary", "a=b==c"}}));
    EXPECT_EQ(raw("x; name=a[1].pdf"), (list{{"name", "a[1].pdf"}}));
    EXPECT_EQ(raw("x; a=\"b\0c\rd\n\""sv), (list{{"a", "bcd"}}));
}

TEST(parameters, limits) {
    std::string flood = "x";
    for (int i = 0; i < 10'000; ++i) flood += ";a=b";
    EXPECT_EQ(raw(flood).size(), 64u);
    auto const cut = parse_parameterized("x;a=\"" + std::string(1000, 'y') + '"', {.count = 1, .value_bytes = 10});
    EXPECT_EQ(cut.parameters, (list{{"a", std::string(10, 'y')}}));
}

TEST(parameters, the_examples_of_rfc_2231) {
    EXPECT_EQ(plain("message/external-body; access-type=URL; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/pub\""),
              (list{{"access-type", "URL"}, {"url", "ftp://cs.utk.edu/pub"}}));
    EXPECT_EQ(plain("application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"),
              (list{{"title", "This is ***fun***"}}));
    EXPECT_EQ(plain("application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; "
                    "title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\""),
              (list{{"title", "This is even more ***fun*** isn't it!"}}));
}

TEST(parameters, sections_in_any_order_until_a_gap) {
    EXPECT_EQ(plain("x; a*1=two; a*0=one; b=c"), (list{{"a", "onetwo"}, {"b", "c"}}));
    EXPECT_EQ(plain("x; a*0=one; a*2=three"), (list{{"a", "one"}}));
    EXPECT_EQ(plain("x; a*1=two"), list{});
    EXPECT_EQ(plain("x; a*0=one; a*0=again"), (list{{"a", "one"}}));
    EXPECT_EQ(plain("x; a*99999999999999999999=x"), (list{{"a*99999999999999999999", "x"}}));
    EXPECT_EQ(plain("x; a*4294967295=x; a*0=y"), (list{{"a", "y"}}));
}

TEST(parameters, characters_cut_between_sections_are_joined) {
    EXPECT_EQ(plain("x; a*0*=utf-8''%E2%82; a*1*=%AC"), (list{{"a", "\u20ac"}}));
}

TEST(parameters, extended_forms_win_over_plain_ones) {
    EXPECT_EQ(plain("x; filename=fallback; filename*=utf-8''%E2%82%AC"), (list{{"filename", "\u20ac"}}));
    EXPECT_EQ(plain("x; filename*=utf-8''%E2%82%AC; filename=fallback"), (list{{"filename", "\u20ac"}}));
    EXPECT_EQ(plain("x; a=1; a=2"), (list{{"a", "1"}}));
}

TEST(parameters, wild_file_names) {
    EXPECT_EQ(plain("x; filename=\"=?utf-8?Q?=E2=82=AC.pdf?=\""), (list{{"filename", "\u20ac.pdf"}}));
    EXPECT_EQ(plain("x; filename=\"gr\xfc\xdf.txt\""), (list{{"filename", "gr\u00fc\u00df.txt"}}));
    EXPECT_EQ(plain("x; filename*=no-such''%E4"), (list{{"filename", "\u00e4"}}));
    EXPECT_EQ(plain("x; filename*=no%20quotes"), (list{{"filename", "no quotes"}}));
    EXPECT_EQ(plain("x; filename*=utf-8''100%; a*=utf-8''%4; b*=utf-8''%zz"),
              (list{{"filename", "100%"}, {"a", "%4"}, {"b", "%zz"}}));
    EXPECT_EQ(plain("x; filename*=utf-8''a%00%0d%0ab"), (list{{"filename", "ab"}}));
}

TEST(parameters, joined_is_what_bodystructure_shows) {
    EXPECT_EQ(joined(raw("x; baz*0=a; foo=1; baz*1=b")), (list{{"baz", "ab"}, {"foo", "1"}}));
    EXPECT_EQ(joined(raw("x; foo*0*=iso-8859-1''%E4; foo*1=\" b\"")), (list{{"foo*", "utf-8''%C3%A4%20b"}}));
    EXPECT_EQ(joined(raw("x; foo*=utf-8''%E2%82%AC; =; bar*1=x")), (list{{"foo*", "utf-8''%E2%82%AC"}}));
    // What is joined decodes to the same.
    auto const parsed = raw("x; foo*0*=iso-8859-1''%E4%25; foo*1=\" b'%\"");
    EXPECT_EQ(decoded(joined(parsed)), decoded(parsed));
}

TEST(parameters, a_flood_of_sections_is_bounded) {
    std::string flood = "x";
    for (int i = 0; i < 5000; ++i) flood += "; a*" + std::to_string(i) + "*=" + std::string(100, 'y');
    parameter_limits const wide{.count = 100'000, .value_bytes = 1000};
    auto const parsed = parse_parameterized(flood, wide);
    EXPECT_EQ(parsed.parameters.size(), 5000u);
    auto const whole = decoded(parsed.parameters, wide);
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_LE(whole[0].value.size(), 1000u);
    std::string names = "x";
    for (int i = 0; i < 5000; ++i) names += "; n" + std::to_string(i) + "*1=y";
    EXPECT_TRUE(decoded(parse_parameterized(names, wide).parameters).empty());
}

TEST(parameters, every_cut_decodes_to_utf8) {
    constexpr auto whole =
        "a/b (c); x=\"y\\\"z\"; f*0*=iso-8859-1'de'%E4; f*1=\"q\"; g*=utf-8''%C3%A4; h==?utf-8?Q?=C3?="sv;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut)
        for (auto const& one : plain(whole.substr(0, cut))) {
            EXPECT_TRUE(base::is_utf8(one.value)) << cut;
            EXPECT_FALSE(one.name.empty()) << cut;
        }
}

TEST(parameters, finds_by_name) {
    auto const parsed = raw("x; a=1; b=2");
    EXPECT_EQ(find_parameter(parsed, "b"), "2");
    EXPECT_FALSE(find_parameter(parsed, "c"));
}

}  // namespace
}  // namespace mailstead::mime
