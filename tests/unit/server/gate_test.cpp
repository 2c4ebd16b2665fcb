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

TEST_F(gate_test, wakes_who_waits_one_by_one) {
    made->set_limit(2);
    std::vector<int> woken;
    auto first = made->enter(), second = made->enter();
    auto const note = [&woken](int who) { return [&woken, who] { woken.push_back(who); }; };
    auto const one = made->wake_when_room(note(1));
    auto two = made->wake_when_room(note(2));
    auto const three = made->wake_when_room(note(3));
    two.reset();    // waits no longer
    first.reset();
    EXPECT_EQ(woken, std::vector<int>{1});
    first = made->enter();
    second.reset();
    EXPECT_EQ(woken, (std::vector<int>{1, 3}));
    first.reset();
    EXPECT_EQ(woken.size(), 2u);
}

}  // namespace
}  // namespace mailstead::server
