#include "base/line_ends.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace mailstead::base {
namespace {

line_ends counted_slowly(std::string_view text, char before) {
    line_ends out;
    for (char const c : text) {
        out.all += c == '\n';
        out.bare += c == '\n' && before != '\r';
        before = c;
    }
    return out;
}

TEST(line_ends, are_those_that_a_simple_count_finds) {
    std::mt19937 dice(1);
    std::string text;
    for (int i = 0; i < 1500; ++i) text += "\r\n\na\xff"[dice() % 5];
    for (std::size_t begin = 0; begin < 3; ++begin)
        for (std::size_t size = 0; begin + size <= text.size(); ++size)
            for (char const before : {'\0', '\r', '\n'}) {
                auto const piece = std::string_view(text).substr(begin, size);
                auto const found = count_line_ends(piece, before), wanted = counted_slowly(piece, before);
                ASSERT_EQ(found.all, wanted.all) << begin << ' ' << size;
                ASSERT_EQ(found.bare, wanted.bare) << begin << ' ' << size;
            }
}

TEST(line_ends, of_many_lines_do_not_pass_what_an_octet_holds) {
    EXPECT_EQ(count_line_ends(std::string(100'000, '\n')).all, 100'000u);
    EXPECT_EQ(count_line_ends(std::string(100'000, '\n'), '\r').bare, 99'999u);
}

}  // namespace
}  // namespace mailstead::base
