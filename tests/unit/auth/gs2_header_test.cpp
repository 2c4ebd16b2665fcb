#include "auth/gs2_header.h"

#include <gtest/gtest.h>

namespace mailstead::auth {
namespace {

using flag = gs2_header::flag;

TEST(gs2_header, flags) {
    EXPECT_EQ(parse_gs2_header("n,,n=user,r=x")->binding, flag::unable);
    EXPECT_EQ(parse_gs2_header("y,a=other,n=user,r=x")->binding, flag::unoffered);
    auto const used = parse_gs2_header("p=tls-server-end-point,,n=user,r=x");
    ASSERT_TRUE(used);
    EXPECT_EQ(used->binding, flag::used);
    EXPECT_EQ(used->type, "tls-server-end-point");
    EXPECT_EQ(parse_gs2_header("n,")->binding, flag::unable);
}

TEST(gs2_header, nothing_of_the_kind) {
    for (auto const* text : {"", "n", "y", ",", "x,,", "N,,", "p,,", "p=,,", "p=a b,,", "p=a=b,,", "F,n,,", "nn,,", " n,,", "p=tls-unique"})
        EXPECT_FALSE(parse_gs2_header(text)) << text;
    EXPECT_FALSE(parse_gs2_header(std::string_view("p=a\0,,", 6)));
}

}  // namespace
}  // namespace mailstead::auth
