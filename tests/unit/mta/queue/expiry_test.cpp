// postsuper -e: a message goes back without another attempt, and without waiting for the next one.
#include <cerrno>
#include <functional>

#include <gtest/gtest.h>

#include "office.h"

namespace mailstead::mta::queue {
namespace {

using namespace test;

void wait_long(settings& wanted) { wanted.retry.minimal_backoff = wanted.retry.maximal_backoff = milliseconds(60000); }

TEST(expiry, a_deferred_message_goes_back_at_once_and_is_not_tried_again) {
    auto body = [](office& room) -> net::task<void> {
        auto& far = room.sites["lmtp"];
        far.reply = [](auto const&) { return answer(450, "4.0.0", "not today"); };
        co_await room.send("a@store", to("c@far"));
        auto const number = co_await in_state(room, state::deferred);
        auto const failed = co_await room.manager.administer(admin_move::expire, number);
        EXPECT_FALSE(failed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(far.seen.size(), 1u) << "no extra attempt";
        auto const& seen = room.sites["virtual"].seen;
        EXPECT_EQ(room.sites["virtual"].recipients(), (std::vector<std::string>{"a@store"}));
        if (seen.empty()) co_return;
        EXPECT_NE(text_of(seen[0]).find("not today"), std::string::npos) << text_of(seen[0]);
    };
    with_office(body, wait_long);
}

TEST(expiry, a_held_message_goes_back_when_it_is_released) {
    auto body = [](office& room) -> net::task<void> {
        auto& far = room.sites["lmtp"];
        far.reply = [](auto const&) { return answer(450, "4.0.0", "not today"); };
        co_await room.send("a@store", to("c@far"));
        auto const number = co_await in_state(room, state::deferred);
        for (auto const move : {admin_move::hold, admin_move::expire}) {
            auto const failed = co_await room.manager.administer(move, number);
            EXPECT_FALSE(failed);
        }
        co_await test::pause(room.executor, milliseconds(100));
        EXPECT_TRUE(room.sites["virtual"].seen.empty());
        auto const failed = co_await room.manager.administer(admin_move::release, number);
        EXPECT_FALSE(failed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(far.seen.size(), 1u);
        EXPECT_EQ(room.sites["virtual"].recipients(), (std::vector<std::string>{"a@store"}));
    };
    with_office(body, wait_long);
}

// Under delivery: when the attempt has ended.
TEST(expiry, an_attempt_under_way_is_the_last) {
    auto body = [](office& room) -> net::task<void> {
        auto& far = room.sites["lmtp"];
        far.takes = milliseconds(50);
        far.reply = [](auto const&) { return answer(450, "4.0.0", "not today"); };
        co_await room.send("a@store", to("c@far"));
        auto const failed = co_await room.manager.administer(admin_move::expire, 1);
        EXPECT_FALSE(failed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(far.seen.size(), 1u);
        EXPECT_EQ(room.sites["virtual"].recipients(), (std::vector<std::string>{"a@store"}));
    };
    with_office(body, wait_long);
}

// Takes its time with reports, and fails if it is told to.
class slow_passage final : public internal_passage {
public:
    explicit slow_passage(net::executor where) : where_(std::move(where)) {}
    net::task<net::result<end>> pass(message&, internal_class) override {
        ++calls;
        co_await test::pause(where_, milliseconds(50));
        if (fails) co_return base::from_errno(EIO);
        co_return end::ready;
    }
    std::size_t calls = 0;
    bool fails = false;

private:
    net::executor where_;
};

void with_slow_reports(std::function<net::task<void>(office&, slow_passage&)> body) {
    test::temporary_directory where;
    auto wanted = test::small_settings(where.path());
    wait_long(wanted);
    auto run = [&](net::executor executor) -> net::task<void> {
        slow_passage reports(executor);
        office room(executor, wanted, &reports);
        room.manager.start();
        room.sites["lmtp"].reply = [](auto const&) { return answer(450, "4.0.0", "not today"); };
        co_await body(room, reports);
        co_await room.close();
    };
    mailstead::test::run(run);
}

// The end of its attempt did not know it yet.
TEST(expiry, who_expires_while_reports_are_made_does_not_wait_for_the_next_attempt) {
    with_slow_reports([](office& room, slow_passage& reports) -> net::task<void> {
        co_await room.send("a@store", to("b@error", "c@far"));
        bool const reporting = co_await test::until(room.executor, [&reports] { return reports.calls == 1; });
        EXPECT_TRUE(reporting);
        auto const failed = co_await room.manager.administer(admin_move::expire, 1);
        EXPECT_FALSE(failed);
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(room.sites["lmtp"].seen.size(), 1u);
        EXPECT_EQ(room.sites["virtual"].recipients(), (std::vector<std::string>{"a@store", "a@store"}));
    });
}

// A report that cannot be made is tried again as mail is, not round and round.
TEST(expiry, a_report_that_fails_waits_for_the_next_attempt) {
    with_slow_reports([](office& room, slow_passage& reports) -> net::task<void> {
        reports.fails = true;
        co_await room.send("a@store", to("c@far"));
        auto const number = co_await in_state(room, state::deferred);
        auto const failed = co_await room.manager.administer(admin_move::expire, number);
        EXPECT_FALSE(failed);
        bool const tried = co_await test::until(room.executor, [&reports] { return reports.calls == 1; });
        EXPECT_TRUE(tried);
        co_await test::pause(room.executor, milliseconds(1500));    // due mail is gathered for up to a second
        EXPECT_EQ(reports.calls, 1u);
        auto const all = co_await test::rows(*room.queue, room.here);
        EXPECT_EQ(all.size(), 1u);
    });
}

}  // namespace
}  // namespace mailstead::mta::queue
