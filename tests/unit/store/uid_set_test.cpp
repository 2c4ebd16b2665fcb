// Sets of uids against std::set, and their text.
#include "store/uid_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace mailstead::store {
namespace {

TEST(uid_set, merges_what_touches) {
    uid_set s;
    s.add(5, 3);
    s.add(7);
    EXPECT_EQ(s.to_string(), "3:5,7");
    s.add(6);
    EXPECT_EQ(s.to_string(), "3:7");
    s.add(1);
    EXPECT_EQ(s.to_string(), "1,3:7");
    s.add(0xffffffff);
    s.add(0xfffffffe, 0xffffffff);
    EXPECT_EQ(s.to_string(), "1,3:7,4294967294:4294967295");
    s.add(2, 0xffffffff);
    EXPECT_EQ(s.to_string(), "1:4294967295");
}

TEST(uid_set, of_takes_any_order_and_duplicates) {
    EXPECT_EQ(uid_set::of({9, 1, 2, 2, 3, 9}).to_string(), "1:3,9");
    EXPECT_TRUE(uid_set::of({}).empty());
}

TEST(uid_set, agrees_with_a_set_of_numbers) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        uid_set ours;
        std::set<std::uint32_t> theirs;
        for (int i = 0; i < 12; ++i) {
            std::uint32_t const first = 1 + random() % 60, last = first + random() % 8;
            ours.add(first, last);
            for (auto uid = first; uid <= last; ++uid) theirs.insert(uid);
        }
        for (std::uint32_t uid = 0; uid < 80; ++uid) ASSERT_EQ(ours.contains(uid), theirs.count(uid) == 1) << uid;
        for (std::size_t i = 1; i < ours.ranges().size(); ++i)
            ASSERT_GT(ours.ranges()[i].first, ours.ranges()[i - 1].last + 1);
    }
}

}  // namespace
}  // namespace mailstead::store
