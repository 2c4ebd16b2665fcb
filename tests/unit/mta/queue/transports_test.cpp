// What a transport says of its own: on demand only, its limits, its pauses.
#include <algorithm>

#include <gtest/gtest.h>

#include "office.h"

namespace mailstead::mta::queue {
namespace {

using namespace test;

// Waits until nothing is due any more; then whether somebody was delivered to.
net::task<void> settle(office& room) {
    for (int i = 0; i < 100; ++i) co_await test::pause(room.executor, milliseconds(3));
}

TEST(transports, on_demand_mail_waits_for_a_flush) {
    auto body = [](office& room) -> net::task<void> {
        co_await room.send("a@store", to("b@late.org", "c@store"));
        auto const number = co_await in_state(room, state::deferred);
        EXPECT_EQ(number, 1u);
        auto const all = co_await test::rows(*room.queue, room.here);
        if (all.size() != 1 || !all[0].status) {
            ADD_FAILURE() << "it is not in the queue";
            co_return;
        }
        EXPECT_EQ(all[0].status->status, "4.3.2");
        EXPECT_EQ(all[0].status->reason, "deferred transport");
        co_await settle(room);
        EXPECT_TRUE(room.sites["late"].seen.empty()) << "queue runs do not deliver";
        EXPECT_EQ(room.sites["virtual"].seen.size(), 1u) << "others are not held back";
        room.manager.flush();
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const whom = room.sites["late"].recipients();
        EXPECT_EQ(whom, to("b@late.org"));
    };
    with_office(body);
}

TEST(transports, a_flush_of_one_message_delivers_that_one) {
    auto body = [](office& room) -> net::task<void> {
        co_await room.send("a@store", to("b@late.org"));
        co_await room.send("a@store", to("c@late.org"));
        bool const both_wait = co_await all_in_state(room, state::deferred, 2);
        EXPECT_TRUE(both_wait);
        auto const failed = co_await room.manager.flush(2);
        EXPECT_FALSE(failed);
        auto const reached = [&] { return !room.sites["late"].seen.empty(); };
        bool const done = co_await until(room.executor, reached);
        EXPECT_TRUE(done);
        co_await settle(room);
        auto const whom = room.sites["late"].recipients();
        EXPECT_EQ(whom, to("c@late.org"));
    };
    with_office(body);
}

TEST(transports, a_flush_that_fails_does_not_lift_the_wait_for_later_attempts) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["late"].reply = [](auto const&) { return answer(450, "4.2.0", "not now"); };
        co_await room.send("a@store", to("b@late.org"));
        auto const waits = co_await in_state(room, state::deferred);
        EXPECT_EQ(waits, 1u);
        room.manager.flush();
        auto const reached = [&] { return !room.sites["late"].seen.empty(); };
        bool const done = co_await until(room.executor, reached);
        EXPECT_TRUE(done);
        co_await settle(room);
        EXPECT_EQ(room.sites["late"].seen.size(), 1u);
    };
    with_office(body);
}

TEST(transports, limits_are_the_transports_own) {
    auto body = [](office& room) -> net::task<void> {
        auto const begun = std::chrono::steady_clock::now();
        co_await room.send("a@store", to("a@paced.org", "b@paced.org", "c@paced.org"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const& seen = room.sites["paced"].seen;
        EXPECT_EQ(seen.size(), 2u) << "two recipients in each";
        EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(950)) << "one pause";
        EXPECT_EQ(room.sites["paced"].most, 1u);
    };
    with_office(body);
}

TEST(transports, many_recipients_hold_up_nobody_behind_them) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["lmtp"].takes = milliseconds(2);
        std::vector<std::string> whom;
        for (int i = 0; i < 60; ++i) whom.push_back("u" + std::to_string(i) + "@far.org");
        co_await room.send("a@store", std::move(whom));
        co_await room.send("a@store", to("single@far.org"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const all = room.sites["lmtp"].recipients();
        EXPECT_EQ(all.size(), 61u);
        auto const at = std::find(all.begin(), all.end(), "single@far.org") - all.begin();
        EXPECT_LE(at, 12) << "after a few of the others, not after all";
    };
    with_office(body, [](settings& s) {
        s.concurrency.recipient_limit = 1;
        s.concurrency.initial = s.concurrency.limit = 1;
    });
}

TEST(transports, all_destinations_share_the_pause_of_the_transport) {
    auto body = [](office& room) -> net::task<void> {
        auto const begun = std::chrono::steady_clock::now();
        co_await room.send("a@store", to("a@trickle1.org", "b@trickle2.org"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(room.sites["trickle"].seen.size(), 2u);
        EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(950)) << "one pause";
        EXPECT_EQ(room.sites["trickle"].most, 1u);
    };
    with_office(body);
}

TEST(transports, all_destinations_share_the_limit_of_the_row) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["narrow"].takes = milliseconds(5);
        std::vector<std::string> whom;
        for (int i = 0; i < 40; ++i) whom.push_back("u@narrow" + std::to_string(i) + ".org");
        co_await room.send("a@store", std::move(whom));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(room.sites["narrow"].seen.size(), 40u);
        EXPECT_EQ(room.sites["narrow"].most, 3u);
    };
    with_office(body);
}

TEST(transports, mail_that_loops_back_goes_to_best_mx_transport) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["smtp"].reply = [](lmtp::recipient const& whom) {
            return whom.address == "b@mirror.org" ? answer(554, "5.4.6", "mail for mirror.org loops back to myself")
                                                  : answer(250, "2.0.0", "ok");
        };
        co_await room.send("", to("a@mirror.org", "b@mirror.org"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const whom = room.sites["virtual"].recipients();
        EXPECT_EQ(whom, to("b@mirror.org"));
        EXPECT_EQ(room.manager.counted().bounced, 0u);
        EXPECT_EQ(room.manager.counted().delivered, 2u);
    };
    with_office(body);
}

TEST(transports, mail_for_a_filter_never_goes_around_it) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["smtp"].reply = [](auto const&) { return answer(554, "5.4.6", "mail for mirror.org loops back to myself"); };
        auto what = test::letter("", to("a@mirror.org"));
        what.filter = "scan:mirror.org";
        std::string text = "Subject: x\r\n\r\nbody\r\n";
        auto const id = co_await test::put(*room.door, std::move(text), std::move(what));
        EXPECT_TRUE(id);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_TRUE(room.sites["virtual"].seen.empty());
        EXPECT_EQ(room.manager.counted().bounced, 1u);
    };
    with_office(body);
}

TEST(transports, what_another_server_says_of_loops_is_its_own_word) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["smtp"].reply = [](auto const&) {
            auto out = answer(554, "5.4.6", "routing loop");
            out.command = "RCPT TO";
            return out;
        };
        co_await room.send("", to("a@mirror.org"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(room.manager.counted().bounced, 1u);
    };
    with_office(body);
}

TEST(transports, destinations_that_nobody_uses_are_forgotten) {
    auto body = [](office& room) -> net::task<void> {
        for (int round = 0; round < 3; ++round) {
            std::vector<std::string> whom;
            for (int i = 0; i < 400; ++i) whom.push_back("u@many" + std::to_string(round * 1000 + i) + ".org");
            co_await room.send("a@store", std::move(whom));
            bool const empty = co_await room.is_empty();
            EXPECT_TRUE(empty);
        }
        EXPECT_EQ(room.sites["many"].seen.size(), 1200u);
        EXPECT_LE(room.carriers.alive(), 900u) << "not all of them are kept";
        EXPECT_GE(room.carriers.alive(), 400u) << "those of the last round are";
    };
    with_office(body);
}

}  // namespace
}  // namespace mailstead::mta::queue
