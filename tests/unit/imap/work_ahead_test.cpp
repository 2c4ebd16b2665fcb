#include "imap/work_ahead.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace mailstead::imap {
namespace {

struct work_aheads : testing::Test {
    std::vector<std::thread> threads;
    std::atomic<unsigned> asked = 0;

    ~work_aheads() override { join(); }
    void join() {
        for (auto& one : threads) one.join();
        threads.clear();
    }
    helpers by_threads() {
        return [this](std::function<void()> work) {
            ++asked;
            threads.emplace_back(std::move(work));
        };
    }
};

TEST_F(work_aheads, every_piece_is_done_once_and_before_it_is_reached) {
    std::vector<std::atomic<int>> done(500);
    work_ahead all(done.size(), 10, [&](std::size_t n) { ++done[n]; }, by_threads());
    for (std::size_t n = 0; n < done.size(); ++n) {
        all.reach(n);
        ASSERT_EQ(done[n], 1);
    }
    join();
    for (auto const& one : done) EXPECT_EQ(one, 1);
    EXPECT_GT(asked, 0u);
}

TEST_F(work_aheads, nobody_goes_further_ahead_than_the_window) {
    std::atomic<std::size_t> furthest = 0, reached = 0;
    auto const work = [&](std::size_t n) {
        EXPECT_LE(n, reached + 5);
        for (auto before = furthest.load(); n > before && !furthest.compare_exchange_weak(before, n);) {}
    };
    work_ahead all(200, 5, work, by_threads());
    for (std::size_t n = 0; n < 200; ++n) {
        reached = n;
        all.reach(n);
    }
    join();
}

TEST_F(work_aheads, without_helpers_it_is_done_here) {
    for (auto const& with : {helpers(), helpers([](std::function<void()>) {})}) {    // none; one that drops all
        std::vector<int> order;
        work_ahead all(20, 5, [&](std::size_t n) { order.push_back(static_cast<int>(n)); }, with);
        for (std::size_t n = 0; n < 20; ++n) all.reach(n);
        ASSERT_EQ(order.size(), 20u);
        EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    }
}

TEST_F(work_aheads, what_was_done_cheaply_asks_for_no_help) {
    work_ahead all(100, 50, [](std::size_t) { ADD_FAILURE(); }, by_threads());
    for (std::size_t n = 0; n < 100; ++n) {
        EXPECT_TRUE(all.is_done(n, [] { return true; }));
        all.reach(n);
    }
    EXPECT_EQ(asked, 0u);
}

TEST_F(work_aheads, trouble_comes_out_where_it_was_met) {
    work_ahead all(10, 0, [](std::size_t n) { if (n == 3) throw std::runtime_error("3"); }, {});
    for (std::size_t n = 0; n < 3; ++n) all.reach(n);
    EXPECT_THROW(all.reach(3), std::runtime_error);
    all.reach(4);
}

TEST_F(work_aheads, may_go_while_helpers_are_at_work) {
    auto const done = std::make_shared<std::atomic<int>>(0);
    for (int i = 0; i < 50; ++i) {
        work_ahead all(100, 50, [done](std::size_t) { ++*done; }, by_threads());
        all.reach(0);
    }
    join();
    EXPECT_GE(*done, 50);
}

}  // namespace
}  // namespace mailstead::imap
