// Sources of lookup tables: rows, continuation lines, and what is wrong with a line.
#include "conf/table_rows.h"

#include <gtest/gtest.h>

namespace mailstead::conf {
namespace {

std::string rows_of(std::string_view text, source_text kind = source_text::utf8) {
    std::string out;
    for (auto const& row : read_rows(text, "f", kind).rows)
        out += std::to_string(row.line) + ':' + row.key + '=' + row.value + '\n';
    return out;
}

std::string problems_of(std::string_view text, source_text kind = source_text::utf8) {
    std::string out;
    for (auto const& one : read_rows(text, "f", kind).problems)
        out += std::to_string(one.line) + ": " + one.text + '\n';
    return out;
}

TEST(table_rows, keys_and_values) {
    EXPECT_EQ(rows_of("a b\n\n# c d\n  # e\nFoo\tbar baz \r\nlast one"), "1:a=b\n5:Foo=bar baz\n6:last=one\n");
    EXPECT_EQ(rows_of(""), "");
    EXPECT_EQ(problems_of("a b\n"), "");
}

TEST(table_rows, continuation_lines_over_comments) {
    EXPECT_EQ(rows_of("a b\n  c\n# no\n\td\ne\n  f\n"), "1:a=b  c\td\n5:e=f\n");
}

TEST(table_rows, quotes_and_backslashes_keep_white_space_in_the_key) {
    EXPECT_EQ(rows_of("\"a b\" c\n\"x \\\" y\" z\nback\\ slash v\nin\" \"side w\n"),
              "1:\"a b\"=c\n2:\"x \\\" y\"=z\n3:back\\ slash=v\n4:in\" \"side=w\n");
    EXPECT_EQ(problems_of("\"a b\n"), "1: unbalanced '\"' in '\"a b' -- ignoring this line\n");
}

TEST(table_rows, names_what_is_wrong) {
    EXPECT_EQ(problems_of("ok v\n\nalone\n"), "3: expected format: key whitespace value\n");
    EXPECT_EQ(problems_of("a: b\n"), "1: record is in \"key: value\" format; is this an alias file?\n");
    EXPECT_EQ(rows_of("a: b\n"), "1:a:=b\n");
    EXPECT_EQ(problems_of("\n# c\n  lead a\n  more\nb c\n"),
              "3: logical line must not start with whitespace: \"  lead a  more\"\n");
    EXPECT_EQ(rows_of("  lead a\nb c\n"), "2:b=c\n");
}

TEST(table_rows, bytes_that_no_source_may_have) {
    EXPECT_EQ(problems_of(std::string_view("k va\0lue\n", 9)), "1: NUL byte in the line -- ignoring this line\n");
    EXPECT_EQ(problems_of("\xff x\n"), "1: non-UTF-8 input \"? x\" -- ignoring this line\n");
    EXPECT_EQ(rows_of("\xff x\n", source_text::bytes), "1:\xff=x\n");
}

TEST(table_rows, long_lines_take_linear_time) {
    std::string const text = "k " + std::string(4 << 20, 'v') + "\n" + std::string(4 << 20, '"') + "\n";
    EXPECT_EQ(read_rows(text, "f").rows.size(), 1u);
}

}  // namespace
}  // namespace mailstead::conf
