// Encoded words, both ways.
#include "mime/encoded_word.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

using namespace std::literals;

TEST(encoded_word, the_examples_of_rfc_2047_section_8) {
    EXPECT_EQ(decode_encoded_words("=?ISO-8859-1?Q?a?="), "a");
    EXPECT_EQ(decode_encoded_words("=?ISO-8859-1?Q?a?= b"), "a b");
    EXPECT_EQ(decode_encoded_words("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?="), "ab");
    EXPECT_EQ(decode_encoded_words("=?ISO-8859-1?Q?a?=   \t =?ISO-8859-1?Q?b?="), "ab");
    EXPECT_EQ(decode_encoded_words("=?ISO-8859-1?Q?a_b?="), "a b");
    EXPECT_EQ(decode_encoded_words("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?="), "a b");
    EXPECT_EQ(
        decode_encoded_words(
            "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?="),
        "If you can read this you understand the example.");
}

TEST(encoded_word, charsets_and_languages) {
    EXPECT_EQ(decode_encoded_words("=?iso-8859-1?q?Patrik_F=E4ltstr=F6m?="), "Patrik F\u00e4ltstr\u00f6m");
    EXPECT_EQ(decode_encoded_words("=?US-ASCII*EN?Q?Keith_Moore?="), "Keith Moore");
    EXPECT_EQ(decode_encoded_words("=?iso-2022-jp?B?GyRCJDMkcxsoQg==?="), "\u3053\u3093");
    EXPECT_EQ(decode_encoded_words("=?iso-8859-1?Q?=E4?= =?utf-8?Q?=C3=B6?= =?iso-8859-5?Q?=B0?="),
              "\u00e4\u00f6\u0410");
    EXPECT_EQ(decode_encoded_words("=?utf-8?B?4oKs?= x"), "\u20ac x");
}

TEST(encoded_word, characters_cut_between_words_are_joined) {
    EXPECT_EQ(decode_encoded_words("=?utf-8?Q?=E2=82?= =?UTF-8?Q?=AC?="), "\u20ac");
    EXPECT_EQ(decode_encoded_words("=?utf-8?B?4g==?=\t=?utf-8?B?gqw=?="), "\u20ac");
}

TEST(encoded_word, octets_of_what_cannot_be_decoded) {
    EXPECT_EQ(undecodable_octets("plain"), std::nullopt);
    EXPECT_EQ(undecodable_octets("=?utf-8?Q?=C3=B6?= x"), std::nullopt);
    EXPECT_EQ(undecodable_octets("=?utf-8?Q?=C3?= =?utf-8?Q?=B6?="), std::nullopt);
    EXPECT_EQ(undecodable_octets("=?broken"), std::nullopt);
    EXPECT_EQ(undecodable_octets("a =?utf-8?Q?=C3?="), "a \xc3");
    EXPECT_EQ(undecodable_octets("=?no-such-charset?Q?b=FF?= =?utf-8?Q?c?="), "b\xff" "c");
}

TEST(encoded_word, malformed_ones_stay) {
    for (auto const* text : {"=?", "=?utf-8", "=?utf-8?", "=?utf-8?Q", "=?utf-8?Q?", "=?utf-8?Q?abc", "=?utf-8?X?abc?=",
                             "=?no-such-charset?Q?abc?=", "=??Q?abc?=", "?=", "a =? b ?= c", "=?utf-8?QQ?x?=",
                             "=?=?=?="
                             "?"})
        EXPECT_EQ(decode_encoded_words(text), text);
    EXPECT_EQ(decode_encoded_words("=?utf-8?Q?=?="), "=");
    EXPECT_EQ(decode_encoded_words("=?utf-8?Q?=4?="), "=4");
    EXPECT_EQ(decode_encoded_words("=?utf-8?Q?=ZZ?="), "=ZZ");
    EXPECT_EQ(decode_encoded_words("=?utf-8?Q?"
                                   "?="),
              "");
    EXPECT_EQ(decode_encoded_words("=?x =?utf-8?Q?a?="), "=?x a");
}

TEST(encoded_word, tolerates_blanks_inside_and_words_without_gap) {
    EXPECT_EQ(decode_encoded_words("=?utf-8?Q?a b c?="), "a b c");
    EXPECT_EQ(decode_encoded_words("=?utf-8?Q?a?==?utf-8?Q?b?="), "ab");
    EXPECT_EQ(decode_encoded_words("x=?utf-8?Q?a?=y"), "xay");
}

TEST(encoded_word, eight_bit_text_is_guessed) {
    EXPECT_EQ(decode_encoded_words("\u20ac"), "\u20ac");
    EXPECT_EQ(decode_encoded_words("gr\xfc\xdf =?utf-8?Q?a?="), "gr\u00fc\u00df a");
    EXPECT_TRUE(base::is_utf8(decode_encoded_words("=?utf-8?Q?=FF=C3?=\xff")));
}

TEST(encoded_word, floods_are_linear) {
    for (auto const* unit : {"=?", "=?utf-8?Q?", "=?utf-8?Q?a?= ", "=?x?Q?a?=", "?=", "=?utf-8*a?b?====?="}) {
        std::string text;
        while (text.size() < 50'000) text += unit;
        EXPECT_TRUE(base::is_utf8(decode_encoded_words(text))) << unit;
    }
}

TEST(encoded_word, every_cut_gives_utf8) {
    constexpr auto whole = "a =?iso-8859-1?q?F=E4?= =?utf-8*de?B?4oKs?=\xe4 =?big5?Q?=A7=DA?="sv;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut)
        EXPECT_TRUE(base::is_utf8(decode_encoded_words(whole.substr(0, cut)))) << cut;
}

TEST(encoded_word, encoding_leaves_plain_text_alone) {
    EXPECT_EQ(encode_encoded_words("plain (text) <a@b>"), "plain (text) <a@b>");
    EXPECT_EQ(encode_encoded_words(""), "");
    EXPECT_EQ(encode_encoded_words("\u20ac 5"), "=?utf-8?Q?=E2=82=AC_5?=");
}

TEST(encoded_word, encoded_text_is_folded_safe_and_comes_back) {
    std::string euros;
    for (int i = 0; i < 200; ++i) euros += "\u20ac x";
    for (std::string const& text : {euros, "a\r\nBcc: x"s, "=?utf-8?Q?a?="s, "tab\there"s, "\U0001f600?=_"s}) {
        auto const encoded = encode_encoded_words(text);
        EXPECT_TRUE(base::is_ascii(encoded));
        auto one_line = encoded;
        for (std::size_t at = 0; (at = one_line.find("\r\n ", at)) != one_line.npos;) one_line.replace(at, 3, " ");
        EXPECT_EQ(one_line.find_first_of("\r\n"), std::string::npos);
        for (auto const word : base::split(one_line, " ")) EXPECT_LE(word.size(), 75u);
        EXPECT_EQ(decode_encoded_words(one_line), text);
    }
}

}  // namespace
}  // namespace mailstead::mime
