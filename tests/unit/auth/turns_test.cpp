#include "auth/turns.h"

#include <gtest/gtest.h>

namespace mailstead::auth {
namespace {

TEST(turns, so_many_at_once) {
    turns all(2);
    EXPECT_EQ(all.next(), 0u);
    auto const one = all.wait("a"), two = all.wait("b"), three = all.wait("c");
    EXPECT_EQ(all.next(), three);
    EXPECT_EQ(all.next(), two);
    EXPECT_EQ(all.next(), 0u);
    all.release();
    EXPECT_EQ(all.next(), one);
    EXPECT_EQ(all.waiting(), 0u);
}

TEST(turns, a_thousand_of_one_do_not_delay_another) {
    turns all(1);
    for (int i = 0; i < 1000; ++i) (void)all.wait("many");
    auto const first = all.next();
    EXPECT_NE(first, 0u);
    auto const other = all.wait("one");
    auto const late = all.wait("many");
    all.release();
    EXPECT_EQ(all.next(), other);
    all.release();
    EXPECT_EQ(all.next(), late) << "the newest of the same";
}

TEST(turns, who_gives_up_has_no_turn) {
    turns all(1);
    auto const one = all.wait("a"), two = all.wait("a");
    all.give_up("a", two);
    all.give_up("a", two);
    all.give_up("b", one);
    EXPECT_EQ(all.next(), one);
    all.release();
    EXPECT_EQ(all.next(), 0u);
    EXPECT_EQ(all.waiting(), 0u);
}

}  // namespace
}  // namespace mailstead::auth
