// The administrator's moves: messages are held, released, removed and replaced, whether they wait or are being delivered.
#include <gtest/gtest.h>

#include "office.h"

namespace mailstead::mta::queue {
namespace {

using namespace test;

// The administrator's moves on messages that wait.
TEST(administer, moves_what_waits) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["virtual"].reply = [](auto const&) { return answer(452, "4.2.2", "mailbox full"); };
        co_await room.send("a@store", to("b@store"), std::string(100000, 'x'));
        auto const number = co_await in_state(room, state::deferred);
        EXPECT_NE(number, 0u);
        auto failed = co_await room.manager.administer(admin_move::release, number);
        EXPECT_EQ(failed, errc::not_found);
        failed = co_await room.manager.administer(admin_move::hold, number);
        EXPECT_FALSE(failed);
        auto const held = co_await in_state(room, state::hold);
        EXPECT_EQ(held, number);
        auto const before = room.sites["virtual"].seen.size();
        room.manager.flush();
        co_await test::pause(room.executor, milliseconds(200));
        EXPECT_EQ(room.sites["virtual"].seen.size(), before) << "held mail is not tried";
        room.sites["virtual"].reply = [](auto const&) { return answer(250, "2.0.0", "ok"); };
        failed = co_await room.manager.administer(admin_move::release, number);
        EXPECT_FALSE(failed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty) << "released mail is delivered";
        failed = co_await room.manager.administer(admin_move::remove, number);
        EXPECT_EQ(failed, errc::not_found);
        EXPECT_EQ(room.queue->segments().blocks_in_use(), 0u);
    };
    with_office(body);
}

TEST(administer, removes_what_waits_and_frees_its_blocks) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["virtual"].reply = [](auto const&) { return answer(452, "4.2.2", "mailbox full"); };
        co_await room.send("a@store", to("b@store"), std::string(100000, 'x'));
        auto const number = co_await in_state(room, state::deferred);
        EXPECT_GT(room.queue->segments().blocks_in_use(), 0u);
        auto const failed = co_await room.manager.administer(admin_move::remove, number);
        EXPECT_FALSE(failed);
        auto const all = co_await test::rows(*room.queue, room.here);
        EXPECT_TRUE(all.empty());
        EXPECT_EQ(room.queue->segments().blocks_in_use(), 0u);
    };
    with_office(body, [](settings& wanted) { wanted.retry.minimal_backoff = wanted.retry.maximal_backoff = milliseconds(60000); });
}

// Under delivery: what has not begun is taken back at once, what has begun ends first.
TEST(administer, takes_active_messages_back) {
    auto body = [](office& room) -> net::task<void> {
        auto& site = room.sites["virtual"];
        site.takes = milliseconds(150);
        site.reply = [](lmtp::recipient const& whom) {
            return whom.address == "full@store" ? answer(452, "4.2.2", "mailbox full") : answer(250, "2.0.0", "ok");
        };
        co_await room.send("a@store", to("full@store"));        // 1: will be deferred
        co_await room.send("a@store", to("b@store"));           // 2: will be delivered
        co_await room.send("a@store", to("late@store"));        // 3: has to wait for its turn
        co_await room.send("a@store", to("gone@store"));        // 4: the same
        co_await test::pause(room.executor, milliseconds(30));
        EXPECT_EQ(site.now, 2u);
        for (std::uint64_t const number : {1u, 2u, 3u}) {
            auto const failed = co_await room.manager.administer(admin_move::hold, number);
            EXPECT_FALSE(failed) << number;
        }
        auto const failed = co_await room.manager.administer(admin_move::remove, 4);
        EXPECT_FALSE(failed);
        co_await test::pause(room.executor, milliseconds(400));
        auto const all = co_await test::rows(*room.queue, room.here);
        EXPECT_EQ(all.size(), 2u);
        for (auto const& row : all) {
            EXPECT_TRUE(row.number == 1 || row.number == 3) << row.number;
            EXPECT_TRUE(row.status && row.status->state == state::hold) << row.number;
        }
        EXPECT_EQ(site.recipients(), (std::vector<std::string>{"full@store", "b@store"}));
        EXPECT_EQ(room.manager.counted().active, 0u);
        site.takes = milliseconds(0);
        auto const released = co_await room.manager.administer(admin_move::release, 3);
        EXPECT_FALSE(released);
        co_await test::pause(room.executor, milliseconds(100));
        EXPECT_EQ(site.recipients().back(), "late@store");
    };
    with_office(body, [](settings& wanted) { wanted.local_in_flight = 2; });
}

TEST(administer, a_removed_message_is_told_to_nobody) {
    auto body = [](office& room) -> net::task<void> {
        auto& site = room.sites["virtual"];
        site.takes = milliseconds(100);
        site.reply = [](auto const&) { return answer(550, "5.1.1", "nobody"); };
        co_await room.send("a@store", to("b@store"));
        co_await test::pause(room.executor, milliseconds(20));
        auto const failed = co_await room.manager.administer(admin_move::remove, 1);
        EXPECT_FALSE(failed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(site.seen.size(), 1u) << "no report was sent";
    };
    with_office(body);
}

TEST(administer, a_held_message_still_reports_what_has_failed) {
    auto body = [](office& room) -> net::task<void> {
        auto& site = room.sites["virtual"];
        room.sites["lmtp"].takes = milliseconds(100);
        room.sites["lmtp"].reply = [](auto const&) { return answer(450, "4.0.0", "later"); };
        co_await room.send("a@store", to("b@error", "c@far"));
        co_await test::pause(room.executor, milliseconds(20));
        auto const failed = co_await room.manager.administer(admin_move::hold, 1);
        EXPECT_FALSE(failed);
        auto const held = co_await in_state(room, state::hold);
        EXPECT_EQ(held, 1u);
        co_await test::pause(room.executor, milliseconds(100));
        EXPECT_EQ(site.recipients(), (std::vector<std::string>{"a@store"}));
    };
    with_office(body);
}

TEST(administer, so_does_one_whose_attempt_had_not_begun) {
    auto body = [](office& room) -> net::task<void> {
        auto& far = room.sites["lmtp"];
        far.takes = milliseconds(200);
        co_await room.send("", to("first@far"));
        co_await room.send("a@store", to("b@error", "c@far"));
        co_await test::pause(room.executor, milliseconds(20));
        EXPECT_EQ(far.now, 1u);
        auto const failed = co_await room.manager.administer(admin_move::hold, 2);
        EXPECT_FALSE(failed);
        auto const held = co_await in_state(room, state::hold);
        EXPECT_EQ(held, 2u);
        co_await test::pause(room.executor, milliseconds(300));
        EXPECT_EQ(room.sites["virtual"].recipients(), (std::vector<std::string>{"a@store"}));
        EXPECT_EQ(far.recipients(), (std::vector<std::string>{"first@far"}));
    };
    with_office(body, [](settings& wanted) { wanted.concurrency.initial = wanted.concurrency.limit = 1; });
}

// postsuper -r: the new message and the end of the old one are one transaction, and only of a message that waits.
TEST(administer, a_message_replaces_one_that_waits) {
    auto body = [](office& room) -> net::task<void> {
        auto& site = room.sites["virtual"];
        site.reply = [](auto const&) { return answer(452, "4.2.2", "mailbox full"); };
        co_await room.send("a@store", to("b@store"), std::string(100000, 'x'));
        auto const old = co_await in_state(room, state::deferred);
        auto const held = co_await room.manager.administer(admin_move::hold, old);
        EXPECT_FALSE(held);
        site.reply = [](auto const&) { return answer(250, "2.0.0", "ok"); };
        auto what = test::letter("a@store", to("c@store"));
        what.replaces = old;
        auto const id = co_await test::put(*room.door, "text", std::move(what));
        EXPECT_TRUE(id);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto gone = test::letter("a@store", to("d@store"));
        gone.replaces = old;
        auto const refused = co_await test::put(*room.door, "text", std::move(gone));
        EXPECT_FALSE(refused);
        auto const all = co_await test::rows(*room.queue, room.here);
        EXPECT_TRUE(all.empty());
        EXPECT_EQ(site.recipients().back(), "c@store");
    };
    with_office(body);
}

TEST(administer, waits_for_an_address_that_is_being_looked_up) {
    auto body = [](office& room) -> net::task<void> {
        room.routes.takes = milliseconds(500);
        co_await room.send("a@store", to("b@slow.store"));
        auto const failed = co_await room.manager.administer(admin_move::hold, 1);
        EXPECT_FALSE(failed) << failed.message();
        auto const held = co_await in_state(room, state::hold);
        EXPECT_EQ(held, 1u);
        EXPECT_TRUE(room.sites["virtual"].seen.empty());
        auto const removed = co_await room.manager.administer(admin_move::remove, 1);
        EXPECT_FALSE(removed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
    };
    with_office(body);
}

TEST(administer, a_hold_survives_the_end_of_the_server) {
    test::temporary_directory where;
    auto wanted = test::small_settings(where.path());
    auto first = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        room.manager.start();
        room.sites["virtual"].takes = milliseconds(50);
        room.sites["virtual"].reply = [](auto const&) { return lost(lmtp::fate::not_attempted); };
        co_await room.send("a@store", to("b@store"));
        co_await room.send("a@store", to("b@slow.store"));
        co_await room.send("a@store", to("c@slow.store"));
        while (room.manager.counted().active < 3) co_await test::pause(room.executor, milliseconds(0));
        for (std::uint64_t const number : {1u, 2u}) {
            auto const failed = co_await room.manager.administer(admin_move::hold, number);
            EXPECT_FALSE(failed);
        }
        auto const failed = co_await room.manager.administer(admin_move::remove, 3);
        EXPECT_FALSE(failed);
        co_await room.close();
    };
    mailstead::test::run(first);
    auto second = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        auto const all = co_await test::rows(*room.queue, room.here);
        EXPECT_EQ(all.size(), 2u);
        for (auto const& row : all) EXPECT_TRUE(row.status && row.status->state == state::hold) << row.number;
        co_await room.close();
    };
    mailstead::test::run(second);
}

}  // namespace
}  // namespace mailstead::mta::queue
