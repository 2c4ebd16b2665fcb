#include "auth/apop.h"

#include <gtest/gtest.h>

namespace mailstead::auth {
namespace {

using namespace std::string_view_literals;

// RFC 1939 §7's own: c4c9334bac560ecc979e58001b3e22fb.
constexpr auto example = "<1896.697170952@dbc.mtview.ca.us>\0mrose\0\xc4\xc9\x33\x4b\xac\x56\x0e\xcc\x97\x9e\x58\x00\x1b\x3e\x22\xfb"sv;

TEST(apop, example_of_the_rfc) {
    auto const response = parse_apop(example);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->name, "mrose");
    EXPECT_TRUE(matches(*response, "tanstaaf"));
    EXPECT_FALSE(matches(*response, "tanstaa"));
    EXPECT_FALSE(matches(*response, ""));
}

TEST(apop, cut_anywhere) {
    for (std::size_t n = 0; n < example.size(); ++n) EXPECT_FALSE(parse_apop(example.substr(0, n))) << n;
    EXPECT_FALSE(parse_apop("<a@b>\0\0aaaaaaaaaaaaaaaa"sv));
    EXPECT_FALSE(parse_apop("a@b\0c\0aaaaaaaaaaaaaaaa"sv));
    EXPECT_FALSE(parse_apop("<a@b>\0c\0aaaaaaaaaaaaaaaaa"sv));
    EXPECT_TRUE(parse_apop("<a@b>\0c\0\0aaaaaaaaaaaaaaa"sv));
}

}  // namespace
}  // namespace mailstead::auth
