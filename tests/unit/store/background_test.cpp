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

TEST(background, what_is_for_later_waits_its_time_and_keeps_nobody) {
    std::atomic<int> order{0};
    std::atomic<int> first{0}, second{0};
    {
        background on;
        on.post_after(1h, [&] { order = 100; });
        on.post_after(60ms, [&] { second = ++order; });
        on.post_after(20ms, [&] { first = ++order; });
        auto const began = std::chrono::steady_clock::now();
        on.drain();    // does not wait for it
        auto const until = began + 20s;
        while (order < 2 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(5ms);
        EXPECT_GE(std::chrono::steady_clock::now() - began, 60ms);
    }
    EXPECT_EQ(first, 1);
    EXPECT_EQ(second, 2);
    EXPECT_EQ(order, 2);
}

TEST(background, drain_of_an_idle_one_returns) {
    background on;
    on.drain();
    on.drain();
}

}  // namespace
}  // namespace mailstead::store
