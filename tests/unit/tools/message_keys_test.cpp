// What header_checks and body_checks would be asked for a message.
#include "tools/message_keys.h"

#include <gtest/gtest.h>

#include <string>

namespace mailstead::tools {
namespace {

std::string keys(std::string_view message, message_lines wanted) {
    std::string out;
    for_each_key(message, wanted, [&](std::string_view key) { out += '[' + std::string(key) + ']'; });
    return out;
}

constexpr std::string_view simple = "A: b\nC : d\n e\n\nbody\n\nend";
constexpr std::string_view parts = "Content-Type: multipart/mixed; boundary=b\n\npre\n--b\nX: y\n\ntext\nZ: w\n--b\n"
                                   "Content-Type: message/rfc822\n\nS: t\n\nlast\n--b--\nepi\n";

TEST(message_keys, headers_end_with_the_first_line_that_is_none) {
    EXPECT_EQ(keys(simple, {.header = true}), "[A: b][C: d\n e]");
    EXPECT_EQ(keys("no header\nA: b\n", {.header = true}), "");
    EXPECT_EQ(keys("From me\nA: b\n", {.header = true}), "");
    EXPECT_EQ(keys("A: b", {.header = true}), "[A: b]");
    EXPECT_EQ(keys("", {.header = true, .body = true}), "");
}

TEST(message_keys, the_body_is_all_the_rest) {
    EXPECT_EQ(keys(simple, {.body = true}), "[][body][][end]");
    EXPECT_EQ(keys(simple, {.header = true, .body = true}), "[A: b][C: d\n e][][body][][end]");
    EXPECT_EQ(keys("no header\nA: b\n", {.body = true}), "[][no header][A: b]");
    EXPECT_EQ(keys("\nbody\n", {.body = true}), "[][body]");
    EXPECT_EQ(keys(" space first\n", {.body = true}), "[][ space first]");
}

TEST(message_keys, headers_of_parts_count_when_mime_is_read) {
    EXPECT_EQ(keys(parts, {.header = true, .mime = true}),
              "[Content-Type: multipart/mixed; boundary=b][X: y][Content-Type: message/rfc822][S: t]");
    EXPECT_EQ(keys(parts, {.body = true, .mime = true}), "[][pre][--b][][text][Z: w][--b][][][last][--b--][epi]");
    EXPECT_EQ(keys(parts, {.body = true}),
              "[][pre][--b][X: y][][text][Z: w][--b][Content-Type: message/rfc822][][S: t][][last][--b--][epi]");
}

TEST(message_keys, every_byte_may_be_the_last) {
    for (std::size_t n = 0; n <= parts.size(); ++n)
        for (bool mime : {false, true}) (void)keys(parts.substr(0, n), {.header = true, .body = true, .mime = mime});
}

}  // namespace
}  // namespace mailstead::tools
