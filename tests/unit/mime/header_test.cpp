// Scanning header blocks.
#include "mime/header.h"

#include <gtest/gtest.h>

namespace mailstead::mime {
namespace {

using namespace std::literals;

TEST(header, gives_name_value_raw_and_offset) {
    constexpr auto text = "Subject: one\r\n two\r\nTo:x@y\r\n\r\nbody: no field\r\n"sv;
    header_scanner scanner(text);
    auto const subject = scanner.next();
    ASSERT_TRUE(subject);
    EXPECT_EQ(subject->name, "Subject");
    EXPECT_EQ(subject->value, " one\r\n two");
    EXPECT_EQ(subject->raw, "Subject: one\r\n two\r\n");
    EXPECT_EQ(subject->offset, 0u);
    auto const to = scanner.next();
    ASSERT_TRUE(to);
    EXPECT_EQ(to->name, "To");
    EXPECT_EQ(to->value, "x@y");
    EXPECT_EQ(to->offset, 20u);
    EXPECT_FALSE(scanner.next());
    EXPECT_EQ(scanner.length(), text.find("body"));
    EXPECT_FALSE(scanner.next());
}

TEST(header, takes_bare_line_feeds) {
    constexpr auto text = "A: 1\n\t2\nB: 3\n\nrest"sv;
    EXPECT_EQ(header_length(text), text.find("rest"));
    EXPECT_EQ(find_field(text, "a")->value, " 1\n\t2");
    EXPECT_EQ(find_field(text, "b")->raw, "B: 3\n");
}

TEST(header, ends_before_a_line_that_is_no_field) {
    EXPECT_EQ(header_length("A: 1\r\nno field here\r\nB: 2\r\n"), 6u);
    EXPECT_EQ(header_length("no field"), 0u);
    EXPECT_EQ(header_length(" leading blank: x\r\n"), 0u);
    EXPECT_EQ(header_length(": no name\r\n"), 0u);
    EXPECT_EQ(header_length(""), 0u);
    EXPECT_EQ(header_length("\r\nA: 1\r\n"), 2u);
    EXPECT_EQ(header_length("\nA: 1\n"), 1u);
    EXPECT_EQ(header_length("A: 1"), 4u);
    EXPECT_EQ(header_length("A"), 0u);
    EXPECT_EQ(header_length("A\r\n"), 0u);
}

TEST(header, a_blank_line_of_white_space_continues_the_field) {
    EXPECT_EQ(find_field("A: 1\r\n \r\n 2\r\n\r\n", "A")->value, " 1\r\n \r\n 2");
}

TEST(header, allows_blanks_before_the_colon_and_8_bit_names) {
    EXPECT_EQ(find_field("Date  : x\r\n", "date")->name, "Date");
    EXPECT_EQ(find_field("Date \t:x\r\n", "date")->value, "x");
    EXPECT_EQ(find_field("Sch\xf6n: x\r\n", "sch\xf6n")->value, " x");
    EXPECT_EQ(header_length("Two words: x\r\n"), 0u);
}

TEST(header, steps_over_an_mbox_line) {
    constexpr auto text = "From joe@example.com Fri Nov 20 20:47:08 2026\nA: 1\n\nx"sv;
    auto const a = find_field(text, "A");
    ASSERT_TRUE(a);
    EXPECT_EQ(a->offset, text.find("A: 1"));
    EXPECT_EQ(header_length(text), text.find("x", 50));
    EXPECT_EQ(find_field("From: joe\n", "from")->value, " joe");
}

TEST(header, finds_all_of_a_name_in_order) {
    auto const found = find_fields("Received: 1\r\nTo: x\r\nRECEIVED: 2\r\n\r\nReceived: 3\r\n", "received");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].value, " 1");
    EXPECT_EQ(found[1].value, " 2");
    EXPECT_FALSE(find_field("To: x\r\n", "cc"));
}

TEST(header, bare_cr_and_nul_are_data) {
    constexpr auto text = "A: 1\rB: 2\0x\r\n\r\n"sv;
    auto const a = find_field(text, "A");
    ASSERT_TRUE(a);
    EXPECT_EQ(a->value, " 1\rB: 2\0x"sv);
    EXPECT_FALSE(find_field(text, "B"));
    EXPECT_EQ(unfold(a->value), "1B: 2x");
}

TEST(header, unfold_gives_one_line) {
    EXPECT_EQ(unfold(" one\r\n two\n\tthree "), "one two\tthree");
    EXPECT_EQ(unfold(""), "");
    EXPECT_EQ(unfold(" \r\n "), "");
    EXPECT_EQ(unfold(" gr\xfc\xdf"), "gr\xfc\xdf");
}

// Whatever the text: fields lie end to end from the start, and the header never exceeds the text.
TEST(header, fields_are_contiguous_at_every_cut) {
    constexpr auto whole = "From x\r\nA: 1\r\n b\r\nC : 2\n\tx\n \nD:\r\n\r\nbody\r\n"sv;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        auto const text = whole.substr(0, cut);
        header_scanner scanner(text);
        std::optional<std::size_t> expected;
        while (auto const field = scanner.next()) {
            if (expected) {
                EXPECT_EQ(field->offset, *expected);
            }
            expected = field->offset + field->raw.size();
            EXPECT_EQ(text.substr(field->offset, field->raw.size()), field->raw);
            EXPECT_FALSE(field->name.empty());
        }
        EXPECT_LE(scanner.length(), text.size());
    }
}

}  // namespace
}  // namespace mailstead::mime
