// The thread for what nobody waits for, as a test or a stop that does wait sees it.
#include "store/background.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace mailstead::store {
namespace {

using namespace std::chrono_literals;

TEST(background, drain_waits_for_what_the_work_itself_posts) {
    background on;
    std::atomic<int> done{0};
    on.post([&] {
        std::this_thread::sleep_for(20ms);
        on.post([&] {
            std::this_thread::sleep_for(20ms);
            ++done;
        });
        ++done;
    });
    on.drain();
    EXPECT_EQ(done, 2);
}

// The last owner of a mailbox may be the work that tells it of a delivery: letting go posts its write-back.
TEST(background, drain_waits_for_what_letting_go_posts) {
    background on;
    std::atomic<bool> written{false};
    auto const last = [&](int* gone) {
        delete gone;
        on.post([&] { written = true; });
    };
    on.post([held = std::shared_ptr<int>(new int(1), last)] { std::this_thread::sleep_for(20ms); });
    on.drain();
    EXPECT_TRUE(written);
}

TEST(background, drain_of_an_idle_one_returns) {
    background on;
    on.drain();
    on.drain();
}

}  // namespace
}  // namespace mailstead::store
