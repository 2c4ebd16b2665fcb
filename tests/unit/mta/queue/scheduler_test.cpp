// The queue manager against carriers that answer what the test wants.
#include "mta/queue/scheduler.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "mta/queue/envelope_blob.h"
#include "mta/queue/showq.h"
#include "office.h"

namespace mailstead::mta::queue {
namespace {

using namespace test;

TEST(scheduler, delivers_and_removes) {
    auto body = [](office& room) -> net::task<void> {
        for (int i = 0; i < 30; ++i) co_await room.send("a@far.org", to("b@store", "c@slow.store"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const& seen = room.sites["virtual"].seen;
        EXPECT_EQ(seen.size(), 30u);
        if (seen.empty()) co_return;
        EXPECT_EQ(seen[0].recipients.size(), 2u) << "one transaction for both";
        EXPECT_EQ(text_of(seen[0]), "Subject: x\r\n\r\nbody\r\n");
        EXPECT_EQ(seen[0].recipients[1].id.recipient, 1u);
        EXPECT_EQ(seen[0].recipients[1].id.queue, room.queue->queue_number());
        EXPECT_FALSE(seen[0].recipients[0].maybe_delivered);
        EXPECT_EQ(room.manager.counted().delivered, 60u);
        EXPECT_EQ(room.manager.counted().active, 0u);
        room.sites["virtual"].seen.clear();
        EXPECT_EQ(room.queue->remembered(), 0u) << "no text is kept";
    };
    with_office(body);
}

TEST(scheduler, defers_and_tries_again_only_who_is_left) {
    auto body = [](office& room) -> net::task<void> {
        int tries = 0;
        room.sites["virtual"].reply = [&](lmtp::recipient const& whom) {
            bool const refuse = whom.address == "full@store" && ++tries < 3;
            return refuse ? answer(452, "4.2.2", "mailbox full") : answer(250, "2.0.0", "ok");
        };
        co_await room.send("a@store", to("b@store", "full@store"));
        bool listed = false;
        for (int i = 0; i < 500 && !listed; ++i) {
            auto const all = co_await test::rows(*room.queue, room.here);
            listed = all.size() == 1 && all[0].status && all[0].status->reason == "mailbox full" &&
                     all[0].recipients.size() == 2 && all[0].recipients[0].fate == fate::sent;
            co_await test::pause(room.executor, milliseconds(1));
        }
        EXPECT_TRUE(listed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const whom = room.sites["virtual"].recipients();
        EXPECT_EQ(whom, (std::vector<std::string>{"b@store", "full@store", "full@store", "full@store"}));
    };
    with_office(body);
}

// No other mail comes by: nothing else would look for it.
TEST(scheduler, mail_that_is_deferred_during_a_look_at_the_database_is_tried_again) {
    auto body = [](office& room) -> net::task<void> {
        int tries = 0;
        room.sites["virtual"].reply = [&](lmtp::recipient const&) {
            // The look is handed in before the deferral, and does not see it.
            if (++tries == 1) room.manager.start();
            return tries == 1 ? answer(452, "4.2.2", "mailbox full") : answer(250, "2.0.0", "ok");
        };
        co_await room.send("a@store", to("b@store"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(tries, 2);
    };
    with_office(body);
}

// VERP: a sender for each recipient, and reports that find him.
TEST(scheduler, gives_each_recipient_a_sender_of_his_own) {
    for (bool const apart : {true, false}) {
        auto body = [apart](office& room) -> net::task<void> {
            room.sites["virtual"].reply = [&](lmtp::recipient const& whom) {
                if (whom.address.starts_with("gone")) return answer(550, "5.1.1", "no such user");
                return answer(250, "2.0.0", "ok");
            };
            auto const whom = to("a@store", "gone1@store", "b@store", "gone2@store");
            auto what = test::letter("\"ow ner\"@store", whom);
            what.verp = "-=";
            what.recipients[2].original = "List.Member@elsewhere";
            auto const id = co_await test::put(*room.door, "Subject: x\r\n\r\nbody\r\n", std::move(what));
            EXPECT_TRUE(id);
            bool const empty = co_await room.is_empty();
            EXPECT_TRUE(empty);
            std::multiset<std::string> senders, told;
            for (auto const& one : room.sites["virtual"].seen) {
                EXPECT_EQ(one.recipients.size(), 1u);
                if (!one.sender.empty()) senders.insert(one.sender);
                else told.insert(one.recipients.at(0).address);
                if (one.sender.empty() && apart) {
                    auto const& address = one.recipients.at(0).address;
                    EXPECT_NE(text_of(one).find("To: " + address), std::string::npos);
                    EXPECT_EQ(text_of(one).find(address.find("gone1") != address.npos ? "gone2@" : "gone1@"), std::string::npos);
                }
            }
            EXPECT_EQ(senders, (std::multiset<std::string>{"\"ow ner-a=store\"@store", "\"ow ner-gone1=store\"@store",
                                                           "\"ow ner-List.Member=elsewhere\"@store", "\"ow ner-gone2=store\"@store"}));
            if (apart) {
                EXPECT_EQ(told, (std::multiset<std::string>{"\"ow ner-gone1=store\"@store", "\"ow ner-gone2=store\"@store"}));
            } else {
                EXPECT_EQ(told, (std::multiset<std::string>{"\"ow ner\"@store"}));
            }
        };
        auto const change = [apart](settings& wanted) { wanted.verp_bounces = apart; };
        with_office(body, change);
    }
}

// RFC 8689 §5.
TEST(scheduler, protects_the_report_as_the_message) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["virtual"].reply = [](lmtp::recipient const& whom) {
            return whom.address.starts_with("gone") ? answer(550, "5.1.1", "no such user") : answer(250, "2.0.0", "ok");
        };
        auto what = test::letter("owner@store", to("gone@store"));
        what.requiretls = true;
        auto const id = co_await test::put(*room.door, "Subject: x\r\n\r\nsecret\r\n", std::move(what));
        EXPECT_TRUE(id);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const& seen = room.sites["virtual"].seen;
        EXPECT_EQ(seen.size(), 2u);
        EXPECT_TRUE(seen.back().sender.empty() && seen.back().requiretls);
        EXPECT_EQ(text_of(seen.back()).find("secret"), std::string::npos);
    };
    with_office(body);
}

// RFC 2852 §4.1.3: the next attempt would be minutes away.
TEST(scheduler, keeps_a_time_limit) {
    for (bool const returns : {true, false}) {
        auto body = [returns](office& room) -> net::task<void> {
            room.sites["virtual"].reply = [](lmtp::recipient const& whom) {
                return whom.address.starts_with("late") ? answer(450, "4.2.0", "later") : answer(250, "2.0.0", "ok");
            };
            auto what = test::letter("owner@store", to("late@store", "quiet@late"));
            what.recipients[1].address = "late2@store";
            what.recipients[1].notify = notify::never;
            what.deliver_by = room.queue->now() + 400'000;
            what.by_return = returns;
            auto const id = co_await test::put(*room.door, "Subject: x\r\n\r\nbody\r\n", std::move(what));
            EXPECT_TRUE(id);
            auto const reports = [&room] {
                std::vector<std::string> out;
                for (auto const& one : room.sites["virtual"].seen)
                    if (one.sender.empty()) out.push_back(text_of(one));
                return out;
            };
            co_await test::pause(room.executor, milliseconds(200));
            EXPECT_TRUE(reports().empty());
            for (int i = 0; i < 100 && reports().empty(); ++i) co_await test::pause(room.executor, milliseconds(50));
            auto const told = reports();
            EXPECT_EQ(told.size(), 1u);
            if (told.empty()) co_return;
            EXPECT_NE(told[0].find(returns ? "Action: failed\r\nStatus: 5.4.7\r\n" : "Action: delayed\r\nStatus: 4.4.7\r\n"), std::string::npos);
            EXPECT_EQ(told[0].find("late2@store"), std::string::npos);
            room.manager.flush();
            co_await test::pause(room.executor, milliseconds(300));
            EXPECT_EQ(reports().size(), 1u) << "told once";
            EXPECT_EQ(room.manager.counted().active, 0u);
            if (returns) {
                bool const empty = co_await room.is_empty();
                EXPECT_TRUE(empty);
            }
        };
        with_office(body);
    }
}

// RFC 2852 §4.1.4.2.
TEST(scheduler, tells_of_a_relay_that_forgets_the_time) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["smtp"].reply = [](lmtp::recipient const& whom) {
            auto out = answer(250, "2.0.0", "ok");
            out.takes_by = whom.address.starts_with("kept");
            return out;
        };
        auto what = test::letter("owner@store", to("kept@mirror", "lost@mirror"));
        what.deliver_by = room.queue->now() + 600'000'000;
        auto const id = co_await test::put(*room.door, "Subject: x\r\n\r\nbody\r\n", std::move(what));
        EXPECT_TRUE(id);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const& seen = room.sites["virtual"].seen;
        EXPECT_EQ(seen.size(), 1u);
        if (seen.empty()) co_return;
        EXPECT_NE(text_of(seen[0]).find("Final-Recipient: rfc822; lost@mirror\r\n"), std::string::npos);
        EXPECT_NE(text_of(seen[0]).find("Action: relayed\r\nStatus: 2.0.0\r\n"), std::string::npos);
        EXPECT_EQ(text_of(seen[0]).find("kept@"), std::string::npos);
    };
    with_office(body);
}

// RFC 4865 §4.2.
TEST(scheduler, holds_back_until_the_time_has_come) {
    auto body = [](office& room) -> net::task<void> {
        auto later = test::letter("a@far.org", to("later@store"));
        later.release_at = room.queue->now() + 600'000;
        auto const id = co_await test::put(*room.door, "Subject: x\r\n\r\nlater\r\n", std::move(later));
        EXPECT_TRUE(id);
        co_await room.send("a@far.org", to("now@store"));
        co_await test::pause(room.executor, milliseconds(100));
        room.manager.flush();
        co_await test::pause(room.executor, milliseconds(200));
        EXPECT_EQ(room.sites["virtual"].recipients(), std::vector<std::string>{"now@store"});
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(room.sites["virtual"].recipients(), (std::vector<std::string>{"now@store", "later@store"}));
    };
    with_office(body);
}

TEST(scheduler, tells_the_sender_of_permanent_failures_once) {
    auto body = [](office& room) -> net::task<void> {
        int tries = 0;
        room.sites["virtual"].reply = [&](lmtp::recipient const& whom) {
            if (whom.address.starts_with("gone")) return answer(550, "5.1.1", "no such user");
            if (whom.address == "later@store" && ++tries < 2) return answer(450, "4.2.0", "later");
            return answer(250, "2.0.0", "ok");
        };
        co_await room.send("sender@store", to("gone@store", "later@store", "x@error"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        std::vector<std::string> reports;
        for (auto const& one : room.sites["virtual"].seen) {
            if (one.sender.empty()) {
                reports.push_back(text_of(one));
                EXPECT_EQ(one.recipients.at(0).address, "sender@store");
            }
        }
        EXPECT_EQ(reports.size(), 1u);
        if (reports.empty()) co_return;
        EXPECT_NE(reports[0].find("Final-Recipient: rfc822; gone@store"), std::string::npos);
        EXPECT_NE(reports[0].find("Final-Recipient: rfc822; x@error"), std::string::npos);
        EXPECT_EQ(reports[0].find("later@store"), std::string::npos);
        EXPECT_NE(reports[0].find("Subject: x"), std::string::npos);
    };
    with_office(body);
}

TEST(scheduler, never_reports_to_the_null_sender) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["virtual"].reply = [](lmtp::recipient const&) { return answer(550, "5.1.1", "no"); };
        co_await room.send("", to("gone@store"));
        co_await room.send("gone@store", to("gone@store"));    // its report fails too
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(room.sites["virtual"].seen.size(), 3u);
    };
    with_office(body);
}

TEST(scheduler, returns_mail_that_has_become_too_old) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["lmtp"].reply = [](lmtp::recipient const&) { return answer(450, "4.2.0", "not now"); };
        co_await room.send("sender@store", to("b@far"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_GE(room.sites["lmtp"].seen.size(), 2u);
        auto const& seen = room.sites["virtual"].seen;
        EXPECT_EQ(seen.size(), 1u);
        if (!seen.empty()) {
            EXPECT_NE(text_of(seen[0]).find("Status: 5.2.0"), std::string::npos);
        }
    };
    with_office(body, [](settings& s) { s.retry.lifetime = milliseconds(120); });
}

TEST(scheduler, keeps_mail_for_a_store_that_is_away_and_marks_what_may_be_there) {
    auto body = [](office& room) -> net::task<void> {
        int calls = 0;
        room.sites["virtual"].reply = [&](lmtp::recipient const&) {
            ++calls;
            if (calls == 1) return lost(lmtp::fate::not_attempted);
            if (calls == 2) return lost(lmtp::fate::unknown);
            return answer(250, "2.0.0", "ok");
        };
        co_await room.send("a@store", to("b@store"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const& seen = room.sites["virtual"].seen;
        EXPECT_EQ(seen.size(), 3u);
        if (seen.size() < 3) co_return;
        EXPECT_FALSE(seen[1].recipients[0].maybe_delivered) << "the first one never got there";
        EXPECT_TRUE(seen[2].recipients[0].maybe_delivered);
        EXPECT_EQ(seen[0].recipients[0].id, seen[2].recipients[0].id);
        EXPECT_EQ(room.manager.counted().deferred, 0u);
    };
    with_office(body);
}

TEST(scheduler, leaves_a_dead_foreign_site_alone) {
    auto body = [](office& room) -> net::task<void> {
        bool up = false;
        room.sites["lmtp"].reply = [&](lmtp::recipient const&) {
            return up ? answer(250, "2.0.0", "ok") : lost(lmtp::fate::not_attempted);
        };
        for (int i = 0; i < 20; ++i) co_await room.send("a@store", to("b@far"));
        co_await test::pause(room.executor, milliseconds(20));
        EXPECT_LT(room.sites["lmtp"].seen.size(), 20u) << "the rest was put off without an attempt";
        up = true;
        room.manager.flush();
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_TRUE(room.sites["virtual"].seen.empty()) << "nothing was bounced";
    };
    with_office(body, [](settings& s) { s.retry.minimal_backoff = s.retry.maximal_backoff = std::chrono::seconds(60); });
}

TEST(scheduler, bounds_what_is_under_way_to_one_place) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["lmtp"].takes = room.sites["virtual"].takes = milliseconds(3);
        for (int i = 0; i < 40; ++i) co_await room.send("a@store", to("b@far", "c@store"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_LE(room.sites["lmtp"].most, 4u);
        EXPECT_LE(room.sites["virtual"].most, 7u);
        EXPECT_EQ(room.manager.counted().delivered, 80u);
    };
    with_office(body, [](settings& s) {
        s.concurrency.initial = 2;
        s.concurrency.limit = 4;
        s.local_in_flight = 7;
    });
}

TEST(scheduler, splits_by_the_recipient_limit) {
    auto body = [](office& room) -> net::task<void> {
        std::vector<std::string> seven;
        for (int i = 0; i < 7; ++i) seven.push_back(std::to_string(i) + "@store");
        co_await room.send("a@store", seven);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(room.sites["virtual"].seen.size(), 3u);
        EXPECT_EQ(room.sites["virtual"].recipients().size(), 7u);
    };
    with_office(body, [](settings& s) { s.concurrency.recipient_limit = 3; });
}

TEST(scheduler, a_backlog_above_the_active_limit_is_delivered_in_turn) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["virtual"].takes = milliseconds(2);
        std::size_t most = 0;
        room.sites["virtual"].reply = [&](lmtp::recipient const&) {
            most = std::max(most, room.queue->active().load());
            return answer(250, "2.0.0", "ok");
        };
        for (int i = 0; i < 30; ++i) co_await room.send("a@store", to("b@store"), std::string(100000, 'x'));
        room.manager.flush();
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_LE(most, 4u);
        EXPECT_EQ(room.sites["virtual"].seen.size(), 30u);
        EXPECT_EQ(room.queue->segments().blocks_in_use(), 0u);
    };
    with_office(body, [](settings& s) { s.active_limit = 3; });
}

TEST(scheduler, recipients_in_memory_are_bounded_as_messages_are) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["virtual"].takes = milliseconds(20);
        std::size_t most = 0;
        room.sites["virtual"].reply = [&](lmtp::recipient const&) {
            most = std::max(most, room.queue->active().load());
            return answer(250, "2.0.0", "ok");
        };
        for (int i = 0; i < 20; ++i) co_await room.send("a@store", to("a@store", "b@store", "c@store"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_LE(most, 5u) << "two messages reach the limit; others may be on their way in";
        EXPECT_EQ(room.sites["virtual"].recipients().size(), 60u);
    };
    with_office(body, [](settings& s) { s.recipient_limit = 6; });
}

TEST(scheduler, a_lookup_that_fails_defers) {
    auto body = [](office& room) -> net::task<void> {
        co_await room.send("a@store", to("b@broken"));
        bool const deferred = co_await test::until(room.executor, [&] { return room.manager.counted().deferred > 0; });
        EXPECT_TRUE(deferred);
        EXPECT_EQ(room.manager.counted().bounced, 0u);
    };
    with_office(body, [](settings& s) { s.retry.minimal_backoff = s.retry.maximal_backoff = std::chrono::seconds(60); });
}

TEST(scheduler, takes_up_after_a_stop_and_after_a_crash) {
    test::temporary_directory where;
    auto const wanted = test::small_settings(where.path());
    std::string const large(200000, 'L');
    auto stopped = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        room.sites["virtual"].reply = [](lmtp::recipient const&) { return lost(lmtp::fate::not_attempted); };
        room.manager.start();
        co_await room.send("a@store", to("b@store"), large);
        co_await test::pause(executor, milliseconds(10));
        co_await room.close();
    };
    mailstead::test::run(stopped);
    auto crashed = [&](net::executor executor) -> net::task<void> {
        auto queue = test::open(wanted);
        home here(executor);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_EQ(all.size(), 1u);
        if (!all.empty()) {
            EXPECT_FALSE(all[0].status->uncertain) << "it was given back, not left";
        }
        net::disk_pool disk(1, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        auto what = test::letter("a@store", {"c@store"});
        auto const id = co_await test::put(*door, "small", std::move(what));
        EXPECT_TRUE(id);
        queue->stop();    // without a word from a scheduler: as after a crash
    };
    mailstead::test::run(crashed);
    auto again = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        room.manager.start();
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        for (auto const& one : room.sites["virtual"].seen) {
            bool const is_large = one.recipients[0].address == "b@store";
            EXPECT_EQ(one.recipients[0].maybe_delivered, !is_large);
            EXPECT_TRUE(text_of(one) == (is_large ? large : "small"));
        }
        EXPECT_EQ(room.sites["virtual"].seen.size(), 2u);
        EXPECT_EQ(room.queue->segments().blocks_in_use(), 0u);
        co_await room.close();
    };
    mailstead::test::run(again);
}

TEST(scheduler, a_damaged_message_does_not_stop_the_others) {
    test::temporary_directory where;
    auto const wanted = test::small_settings(where.path());
    {
        auto db = store_db::open(where.path(), {}, store_db::purpose::serve, 1);
        new_message one;
        one.number = 5;
        one.envelope = "nonsense";
        one.body = "x";
        auto other = one;
        other.number = 6;
        auto const whole = test::letter("a@store", {"b@store"});
        auto const encoded = encode_envelope(whole);
        other.envelope = encoded;
        status_row due;
        due.number = 6;
        due.state = state::deferred;
        progress nobody_s;
        ASSERT_TRUE((*db)->begin() && (*db)->insert(one) && (*db)->insert(other) && (*db)->set_status(due));
        ASSERT_TRUE((*db)->set_progress(6, 2'000'000, nobody_s) && (*db)->commit());
    }
    auto body = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        room.manager.start();
        co_await room.send("a@store", to("b@store"));
        std::vector<stored_message> all;
        for (int i = 0; i < 500; ++i) {
            all = co_await test::rows(*room.queue, room.here);
            auto const is_corrupt = [](auto const& each) { return each.status && each.status->state == state::corrupt; };
            if (all.size() == 2 && std::all_of(all.begin(), all.end(), is_corrupt)) break;
            co_await test::pause(executor, milliseconds(2));
        }
        EXPECT_EQ(all.size(), 2u);
        for (auto const& each : all) EXPECT_TRUE(each.status && each.status->state == state::corrupt) << each.number;
        EXPECT_EQ(room.sites["virtual"].seen.size(), 1u);
        auto const counts = co_await queue_counts(*room.queue, room.here);
        EXPECT_EQ(counts->corrupt, 2u);
        std::size_t listed = 0;
        auto count = [&listed](store_db& db) -> result<void> {
            auto const done = db.look_through(0, [&listed](message_view const&) { return ++listed > 0; });
            return done ? result<void>() : done.error();
        };
        awaited_change reading(job::kind::read, count);
        auto const failed = co_await perform(room.queue->writer(), room.here, reading);
        EXPECT_FALSE(failed);
        EXPECT_EQ(listed, 2u);
        auto const removed = co_await room.manager.administer(admin_move::remove, 6);
        EXPECT_FALSE(removed) << removed.message();
        co_await room.close();
    };
    mailstead::test::run(body);
}

TEST(scheduler, flushes_one_message_by_its_id) {
    auto body = [](office& room) -> net::task<void> {
        bool up = false;
        room.sites["virtual"].reply = [&](lmtp::recipient const&) {
            return up ? answer(250, "2.0.0", "ok") : answer(450, "4.0.0", "no");
        };
        co_await room.send("a@store", to("b@store"));
        bool const deferred = co_await test::until(room.executor, [&] { return room.manager.counted().deferred > 0; });
        EXPECT_TRUE(deferred);
        co_await test::pause(room.executor, milliseconds(80));
        up = true;
        auto const wrong = co_await room.manager.flush(99);
        EXPECT_EQ(wrong, errc::not_found);
        auto const all = co_await test::rows(*room.queue, room.here);
        EXPECT_EQ(all.size(), 1u);
        if (all.empty()) co_return;
        auto const right = co_await room.manager.flush(all[0].number);
        EXPECT_FALSE(right);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
    };
    with_office(body, [](settings& s) { s.retry.minimal_backoff = s.retry.maximal_backoff = std::chrono::seconds(60); });
}

}  // namespace
}  // namespace mailstead::mta::queue
