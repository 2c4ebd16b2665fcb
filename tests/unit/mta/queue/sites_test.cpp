// Many destinations, and slow ones: what they cost in work and memory.
#include <gtest/gtest.h>

#include "office.h"

namespace mailstead::mta::queue {
namespace {

using namespace test;

// A look over all destinations for each new one would be the square of their number.
TEST(sites, many_busy_destinations_are_looked_over_seldom) {
    static constexpr std::size_t many = 3000;
    auto body = [](office& room) -> net::task<void> {
        auto& script = room.sites["many"];
        script.takes = milliseconds(300);
        std::vector<std::string> everywhere;
        for (std::size_t i = 0; i < many; ++i) everywhere.push_back("b@many" + std::to_string(i) + ".test");
        co_await room.send("a@store", std::move(everywhere));
        bool const all = co_await test::until(room.executor, [&script] { return script.now == many; });
        EXPECT_TRUE(all);
        EXPECT_EQ(room.carriers.alive(), many);
        EXPECT_LE(room.manager.counted().looked_over, 2 * many);
        EXPECT_GE(room.manager.counted().looked_over, 500u);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
    };
    with_office(body);
}

// The same number one after the other: whoever is idle goes.
TEST(sites, idle_destinations_are_forgotten) {
    auto body = [](office& room) -> net::task<void> {
        for (std::size_t from = 0; from < 2000; from += 100) {
            std::vector<std::string> some;
            for (std::size_t i = from; i < from + 100; ++i) some.push_back("b@many" + std::to_string(i) + ".test");
            co_await room.send("a@store", std::move(some));
            bool const done = co_await test::until(room.executor, [&room, from] { return room.manager.counted().delivered == from + 100; });
            EXPECT_TRUE(done);
        }
        EXPECT_LE(room.carriers.alive(), 600u);
        EXPECT_LE(room.manager.counted().looked_over, 2 * 2000u);
    };
    with_office(body);
}

// All busy at once, then none: they are not kept until as many others come.
TEST(sites, a_surge_leaves_no_idle_destinations) {
    static constexpr std::size_t many = 1200;
    auto body = [](office& room) -> net::task<void> {
        auto& script = room.sites["many"];
        script.takes = milliseconds(100);
        std::vector<std::string> everywhere;
        for (std::size_t i = 0; i < many; ++i) everywhere.push_back("b@many" + std::to_string(i) + ".test");
        co_await room.send("a@store", std::move(everywhere));
        bool const all = co_await test::until(room.executor, [&script] { return script.now == many; });
        EXPECT_TRUE(all);
        bool const few = co_await test::until(room.executor, [&room] { return room.carriers.alive() <= 500; });
        EXPECT_TRUE(few) << room.carriers.alive();
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
    };
    with_office(body);
}

// What waits long for a slow place does not take the memory of what goes at once.
TEST(sites, texts_for_a_slow_place_are_read_again_when_their_turn_comes) {
    static constexpr std::size_t letters = 300, size = 1000;
    auto body = [](office& room) -> net::task<void> {
        auto& slow = room.sites["lmtp"];
        slow.takes = milliseconds(3000);
        for (std::size_t i = 0; i < letters; ++i) co_await room.send("", to("b@far"), std::string(size, 'x'));
        bool const all = co_await test::until(room.executor, [&room] { return room.manager.counted().active == letters; });
        EXPECT_TRUE(all);
        EXPECT_EQ(slow.now, 1u);
        EXPECT_LE(room.queue->remembered(), 205 * size) << "200 wait with their texts";
        EXPECT_GE(room.queue->remembered(), 195 * size);
        co_await room.send("", to("b@store"), std::string(size, 'y'));
        auto& quick = room.sites["virtual"];
        bool const there = co_await test::until(room.executor, [&quick] { return quick.seen.size() == 1; });
        EXPECT_TRUE(there);
        slow.takes = milliseconds(0);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(slow.seen.size(), letters);
        for (auto const& one : slow.seen) EXPECT_EQ(text_of(one), std::string(size, 'x'));
    };
    with_office(body, [](settings& wanted) {
        wanted.concurrency.initial = wanted.concurrency.limit = 1;
        wanted.body_memory = 2 * 190 * size;    // room for all; more than half of it taken is when they are forgotten
    });
}

// smtp_connection_cache_on_demand: Postfix's qmgr says so while there is a backlog, or deliveries follow one another.
TEST(sites, a_carrier_hears_whether_more_mail_follows) {
    auto body = [](office& room) -> net::task<void> {
        auto& far = room.sites["lmtp"];
        far.takes = milliseconds(20);
        co_await room.send("", to("first@far"));
        bool const one = co_await test::until(room.executor, [&far] { return far.seen.size() == 1; });
        EXPECT_TRUE(one);
        co_await test::pause(room.executor, milliseconds(1100));
        for (int i = 0; i < 3; ++i) co_await room.send("", to("more@far"));
        bool const all = co_await test::until(room.executor, [&far] { return far.seen.size() == 4; });
        EXPECT_TRUE(all);
        std::vector<bool> told;
        for (auto const& each : far.seen) told.push_back(each.more_follows);
        // The second begins alone; the fourth has nothing behind it, but the third has just ended.
        EXPECT_EQ(told, (std::vector<bool>{false, false, true, true}));
    };
    with_office(body, [](settings& wanted) { wanted.concurrency.initial = wanted.concurrency.limit = 1; });
}

}  // namespace
}  // namespace mailstead::mta::queue
