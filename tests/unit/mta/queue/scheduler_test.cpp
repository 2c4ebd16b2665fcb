// The queue manager against carriers that answer what the test wants.
#include "mta/queue/scheduler.h"

#include <gtest/gtest.h>

#include <map>

#include "mta/queue/queue_id.h"
#include "mta/queue/showq.h"
#include "room.h"

namespace mailstead::mta::queue {
namespace {

using lmtp::transaction;
using lmtp::transaction_result;

lmtp::recipient_result answer(int code, std::string enhanced, std::string text) {
    lmtp::recipient_result out;
    out.what = lmtp::fate::replied;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    return out;
}
lmtp::recipient_result lost(lmtp::fate how) {
    lmtp::recipient_result out;
    out.what = how;
    out.enhanced = "4.4.1";
    out.text = "connect to store: Connection refused";
    return out;
}

// A named function: g++ 12 cannot keep an initializer list in an expression with co_await.
template <class... Addresses>
std::vector<std::string> to(Addresses... addresses) {
    return {std::string(addresses)...};
}

std::string text_of(transaction const& what) {
    std::string out;
    for (auto const& piece : *what.text) out += piece;
    return out;
}

// Answers by recipient, keeps what it saw.
struct site_script {
    std::function<lmtp::recipient_result(lmtp::recipient const&)> reply = [](auto const&) {
        return answer(250, "2.0.0", "delivered to maildir");
    };
    milliseconds takes{0};
    std::vector<transaction> seen;
    std::size_t now = 0, most = 0;

    std::vector<std::string> recipients() const {
        std::vector<std::string> out;
        for (auto const& one : seen) {
            for (auto const& whom : one.recipients) out.push_back(whom.address);
        }
        return out;
    }
};

class scripted_carrier final : public carrier {
public:
    scripted_carrier(net::executor where, site_script& script) : where_(std::move(where)), script_(script) {}
    net::task<transaction_result> deliver(transaction what) override {
        script_.most = std::max(script_.most, ++script_.now);
        if (script_.takes.count() > 0) co_await test::pause(where_, script_.takes);
        transaction_result out;
        for (auto const& whom : what.recipients) out.recipients.push_back(script_.reply(whom));
        script_.seen.push_back(std::move(what));
        --script_.now;
        co_return out;
    }
    std::string const& relay() const noexcept override { return relay_; }
    net::task<void> stop(milliseconds) override { co_return; }

private:
    net::executor where_;
    site_script& script_;
    std::string relay_ = "store[private/lmtp-in]";
};

class scripted_source final : public carrier_source {
public:
    scripted_source(net::executor where, std::map<std::string, site_script>& scripts) : where_(where), scripts_(scripts) {}
    std::unique_ptr<carrier> open(route::target const& where) override {
        return std::make_unique<scripted_carrier>(where_, scripts_[where.transport]);
    }

private:
    net::executor where_;
    std::map<std::string, site_script>& scripts_;
};

// By the domain's first label: store.*, far.*, error.*; "slow" ones are not remembered.
class scripted_routes final : public route::resolver {
public:
    explicit scripted_routes(net::executor where) : where_(std::move(where)) {}
    std::shared_ptr<route::target const> remembered(std::string_view address) override {
        if (address.find("slow") != address.npos || address.find("broken") != address.npos) return nullptr;
        return target_of(address);
    }
    net::task<result<std::shared_ptr<route::target const>>> resolve(std::string address) override {
        co_await test::pause(where_, milliseconds(2));
        if (address.find("broken") != address.npos) co_return base::from_errno(EIO);
        co_return target_of(address);
    }

private:
    std::shared_ptr<route::target const> target_of(std::string_view address) {
        auto const domain = address.substr(address.find('@') + 1);
        auto out = std::make_shared<route::target>();
        out->kind = route::target::way::store;
        out->transport = "virtual";
        out->path = "/store";
        if (domain.starts_with("far")) {
            out->kind = route::target::way::lmtp;
            out->transport = "lmtp";
            out->host = "far";
        }
        if (domain.starts_with("error")) {
            out->kind = route::target::way::error;
            out->transport = "error";
            out->status = "5.1.1";
            out->text = "nobody here";
        }
        return out;
    }
    net::executor where_;
};

// A queue with everything around it.
struct office {
    net::executor executor;
    std::unique_ptr<storage> queue;
    home here;
    net::disk_pool disk{2, std::chrono::seconds(5)};
    net::session_set tasks;
    std::map<std::string, site_script> sites;
    scripted_routes routes;
    scripted_source carriers;
    scheduler manager;
    std::unique_ptr<intake> door;

    office(net::executor where, settings const& wanted)
        : executor(where), queue(test::open(wanted)), here(where), tasks(where), routes(where), carriers(where, sites),
          manager({*queue, here, tasks, routes, carriers, disk}), door(make_intake(*queue, here, disk)) {}

    net::task<void> send(std::string from, std::vector<std::string> to, std::string text = "Subject: x\r\n\r\nbody\r\n") {
        auto what = test::letter(std::move(from), to);
        auto const id = co_await test::put(*door, std::move(text), std::move(what));
        EXPECT_TRUE(id);
    }
    net::task<bool> is_empty() {
        for (int i = 0; i < 1500; ++i) {
            auto const all = co_await test::rows(*queue, here);
            if (all.empty()) co_return true;
            co_await test::pause(executor, milliseconds(2));
        }
        co_return false;
    }
    net::task<void> close() {
        co_await manager.stop(milliseconds(100));
        queue->stop();
    }
};

void with_office(std::function<net::task<void>(office&)> body, std::function<void(settings&)> change = {}) {
    test::temporary_directory where;
    auto wanted = test::small_settings(where.path());
    if (change) change(wanted);
    auto run = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        room.manager.start();
        co_await body(room);
        co_await room.close();
    };
    mailstead::test::run(run);
}

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
        ASSERT_TRUE((*db)->begin() && (*db)->insert(one) && (*db)->commit());
    }
    auto body = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        room.manager.start();
        co_await room.send("a@store", to("b@store"));
        std::vector<stored_message> all;
        for (int i = 0; i < 500; ++i) {
            all = co_await test::rows(*room.queue, room.here);
            if (all.size() == 1 && all[0].status->state == state::corrupt) break;
            co_await test::pause(executor, milliseconds(2));
        }
        EXPECT_EQ(all.size(), 1u);
        if (all.size() == 1) {
            EXPECT_EQ(all[0].status->state, state::corrupt);
        }
        EXPECT_EQ(room.sites["virtual"].seen.size(), 1u);
        auto const counts = co_await queue_counts(*room.queue, room.here);
        EXPECT_EQ(counts->corrupt, 1u);
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

// The number of the first message once one is in that state; 0: none came to be.
net::task<std::uint64_t> in_state(office& room, state wanted) {
    for (int i = 0; i < 1000; ++i) {
        auto const all = co_await test::rows(*room.queue, room.here);
        for (auto const& row : all)
            if (row.status && row.status->state == wanted) co_return row.number;
        co_await test::pause(room.executor, milliseconds(2));
    }
    co_return 0;
}

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
        co_await room.send("a@store", to("b@slow.store"));
        auto const failed = co_await room.manager.administer(admin_move::hold, 1);
        EXPECT_FALSE(failed);
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
