#include "mime/seven_bit_filter.h"

#include <gtest/gtest.h>

#include "mime/seven_bit.h"

namespace mailstead::mime {
namespace {

std::string shown(std::string_view text, std::size_t cut) {
    seven_bit_filter filter;
    std::string out;
    for (; text.size() > cut; text.remove_prefix(cut)) out += filter.take(text.substr(0, cut));
    out += filter.take(text);
    out += filter.finish();
    return out;
}

struct sample {
    std::string_view text, shown;
};

sample const samples[] = {
    {"Subject: x\n\ncaf\u00e9\n", "Subject: x\n\ncaf\u00e9\n"},
    {"A: x\r\nSubject: caf\u00e9\r\nReceived: \u00e9\r\nB: y\r\n z\r\n\r\ncaf\u00e9: \u00e9\r\n",
     "A: x\r\nSubject: =?utf-8?Q?caf=C3=A9?=\r\nB: y\r\n z\r\n\r\ncaf\u00e9: \u00e9\r\n"},
    {"To: \u00e9@b\n\n", "To: =?utf-8?Q?=C3=A9=40b?= <invalid@internationalized-address.invalid>\r\n\n"},
    {"no header, caf\u00e9\nmore\n", "no header, caf\u00e9\nmore\n"},
    {" \u00e9 begins with a blank\n", " \u00e9 begins with a blank\n"},
    {"Subject: \u00e9\nno field \u00e9\n\nx\n", "Subject: =?utf-8?Q?=C3=A9?=\r\nno field \u00e9\n\nx\n"},
    {"Subject: \u00e9", "Subject: =?utf-8?Q?=C3=A9?=\r\n"},
    {"\nSubject: \u00e9\n", "\nSubject: \u00e9\n"},
    {"", ""},
};

TEST(seven_bit_filter, cut_anywhere) {
    for (auto const& one : samples)
        for (std::size_t cut = 1; cut <= one.text.size() + 1; ++cut) EXPECT_EQ(shown(one.text, cut), one.shown) << cut;
}

TEST(seven_bit_filter, long_fields_are_not_kept) {
    std::string const filling(seven_bit_filter::longest_field, 'x');
    std::string const text = "A: " + filling + "\xe9" + filling + "\n \xe9\nSubject: \u00e9\n\n\xe9\n";
    std::string const wanted = "A: " + filling + "?" + filling + "\n ?\nSubject: =?utf-8?Q?=C3=A9?=\r\n\n\xe9\n";
    for (std::size_t cut : {std::size_t(1000), std::size_t(65536), text.size()}) EXPECT_EQ(shown(text, cut), wanted) << cut;
    std::string folded = "B: \xe9\n";
    for (int i = 0; i < 2000; ++i) folded += " " + std::string(70, 'y') + "\n";
    for (std::size_t cut : {std::size_t(1000), folded.size()}) {
        auto const got = shown(folded + "\n\xe9", cut);
        EXPECT_TRUE(got.starts_with("B: ?\n yy") && got.ends_with("y\n\n\xe9")) << got.substr(0, 20);
    }
}

}  // namespace
}  // namespace mailstead::mime
