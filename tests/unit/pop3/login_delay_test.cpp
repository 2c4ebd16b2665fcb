#include "pop3/login_delay.h"

#include <gtest/gtest.h>

namespace mailstead::pop3 {
namespace {

using namespace std::chrono_literals;

base::steady_time const start{std::chrono::hours(1)};

TEST(login_delay, holds_for_the_account_that_was_opened) {
    login_delays delays;
    EXPECT_FALSE(delays.too_soon("bob", start, 60s));
    EXPECT_FALSE(delays.too_soon("bob", start, 60s));    // asking is not logging in
    delays.note("bob", start, 60s);
    EXPECT_TRUE(delays.too_soon("bob", start + 59s, 60s));
    EXPECT_FALSE(delays.too_soon("bob", start + 60s, 60s));
    EXPECT_FALSE(delays.too_soon("alice", start, 60s));
}

TEST(login_delay, none_is_none) {
    login_delays delays;
    delays.note("bob", start, 0s);
    EXPECT_FALSE(delays.too_soon("bob", start, 60s));
    delays.note("bob", start, 60s);
    EXPECT_FALSE(delays.too_soon("bob", start, 0s));
}

TEST(login_delay, is_bounded_and_forgets_those_whose_time_is_over_first) {
    login_delays delays(2);
    delays.note("old", start, 60s);
    delays.note("new", start + 50s, 60s);
    delays.note("newest", start + 65s, 60s);
    EXPECT_FALSE(delays.too_soon("old", start + 66s, 600s));
    EXPECT_TRUE(delays.too_soon("new", start + 66s, 60s));
    delays.note("one more", start + 67s, 60s);
    EXPECT_TRUE(delays.too_soon("one more", start + 68s, 60s));
}

}  // namespace
}  // namespace mailstead::pop3
