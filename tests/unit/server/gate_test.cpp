// The limit of a line of master.cf: sessions beyond it wait, and go on when one has ended.
#include "server/gate.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace mailstead::server {
namespace {

struct gate_test : testing::Test {
    boost::asio::io_context loop;
    int called = 0;
    std::shared_ptr<gate> made = std::make_shared<gate>(loop.get_executor(), "smtp inet", [this] { ++called; });
    int calls() {
        loop.restart();
        loop.poll();
        return called;
    }
};

TEST_F(gate_test, has_room_up_to_the_limit) {
    EXPECT_TRUE(made->has_room());
    made->set_limit(2);
    auto first = made->enter();
    EXPECT_TRUE(made->has_room());
    auto const second = made->enter();
    EXPECT_FALSE(made->has_room());
    EXPECT_TRUE(made->is_full());
    first.reset();
    EXPECT_TRUE(made->has_room());
    EXPECT_FALSE(made->is_full());
}

TEST_F(gate_test, calls_only_when_it_was_full) {
    made->set_limit(2);
    auto first = made->enter();
    first.reset();
    EXPECT_EQ(calls(), 0);
    auto second = made->enter();
    auto third = made->enter();
    second.reset();
    EXPECT_EQ(calls(), 1);
    third.reset();
    EXPECT_EQ(calls(), 1);
}

TEST_F(gate_test, takes_a_new_limit) {
    made->set_limit(1);
    auto first = made->enter();
    EXPECT_FALSE(made->has_room());
    made->set_limit(0);
    EXPECT_TRUE(made->has_room());
    auto const second = made->enter();
    made->set_limit(1);    // two are in: there is room when both have gone
    first.reset();
    EXPECT_EQ(calls(), 1);
    EXPECT_FALSE(made->has_room());
}

TEST_F(gate_test, a_session_may_outlive_the_front) {
    made->set_limit(1);
    auto token = made->enter();
    made->forget();
    made.reset();
    token.reset();
    EXPECT_EQ(calls(), 0);
}

}  // namespace
}  // namespace mailstead::server
