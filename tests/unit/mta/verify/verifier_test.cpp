// Askers, probes and the cache together.
#include "mta/verify/verifier.h"

#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "tests/lib/fake_clock.h"
#include "tests/lib/loop.h"

namespace mailstead::mta::verify {
namespace {

namespace asio = boost::asio;

task<void> pause(net::executor where, std::chrono::milliseconds time) {
    asio::steady_timer timer(where, time);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

class scripted final : public prober {
public:
    explicit scripted(net::executor where) : where_(std::move(where)) {}
    task<finding> probe(std::string address) override {
        asked.push_back(address);
        while (held) co_await pause(where_, std::chrono::milliseconds(1));
        co_return next;
    }
    task<void> stop() override {
        held = false;
        co_return;
    }

    std::vector<std::string> asked;
    finding next;
    bool held = false;

private:
    net::executor where_;
};

class verifier_test : public ::testing::Test {
protected:
    void with(std::function<task<void>(verifier&, scripted&)> body, settings wanted = {}) {
        auto const all = [&](net::executor where) -> task<void> {
            net::session_set tasks(where);
            scripted by(where);
            verifier one(where, wanted, tasks, pool_, clock_, by);
            tasks.run("verify", one.run());
            co_await pause(where, std::chrono::milliseconds(50));
            where_ = where;
            co_await body(one, by);
            one.stop();
            bool const ended = co_await tasks.stop(std::chrono::seconds(5));
            EXPECT_TRUE(ended);
        };
        test::run(all);
    }
    // The probe's result is in the cache.
    task<view> settled(verifier& one, std::string address) {
        for (int tries = 0; tries < 500; ++tries) {
            auto seen = co_await one.ask(address);
            if (seen.status != status::unknown) co_return seen;
            co_await pause(*where_, std::chrono::milliseconds(2));
        }
        co_return view();
    }

    test::fake_clock clock_;
    net::disk_pool pool_{1, std::chrono::seconds(10)};
    std::optional<net::executor> where_;
};

TEST_F(verifier_test, asks_once_and_remembers) {
    auto const body = [&](verifier& one, scripted& by) -> task<void> {
        by.next.status = status::undeliverable;
        by.next.text = "no such user";
        by.held = true;
        for (int i = 0; i < 3; ++i) {
            auto const first = co_await one.ask("a@example.org");
            EXPECT_EQ(first.status, status::unknown);
        }
        by.held = false;
        auto const seen = co_await settled(one, "a@example.org");
        EXPECT_EQ(seen.status, status::undeliverable);
        EXPECT_EQ(seen.text, "no such user");
        EXPECT_EQ(by.asked.size(), 1u);
        clock_.advance(std::chrono::hours(4));
        by.next.status = status::deliverable;
        auto const old = co_await one.ask("a@example.org");
        EXPECT_EQ(old.status, status::undeliverable);    // the old answer, and a new probe
        co_await pause(*where_, std::chrono::milliseconds(100));
        auto const again = co_await one.ask("a@example.org");
        EXPECT_EQ(again.status, status::deliverable);
        EXPECT_EQ(by.asked.size(), 2u);
    };
    with(body);
}

TEST_F(verifier_test, has_a_limit_of_probes_under_way) {
    settings wanted;
    wanted.pending_limit = 2;
    auto const body = [&](verifier& one, scripted& by) -> task<void> {
        by.held = true;
        for (auto const* name : {"a@b.example", "b@b.example", "c@b.example"}) {
            auto const seen = co_await one.ask(name);
            EXPECT_EQ(seen.status, status::unknown);
        }
        co_await pause(*where_, std::chrono::milliseconds(50));
        EXPECT_EQ(by.asked.size(), 2u);
    };
    with(body, wanted);
}

TEST_F(verifier_test, does_not_keep_failures_when_told_so) {
    settings wanted;
    wanted.rules.negative_cache = false;
    auto const body = [&](verifier& one, scripted& by) -> task<void> {
        by.next.status = status::undeliverable;
        auto const first = co_await one.ask("a@example.org");
        EXPECT_TRUE(first.probe);
        co_await pause(*where_, std::chrono::milliseconds(100));
        auto const seen = co_await one.ask("a@example.org");
        EXPECT_EQ(seen.status, status::unknown);
        EXPECT_EQ(by.asked.size(), 1u);
    };
    with(body, wanted);
}

TEST_F(verifier_test, lives_without_a_file) {
    settings wanted;
    wanted.path = "/nonexistent/cache.sqlite";
    auto const body = [&](verifier& one, scripted& by) -> task<void> {
        by.next.status = status::deliverable;
        auto const seen = co_await settled(one, "a@example.org");
        EXPECT_EQ(seen.status, status::deliverable);
    };
    with(body, wanted);
}

// A server that ends must not leave behind that an address is in trouble, nor that somebody is asking already.
TEST_F(verifier_test, a_probe_that_our_own_end_cuts_is_made_anew) {
    auto const place = std::filesystem::temp_directory_path() / ("verifier_test." + std::to_string(::getpid()));
    settings wanted;
    wanted.path = place.string();
    auto const cut = [this](verifier& one, scripted& by) -> task<void> {
        by.held = true;
        by.next.status = status::deferred;
        by.next.text = "lost connection";
        co_await one.ask("a@b.example");
        while (by.asked.empty()) co_await pause(*where_, std::chrono::milliseconds(2));
    };
    with(cut, wanted);
    auto const again = [this](verifier& one, scripted& by) -> task<void> {
        by.next.status = status::deliverable;
        auto const seen = co_await settled(one, "a@b.example");
        EXPECT_EQ(seen.status, status::deliverable);
        EXPECT_EQ(by.asked.size(), 1u);
    };
    with(again, wanted);
    for (auto const* end : {"", "-wal", "-shm"}) std::filesystem::remove(place.string() + end);
}

}  // namespace
}  // namespace mailstead::mta::verify
