#include "imap/partial.h"

#include <gtest/gtest.h>

#include "imap/lexer.h"

namespace mailstead::imap {
namespace {

partial_range range(std::string_view text) {
    lexer in(text);
    partial_range out;
    EXPECT_TRUE(read_partial(in, out) && in.at_end()) << text;
    return out;
}
using window = std::pair<std::size_t, std::size_t>;

TEST(partial, from_the_beginning) {
    EXPECT_EQ(range("1:3").of(10), window(0, 3));
    EXPECT_EQ(range("3:1").of(10), window(0, 3));
    EXPECT_EQ(range("4:6").of(5), window(3, 5));
    EXPECT_EQ(range("6:9").of(5), window(5, 5));
    EXPECT_EQ(range("1:4294967295").of(5), window(0, 5));
    EXPECT_EQ(range("1:1").of(0), window(0, 0));
}

TEST(partial, from_the_end) {
    EXPECT_EQ(range("-1:-3").of(10), window(7, 10));
    EXPECT_EQ(range("-3:-1").of(10), window(7, 10));
    EXPECT_EQ(range("-4:-6").of(5), window(0, 2));
    EXPECT_EQ(range("-6:-9").of(5), window(0, 0));
    EXPECT_EQ(range("-1:-4294967295").of(5), window(0, 5));
}

TEST(partial, is_told_as_written) {
    for (auto const* text : {"1:3", "500:400", "-1:-100", "-9:-1"}) EXPECT_EQ(to_string(range(text)), text);
}

TEST(partial, what_is_none) {
    for (std::string_view text : {"", "1", "1:", "0:1", "1:0", "-1:2", "1:-2", "-0:-1", "*:1", "1:*", "a", "-", "4294967296:1"}) {
        lexer in(text);
        partial_range out;
        EXPECT_FALSE(read_partial(in, out)) << text;
    }
}

}  // namespace
}  // namespace mailstead::imap
