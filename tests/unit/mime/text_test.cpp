// Text as SEARCH compares it.
#include "mime/text.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

using namespace std::literals;

TEST(text, decoded_header_unfolds_and_decodes) {
    EXPECT_EQ(decoded_header(" =?utf-8?Q?=E2=82?=\r\n =?utf-8?Q?=AC?= 5"), "\u20ac 5");
    EXPECT_EQ(decoded_header("\r\n plain "), "plain");
}

std::string text_of(std::string_view message) { return part_text(message, parse_parts(message)); }

TEST(text, part_text_undoes_encoding_and_charset) {
    EXPECT_EQ(text_of("Content-Type: text/plain; charset=iso-8859-1\n"
                      "Content-Transfer-Encoding: quoted-printable\n\ngr=FC=DF"),
              "gr\u00fc\u00df");
    EXPECT_EQ(text_of("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n4oKs\n"),
              "\u20ac");
    EXPECT_EQ(text_of("\n\u20ac"), "\u20ac");
    EXPECT_EQ(text_of("Content-Type: text/plain; charset=no-such\n\n\xe4"), "\u00e4");
    EXPECT_EQ(text_of("Content-Type: text/plain; charset=us-ascii\n\n\xe4"), "\u00e4");
    EXPECT_EQ(text_of("Content-Type: text/plain; charset=utf-8\n\na\xff"), "a\ufffd");
}

TEST(text, part_text_is_limited) {
    constexpr auto message = "Content-Transfer-Encoding: base64\n\nYWJjZGVm"sv;
    EXPECT_EQ(part_text(message, parse_parts(message), 4), "abcd");
}

TEST(text, searchable_parts) {
    EXPECT_TRUE(is_searchable(parse_parts("\nx")));
    EXPECT_TRUE(is_searchable(parse_parts("Content-Type: text/html\n\nx")));
    EXPECT_TRUE(is_searchable(parse_parts("Content-Type: message/delivery-status\n\nx")));
    EXPECT_FALSE(is_searchable(parse_parts("Content-Type: image/png\n\nx")));
    EXPECT_FALSE(is_searchable(parse_parts("Content-Type: message/rfc822\n\n\nx")));
}

TEST(text, casefold_is_title_case_and_decomposition) {
    EXPECT_EQ(casefold("abcXYZ 1[{"), "ABCXYZ 1[{");
    EXPECT_EQ(casefold("\u00e4"), "A\u0308");
    EXPECT_EQ(casefold("\u00c4"), "A\u0308");
    EXPECT_EQ(casefold("A\u0308"), "A\u0308");
    // The example of RFC 5051 §2.
    EXPECT_EQ(casefold("\u01c4"), "Dz\u030c");
    EXPECT_EQ(casefold("\u01c6"), casefold("\u01c5"));
    EXPECT_EQ(casefold("\ufb01"), "fi");
    EXPECT_EQ(casefold("\u00df"), "\u00df");
    EXPECT_EQ(casefold("\u043f"), "\u041f");
    EXPECT_EQ(casefold("\uff21"), "A");
    EXPECT_EQ(casefold("\U00010428"), "\U00010400");
    EXPECT_EQ(casefold(""), "");
    EXPECT_EQ(casefold("a\0b"sv), "A\0B"sv);
}

TEST(text, casefold_of_malformed_input_is_utf8) {
    EXPECT_EQ(casefold("a\xff"
                       "b"),
              "A\ufffd"
              "B");
    EXPECT_EQ(casefold("\xe2\x82"), "\ufffd");
}

TEST(text, casefold_of_a_text_is_that_of_its_pieces) {
    for (auto const* first : {"a", "\u00e4", "\u01c6", "\uac00", "e\u0301", "\ufdfa"})
        for (auto const* second : {"b", "\u0323", "\u0301", "\u1161", "\u11a8", "\u00df"})
            EXPECT_EQ(casefold(std::string(first) + second), casefold(first) + casefold(second));
}

TEST(text, casefold_of_many_marks_is_linear) {
    std::string marks;
    for (int i = 0; i < 50'000; ++i) marks += "\u0301\u0323";
    EXPECT_EQ(casefold(marks), marks);
    EXPECT_TRUE(base::is_utf8(casefold(std::string(50'000, '\x80'))));
}

TEST(text, substring_search_ignores_case) {
    EXPECT_NE(casefold("Gr\u00fc\u00dfe aus M\u00dcNCHEN").find(casefold("m\u00fcnchen")), std::string::npos);
}

}  // namespace
}  // namespace mailstead::mime
