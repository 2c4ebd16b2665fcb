// A slow connect gets a rival of the other family (RFC 8305 §5). The first address is IPv6 in all of them.
#include "mta/smtp_client/dial.h"

#include <functional>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/black_hole.h"
#include "tests/unit/mta/smtp_client/captured_log.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using std::chrono::milliseconds;
using test::black_hole;
using test::office;
using test::one_letter;
using clock = std::chrono::steady_clock;

bool has_ipv6() {
    try {
        black_hole const one("::1");
        return true;
    } catch (std::runtime_error const&) {
        return false;
    }
}

class smtp_client_dial : public ::testing::Test {
protected:
    void SetUp() override {
        if (!has_ipv6()) GTEST_SKIP() << "this machine has no ::1";
    }
};

void run(std::function<task<void>(office&)> body) {
    test::run([body](office& room) -> task<void> {
        room.how->hosts.first = family::ipv6;
        room.dns.mx("both.test", 10, "both.test");
        room.dns.a("both.test", "::1");
        room.dns.a("both.test", "127.0.0.1");
        room.open("both.test");
        co_await body(room);
    });
}

std::string at(office const& room, std::string_view address) { return fmt::format("both.test[{}]:{}", address, room.how->hosts.port); }

std::size_t count(std::string const& text, std::string_view words) {
    std::size_t n = 0;
    for (auto from = text.find(words); from != text.npos; from = text.find(words, from + 1)) ++n;
    return n;
}

TEST_F(smtp_client_dial, a_slow_address_is_left_for_one_of_the_other_family) {
    run([](office& room) -> task<void> {
        test::captured_log const log;
        black_hole const hole("::1", room.server.port());
        auto const begin = clock::now();
        auto const words = co_await room.fate_of(one_letter());
        auto const took = clock::now() - begin;
        EXPECT_EQ(words, "sent 2.0.0 250 2.0.0 Ok: queued as X");
        EXPECT_EQ(room.last.relay, at(room, "127.0.0.1"));
        EXPECT_GE(took, attempt_delay);
        EXPECT_LT(took, seconds(2));    // the patience is 3 s
        EXPECT_FALSE(log.has("connect to"));
        EXPECT_EQ(room.server.connections, 1u);
    });
}

TEST_F(smtp_client_dial, who_answers_in_time_has_no_rival) {
    run([](office& room) -> task<void> {
        test::fake_server first(room.home, "::1", room.server.port());
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("sent")) << words;
        EXPECT_EQ(room.last.relay, at(room, "::1"));
        co_await test::pause(room.home, attempt_delay + milliseconds(100));
        EXPECT_EQ(room.server.connections, 0u);
        co_await room.through->stop(milliseconds(0));
        room.through.reset();
        co_await first.stop();
    });
}

// It was called off, which is no failure: it is still to be tried.
TEST_F(smtp_client_dial, the_slow_one_is_tried_again_when_the_rival_does_not_take_the_message) {
    run([](office& room) -> task<void> {
        test::captured_log const log;
        room.patience(seconds(1));
        black_hole const hole("::1", room.server.port());
        room.server.what.greeting = "421 4.3.2 not now\r\n";
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.4.1 connect to " + at(room, "::1") + ": Connection timed out");
        EXPECT_EQ(count(log.text(), "connect to "), 1u) << log.text();
        EXPECT_EQ(room.server.connections, 1u);
    });
}

TEST_F(smtp_client_dial, two_slow_ones_share_their_time) {
    run([](office& room) -> task<void> {
        test::captured_log const log;
        room.patience(seconds(1));
        black_hole const v4("127.0.0.1");
        black_hole const v6("::1", v4.port());
        room.how->hosts.port = v4.port();
        auto const begin = clock::now();
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.4.1 connect to " + at(room, "127.0.0.1") + ": Connection timed out");
        EXPECT_LT(clock::now() - begin, milliseconds(1900));
        EXPECT_TRUE(log.has("connect to " + at(room, "::1") + ": Connection timed out"));
        EXPECT_EQ(count(log.text(), "connect to "), 2u) << log.text();
    });
}

TEST_F(smtp_client_dial, the_slow_one_goes_on_when_the_rival_fails) {
    run([](office& room) -> task<void> {
        test::captured_log const log;
        room.patience(seconds(1));
        black_hole const hole("::1");
        room.how->hosts.port = hole.port();    // nobody listens there at 127.0.0.1
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("deferred 4.4.1 connect to")) << words;
        EXPECT_TRUE(log.has("connect to " + at(room, "127.0.0.1") + ": Connection refused"));
        EXPECT_TRUE(log.has("connect to " + at(room, "::1") + ": Connection timed out"));
        EXPECT_EQ(count(log.text(), "connect to "), 2u) << log.text();
    });
}

TEST_F(smtp_client_dial, a_rival_is_of_the_same_preference_and_the_other_family) {
    for (auto const* second : {"127.0.0.1", "127.0.0.2"}) {
        SCOPED_TRACE(second);
        bool const other_preference = second == std::string_view("127.0.0.1");
        run([&](office& room) -> task<void> {
            test::captured_log const log;
            room.patience(seconds(1));
            std::string const slow = other_preference ? "::1" : "127.0.0.2";
            black_hole const hole(slow, room.server.port());
            room.dns.mx("apart.test", 10, "slow.test");
            room.dns.a("slow.test", slow);
            room.dns.mx("apart.test", other_preference ? 20 : 10, "mx.test");
            room.how->hosts.randomize = false;
            room.open("apart.test");
            auto const words = co_await room.fate_of(one_letter("a@apart.test"));
            EXPECT_TRUE(words.starts_with("sent")) << words;
            EXPECT_TRUE(log.has("connect to slow.test[" + slow + "]:" + std::to_string(room.server.port()) + ": Connection timed out")) << log.text();
        });
    }
}

TEST_F(smtp_client_dial, stops_while_two_are_under_way) {
    run([](office& room) -> task<void> {
        room.patience(seconds(100));
        black_hole const v4("127.0.0.1");
        black_hole const v6("::1", v4.port());
        room.how->hosts.port = v4.port();
        net::session_set fibres(room.home);
        bool done = false;
        auto send = [&room, &done]() -> task<void> {
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_TRUE(words.starts_with("deferred 4.")) << words;
            done = true;
        };
        fibres.run("test", send());
        co_await test::pause(room.home, attempt_delay + milliseconds(100));
        auto const begin = clock::now();
        co_await room.through->stop(milliseconds(20));
        EXPECT_TRUE(done);
        EXPECT_LT(clock::now() - begin, seconds(2));
        co_await fibres.stop(seconds(1));
    });
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
