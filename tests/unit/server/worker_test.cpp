// An event loop on its thread: how it waits, and what ends it.
#include "server/worker.h"

#include <ctime>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

namespace mailstead::server {
namespace {

using namespace std::chrono_literals;

std::chrono::nanoseconds cpu_of(worker& which) {
    timespec now{};
    which.call([&] { ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); });
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// As close upon each other as a thread can hand them over.
void keep_busy(worker& which, int times) {
    for (int i = 0; i < times; ++i) which.call([] {});
}

TEST(worker_test, sleeps_when_nothing_follows) {
    worker one(0);
    one.start();
    keep_busy(one, 1000);
    auto const before = cpu_of(one);
    std::this_thread::sleep_for(500ms);
    EXPECT_LT(cpu_of(one) - before, 50ms);
    one.stop();
}

TEST(worker_test, may_be_stopped_at_once) {
    for (int i = 0; i < 200; ++i) {
        worker one(0);
        one.start();
        if (i % 2) one.call([] {});
        one.stop();
    }
}

TEST(worker_test, an_exception_ends_nothing) {
    worker one(0);
    one.start();
    for (int i = 0; i < 3; ++i) {
        boost::asio::post(one.executor(), [] { throw std::runtime_error("a test's"); });
        bool served = false;
        one.call([&] { served = true; });
        EXPECT_TRUE(served);
    }
    one.stop();
}

// A handler that makes another one for ever never lets the loop come to rest.
TEST(worker_test, stops_in_the_middle_of_work) {
    worker one(0);
    std::atomic<int> turns = 0;
    struct again {
        worker& which;
        std::atomic<int>& turns;
        void operator()() const {
            ++turns;
            boost::asio::post(which.executor(), *this);
        }
    };
    boost::asio::post(one.executor(), again{one, turns});
    one.start();
    while (turns < 1000) std::this_thread::sleep_for(1ms);
    auto const begin = std::chrono::steady_clock::now();
    one.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

}  // namespace
}  // namespace mailstead::server
