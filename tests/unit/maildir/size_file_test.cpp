// maildirsize as Courier, maildrop and Dovecot write it, and damaged in every way.
#include "maildir/size_file.h"

#include <gtest/gtest.h>

namespace mailstead::maildir {
namespace {

TEST(size_file_test, sums_its_lines) {
    auto const read = parse_size_file("1000000S,100C\n    1234    1\n-234 0\n20 3\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->limits, (store::quota_limits{1000000, 100}));
    EXPECT_EQ(read->usage, (store::quota_usage{1020, 4}));
    EXPECT_EQ(read->changes, 3u);
}

TEST(size_file_test, a_file_without_limits_counts_too) {
    auto const read = parse_size_file("\n10 1\n");
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->limits.any());
    EXPECT_EQ(read->usage.messages, 1u);
}

TEST(size_file_test, what_is_cut_at_any_byte_is_whole_lines_or_nothing) {
    std::string const text = "1000S\n100 1\n-40 -1\n7 2\n";
    for (std::size_t n = 0; n < text.size(); ++n) {
        auto const read = parse_size_file(text.substr(0, n));
        bool const at_line_end = n == 12 || n == 19;
        EXPECT_EQ(read.has_value(), at_line_end) << n;
    }
    EXPECT_TRUE(parse_size_file(text));
}

TEST(size_file_test, damage_is_no_answer) {
    for (auto const* bad : {"", "\n", "1000S", "1000S\n", "many\n1 1\n", "1000S\n1\n", "1000S\n1 x\n", "1000S\n1 1 1\n",
                            "1000S\n-1 0\n", "1000S\n1 -1\n", "1000S\n1 1\n\n", "1000S\n9223372036854775807 0\n1 0\n"})
        EXPECT_FALSE(parse_size_file(bad)) << bad;
    EXPECT_FALSE(parse_size_file(std::string_view("1000S\n1\0 1\n", 11)));
}

TEST(size_file_test, prints_what_it_reads) {
    auto const read = parse_size_file(print_size_file({1000, 5}, {77, 3}) + print_size_change(-7, -1));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->usage, (store::quota_usage{70, 2}));
    EXPECT_EQ(read->limits, (store::quota_limits{1000, 5}));
}

}  // namespace
}  // namespace mailstead::maildir
