// Which of the two ways to make a batch durable is taken, and that a bad moment of one does not decide for long.
#include "maildir/sync_policy.h"

#include <gtest/gtest.h>

namespace mailstead::maildir {
namespace {

using way = sync_policy::way;
using namespace std::chrono_literals;

constexpr auto automatic = sync_mode::automatic;

// Batches of ten files until the other way is chosen; `most` when it is not.
unsigned batches_until(sync_policy& policy, way wanted, std::chrono::nanoseconds price, unsigned most) {
    for (unsigned n = 0; n < most; ++n) {
        if (policy.choose(10, automatic) == wanted) return n;
        policy.took(wanted == way::all ? way::each : way::all, 10, price);
    }
    return most;
}

TEST(sync_policy, what_is_set_is_done) {
    sync_policy policy;
    EXPECT_EQ(policy.choose(10, sync_mode::fsync), way::each);
    EXPECT_EQ(policy.choose(1, sync_mode::syncfs), way::all);
}

TEST(sync_policy, one_file_is_synced_alone) {
    sync_policy policy;
    policy.took(way::all, 10, 1us);
    EXPECT_EQ(policy.choose(1, automatic), way::each);
}

TEST(sync_policy, the_cheaper_way_is_taken) {
    sync_policy policy;
    policy.took(way::each, 10, 10ms);    // 1 ms a file
    policy.took(way::all, 10, 2ms);
    EXPECT_EQ(policy.choose(10, automatic), way::all);
    EXPECT_EQ(policy.choose(2, automatic), way::each);
}

TEST(sync_policy, a_bad_moment_is_forgotten) {
    sync_policy policy;
    policy.took(way::each, 10, 10ms);
    policy.took(way::all, 10, 60ms);    // another program's data had to be written
    auto const waited = batches_until(policy, way::all, 10ms, 1000);
    EXPECT_GT(waited, 100u);    // six times dearer is not tried all the time
    EXPECT_LT(waited, 250u);
    policy.took(way::all, 10, 2ms);    // its price of today, whatever it was then
    EXPECT_EQ(policy.choose(10, automatic), way::all);
    EXPECT_EQ(policy.choose(3, automatic), way::all);
}

TEST(sync_policy, what_is_still_dear_is_left_again) {
    sync_policy policy;
    policy.took(way::each, 10, 10ms);
    policy.took(way::all, 10, 60ms);
    (void)batches_until(policy, way::all, 10ms, 1000);
    policy.took(way::all, 10, 60ms);
    EXPECT_EQ(policy.choose(10, automatic), way::each);
    EXPECT_GT(batches_until(policy, way::all, 10ms, 1000), 100u);
}

TEST(sync_policy, single_files_tell_nothing_about_the_other_way) {
    sync_policy policy;
    policy.took(way::all, 10, 60ms);
    for (int i = 0; i < 10'000; ++i) policy.took(way::each, 1, 1ms);
    EXPECT_EQ(policy.choose(10, automatic), way::each);
}

}  // namespace
}  // namespace mailstead::maildir
