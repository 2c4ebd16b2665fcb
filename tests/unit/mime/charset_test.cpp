// Charsets by ICU.
#include "mime/charset.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

using namespace std::literals;

TEST(charset, knows_what_mail_uses) {
    for (auto const name : {"utf-8",       "UTF8",    "us-ascii",  "ISO-8859-1",     "iso-8859-15",  "windows-1251",
                            "koi8-r",      "gb2312",  "GBK",       "gb18030",        "big5",         "shift_jis",
                            "iso-2022-jp", "euc-jp",  "euc-kr",    "ks_c_5601-1987", "iso-8859-8-i", "utf-16",
                            "utf-7",       "tis-620", "macintosh", "cp1252"})
        EXPECT_TRUE(is_known_charset(name)) << name;
}

TEST(charset, knows_nothing_else) {
    for (auto const name : {""sv, "x-unknown"sv, "unknown-8bit"sv, "binary"sv, "utf-8,swaplfnl"sv, "../etc/passwd"sv,
                            "utf\0-8"sv, "no such"sv})
        EXPECT_FALSE(is_known_charset(name)) << name;
    EXPECT_FALSE(is_known_charset(std::string(10'000, 'u')));
    EXPECT_FALSE(to_utf8("x-unknown", "a"));
}

TEST(charset, converts) {
    EXPECT_EQ(to_utf8("iso-8859-1", "gr\xfc\xdf"), "gr\u00fc\u00df");
    EXPECT_EQ(to_utf8("iso-8859-1", "\x80"), "\u20ac");
    EXPECT_EQ(to_utf8("KOI8-R", "\xf0\xf2\xe9\xf7\xe5\xf4"), "\u041f\u0420\u0418\u0412\u0415\u0422");
    EXPECT_EQ(to_utf8("gb2312", "\xc4\xe3\xba\xc3"), "\u4f60\u597d");
    EXPECT_EQ(to_utf8("iso-2022-jp", "\x1b$B$3\x1b(B!"), "\u3053!");
    EXPECT_EQ(to_utf8("utf-16be", "\x20\xac\0a"sv), "\u20ac"
                                                    "a");
    EXPECT_EQ(to_utf8("utf-8", ""), "");
}

TEST(charset, malformed_bytes_become_replacements) {
    EXPECT_EQ(to_utf8("utf-8", "a\xff"
                               "b"),
              "a\ufffd"
              "b");
    EXPECT_EQ(to_utf8("us-ascii", "a\xc3"), "a\ufffd");
    auto const cut = to_utf8("iso-2022-jp", "\x1b$B$");
    ASSERT_TRUE(cut);
    EXPECT_TRUE(base::is_utf8(*cut));
    // No state is left for the next text.
    EXPECT_EQ(to_utf8("iso-2022-jp", "abc"), "abc");
    EXPECT_EQ(to_utf8("utf-8", "a\0b"sv), "a\0b"sv);
}

TEST(charset, long_texts_cross_the_pivot) {
    std::string latin;
    std::string expected;
    for (int i = 0; i < 20'000; ++i) {
        latin += "a\xe4";
        expected += "a\u00e4";
    }
    EXPECT_EQ(to_utf8("iso-8859-15", latin), expected);
}

TEST(charset, more_charsets_than_are_kept_open) {
    for (int round = 0; round < 3; ++round)
        for (auto const* name : {"iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
                                 "iso-8859-8", "iso-8859-10", "iso-8859-13"})
            EXPECT_EQ(to_utf8(name, "abc"), "abc") << name;
}

TEST(charset, guesses_unlabelled_bytes) {
    EXPECT_EQ(utf8_or_guess("\u20ac"), "\u20ac");
    EXPECT_EQ(utf8_or_guess("\x80 \xe4"), "\u20ac \u00e4");
}

}  // namespace
}  // namespace mailstead::mime
