// The bounded pool: results come home, refusals come as errors, exceptions are rethrown.
#include "net/disk.h"

#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

using std::chrono::milliseconds;

TEST(disk_pool, brings_the_result_home) {
    disk_pool pool(2, milliseconds(1000));
    auto body = [&](executor) -> task<void> {
        auto const home = std::this_thread::get_id();
        std::thread::id where;
        auto work = [&where]() -> result<int> {
            where = std::this_thread::get_id();
            return 42;
        };
        auto const got = co_await blocking(pool, work);
        EXPECT_EQ(*got, 42);
        EXPECT_NE(where, home);
        EXPECT_EQ(std::this_thread::get_id(), home);
    };
    test::run(body);
}

TEST(disk_pool, rethrows_what_the_work_threw) {
    disk_pool pool(1, milliseconds(1000));
    auto body = [&](executor) -> task<void> {
        auto work = []() -> result<void> { throw std::runtime_error("broken"); };
        bool thrown = false;
        try {
            auto const ignored = co_await blocking(pool, work);
            static_cast<void>(ignored);
        } catch (std::runtime_error const& error) {
            thrown = error.what() == std::string("broken");
        }
        EXPECT_TRUE(thrown);
    };
    test::run(body);
}

TEST(disk_pool, refuses_work_that_waited_too_long) {
    disk_pool pool(1, milliseconds(50));
    auto body = [&](executor where) -> task<void> {
        bool slow_done = false;
        auto slow = [&]() -> task<void> {
            auto nap = []() -> result<void> {
                std::this_thread::sleep_for(milliseconds(300));
                return {};
            };
            auto const done = co_await blocking(pool, nap);
            slow_done = done.has_value();
        };
        boost::asio::co_spawn(where, slow(), [](std::exception_ptr) {});
        co_await boost::asio::post(where, boost::asio::use_awaitable);
        auto work = []() -> result<void> { return {}; };
        auto const got = co_await blocking(pool, work);
        EXPECT_EQ(got.error(), make_error_code(errc::busy));
        EXPECT_TRUE(slow_done);
    };
    test::run(body);
}

TEST(disk_pool, refuses_at_once_when_full) {
    disk_pool pool(1, milliseconds(5000), 0);
    auto body = [&](executor) -> task<void> {
        auto work = []() -> result<void> { return {}; };
        auto const got = co_await blocking(pool, work);
        EXPECT_EQ(got.error(), make_error_code(errc::busy));
    };
    test::run(body);
}

}  // namespace
}  // namespace mailstead::net
