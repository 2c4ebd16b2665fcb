// Two processes with one seed agree on the keys of tickets, by the clock alone, and forget the old ones.
#include "net/ticket_keys.h"

#include <gtest/gtest.h>

namespace mailstead::net {
namespace {

using std::chrono::seconds;

constexpr std::array<unsigned char, 32> seed{1, 2, 3};

TEST(ticket_keys, are_the_same_wherever_the_seed_is) {
    ticket_keys one(seed, seconds(3600), seconds(7200)), other(seed, seconds(3600), seconds(7200));
    for (auto const now : {7200, 10799, 10800, 36000}) {
        EXPECT_EQ(one.current(seconds(now)).cipher, other.current(seconds(now)).cipher) << now;
        EXPECT_EQ(one.current(seconds(now)).name, other.current(seconds(now)).name) << now;
    }
}

TEST(ticket_keys, are_the_same_however_often_one_has_looked) {
    ticket_keys busy(seed, seconds(60), seconds(0)), idle(seed, seconds(60), seconds(0));
    for (int now = 0; now < 6000; now += 7) busy.current(seconds(now));
    EXPECT_EQ(busy.current(seconds(6000)).mac, idle.current(seconds(6000)).mac);
}

TEST(ticket_keys, change_and_are_taken_once_more) {
    ticket_keys keys(seed, seconds(100), seconds(1000));
    auto const first = keys.current(seconds(1000));
    EXPECT_TRUE(keys.find(first.name, seconds(1099))->current);
    EXPECT_NE(keys.current(seconds(1100)).name, first.name);
    EXPECT_NE(keys.current(seconds(1100)).cipher, first.cipher);
    auto const late = keys.find(first.name, seconds(1199));
    ASSERT_TRUE(late);
    EXPECT_FALSE(late->current);
    EXPECT_EQ(late->what.cipher, first.cipher);
    EXPECT_FALSE(keys.find(first.name, seconds(1200)));
}

TEST(ticket_keys, of_another_seed_are_unknown) {
    ticket_keys ours(seconds(100), seconds(0)), theirs(seconds(100), seconds(0));
    EXPECT_FALSE(ours.find(theirs.current(seconds(0)).name, seconds(0)));
}

TEST(ticket_keys, stand_still_while_the_clock_goes_back) {
    ticket_keys keys(seed, seconds(100), seconds(1000));
    auto const now = keys.current(seconds(1500));
    EXPECT_EQ(keys.current(seconds(1000)).name, now.name);
}

TEST(ticket_keys, survive_a_clock_that_leaps) {
    ticket_keys keys(seed, seconds(60), seconds(0));
    keys.current(seconds(0));
    auto const then = keys.current(seconds(4'000'000'000)).name;
    EXPECT_NE(keys.current(seconds(4'000'000'060)).name, then);
}

}  // namespace
}  // namespace mailstead::net
