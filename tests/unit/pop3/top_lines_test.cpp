// TOP's part of a message, cut at every byte.
#include "pop3/top_lines.h"

#include <string>

#include <gtest/gtest.h>

namespace mailstead::pop3 {
namespace {

std::string shown(std::string_view text, std::uint32_t lines, std::size_t cut) {
    top_lines top(lines);
    std::string out(top.take(text.substr(0, cut)));
    out += top.take(text.substr(cut));
    return out;
}

TEST(top_lines, header_and_some_lines_however_cut) {
    for (std::string const end : {"\n", "\r\n"}) {
        auto const head = "A: b" + end + " c" + end + "D: e" + end + end;
        auto const text = head + "one" + end + end + "three" + end + "four";
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            EXPECT_EQ(shown(text, 0, cut), head) << cut;
            EXPECT_EQ(shown(text, 2, cut), head + "one" + end + end) << cut;
            EXPECT_EQ(shown(text, 4, cut), text) << cut;
            EXPECT_EQ(shown(text, 999, cut), text) << cut;
        }
    }
}

TEST(top_lines, a_message_without_header_or_without_body) {
    EXPECT_EQ(shown("\nbody\n", 0, 1), "\n");
    EXPECT_EQ(shown("A: b\n", 5, 2), "A: b\n");
    EXPECT_EQ(shown("", 5, 0), "");
}

}  // namespace
}  // namespace mailstead::pop3
