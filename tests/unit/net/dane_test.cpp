#include "net/dane.h"

#include <gtest/gtest.h>

namespace mailstead::net {
namespace {

std::string record(unsigned usage, unsigned selector, unsigned matching, std::size_t length) {
    std::string out{static_cast<char>(usage), static_cast<char>(selector), static_cast<char>(matching)};
    return out.append(length, 'x');
}

TEST(tlsa, what_is_too_short_is_none) {
    EXPECT_TRUE(read_tlsa({"", "\3", "\3\1\1"}).empty());
    auto const one = read_tlsa({record(3, 1, 1, 32)});
    ASSERT_EQ(one.size(), 1u);
    EXPECT_EQ(one[0], (tlsa_record{3, 1, 1, std::string(32, 'x')}));
}

TEST(tlsa, only_what_means_something_to_a_mail_client_is_usable) {
    struct {
        unsigned usage, selector, matching;
        std::size_t length;
        bool good;
    } const table[] = {
        {3, 1, 1, 32, true},  {3, 0, 2, 64, true},  {2, 0, 1, 32, true},  {2, 1, 0, 200, true},
        {0, 0, 1, 32, false}, {1, 1, 1, 32, false}, {4, 0, 1, 32, false}, {255, 0, 1, 32, false},
        {3, 2, 1, 32, false}, {3, 1, 3, 32, false}, {3, 1, 1, 31, false}, {3, 1, 2, 32, false},
    };
    for (auto const& row : table) {
        auto const all = usable(read_tlsa({record(row.usage, row.selector, row.matching, row.length)}));
        EXPECT_EQ(!all.empty(), row.good) << row.usage << ' ' << row.selector << ' ' << row.matching << ' ' << row.length;
    }
}

}  // namespace
}  // namespace mailstead::net
