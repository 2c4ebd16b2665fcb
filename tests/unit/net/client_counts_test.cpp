// What is counted of clients, and for how long.
#include "net/client_counts.h"

#include <gtest/gtest.h>

#include "tests/lib/fake_clock.h"

namespace mailstead::net {
namespace {

TEST(client_counts, connections_are_counted_while_they_last) {
    test::fake_clock now;
    auto const counts = std::make_shared<client_counts>(now);
    auto first = client_counts::enter(counts, "smtp", "192.0.2.1");
    auto second = client_counts::enter(counts, "smtp", "192.0.2.1");
    auto const other = client_counts::enter(counts, "submission", "192.0.2.1");
    EXPECT_EQ(first.connections, 1u);
    EXPECT_EQ(second.connections, 2u);
    EXPECT_EQ(other.connections, 1u);
    first.token.reset();
    EXPECT_EQ(client_counts::enter(counts, "smtp", "192.0.2.1").connections, 2u);
    second.token.reset();
    EXPECT_EQ(client_counts::enter(counts, "smtp", "192.0.2.1").connections, 1u);
}

TEST(client_counts, events_are_forgotten_after_their_time) {
    test::fake_clock now;
    client_counts counts(now);
    std::chrono::seconds const unit(60);
    auto const count = [&](client_counts::event what) { return counts.count(what, "smtp", "192.0.2.1", unit); };
    EXPECT_EQ(count(client_counts::event::message), 1u);
    EXPECT_EQ(count(client_counts::event::message), 2u);
    EXPECT_EQ(count(client_counts::event::recipient), 1u);
    now.advance(std::chrono::seconds(59));
    EXPECT_EQ(count(client_counts::event::message), 3u);
    now.advance(std::chrono::seconds(1));
    EXPECT_EQ(count(client_counts::event::message), 1u);
}

TEST(client_counts, a_crowd_is_not_remembered_for_ever) {
    test::fake_clock now;
    client_counts counts(now);
    for (int i = 0; i < 5000; ++i) {
        counts.count(client_counts::event::connection, "smtp", std::to_string(i), std::chrono::seconds(60));
        if (i % 100 == 99) now.advance(std::chrono::seconds(61));
    }
    EXPECT_LT(counts.clients(), 1200u);
}

}  // namespace
}  // namespace mailstead::net
