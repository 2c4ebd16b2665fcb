// How long connections live: kept for the next message, given up when they are old, and ended at the stop.
#include "mta/smtp_client/client.h"

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using lmtp::fate;
using net::task;
using std::chrono::milliseconds;
using test::office;
using test::one_letter;
using test::run;

TEST(smtp_client, keeps_a_connection_for_the_next_message) {
    run([](office& room) -> task<void> {
        auto const first = co_await room.fate_of(one_letter());
        auto const second = co_await room.fate_of(one_letter());
        EXPECT_TRUE(first.starts_with("sent") && second.starts_with("sent"));
        EXPECT_EQ(room.server.connections, 1u);
        EXPECT_EQ(room.server.count("MAIL"), 2u);
        EXPECT_EQ(room.server.count("RSET"), 0u);
        EXPECT_EQ(room.server.count("EHLO"), 1u);
    });
}

TEST(smtp_client, resets_after_an_envelope_that_came_to_nothing) {
    run([](office& room) -> task<void> {
        room.server.what.replies["RCPT TO:<a@x.test>"] = {"550 5.1.1 no\r\n"};
        auto const first = co_await room.fate_of(one_letter());
        auto const second = co_await room.fate_of(one_letter("b@x.test"));
        EXPECT_TRUE(first.starts_with("bounced") && second.starts_with("sent"));
        EXPECT_EQ(room.server.connections, 1u);
        EXPECT_EQ(room.server.count("RSET"), 1u);
    });
}

TEST(smtp_client, a_kept_connection_that_is_gone_costs_nothing) {
    for (auto const* gone : {"!", "421 4.4.2 idle\r\n!"}) {
        run([gone](office& room) -> task<void> {
            room.server.what.replies["MAIL"] = {"250 2.1.0 Ok\r\n", gone, "250 2.1.0 Ok\r\n"};
            auto const first = co_await room.fate_of(one_letter());
            auto const second = co_await room.fate_of(one_letter());
            EXPECT_TRUE(first.starts_with("sent") && second.starts_with("sent")) << second;
            EXPECT_EQ(room.server.connections, 2u);
            EXPECT_EQ(room.server.texts.size(), 2u);
        });
    }
}

TEST(smtp_client, closes_connections_that_are_old_used_up_or_not_wanted) {
    run([](office& room) -> task<void> {
        room.how->reuse_count = 2;
        for (int i = 0; i < 3; ++i) {
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_TRUE(words.starts_with("sent"));
        }
        EXPECT_EQ(room.server.connections, 2u);
    });
    run([](office& room) -> task<void> {
        room.how->cache_on_demand = false;
        for (int i = 0; i < 2; ++i) {
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_TRUE(words.starts_with("sent"));
        }
        EXPECT_EQ(room.server.connections, 2u);
    });
    run([](office& room) -> task<void> {
        room.how->cache_on_demand = false;
        room.how->cache_destinations = conf::match_list::parse("y.test, x.test", conf::settings());
        for (int i = 0; i < 2; ++i) {
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_TRUE(words.starts_with("sent"));
        }
        EXPECT_EQ(room.server.connections, 1u);
    });
    run([](office& room) -> task<void> {
        room.how->cache_time = seconds(1);
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("sent"));
        co_await test::pause(room.home, milliseconds(1500));
        EXPECT_EQ(room.server.count("QUIT"), 1u);
    });
}

TEST(smtp_client, a_reload_gives_new_messages_new_connections) {
    run([](office& room) -> task<void> {
        auto const first = co_await room.fate_of(one_letter());
        room.how = std::make_shared<settings>(*room.how);
        room.how->helo_name = "new.test";
        auto const second = co_await room.fate_of(one_letter());
        EXPECT_TRUE(first.starts_with("sent") && second.starts_with("sent"));
        EXPECT_TRUE(room.server.has("EHLO new.test"));
    });
}

TEST(smtp_client, several_at_once_have_a_connection_each) {
    run([](office& room) -> task<void> {
        room.open();
        net::session_set fibres(room.home);
        int done = 0;
        auto send = [&room, &done](int) -> task<void> {
            auto const result = co_await room.through->deliver(one_letter());
            done += result.recipients[0].code == 250 ? 1 : 0;
        };
        for (int i = 0; i < 5; ++i) fibres.run("test", send(i));
        while (done < 5) co_await test::pause(room.home, milliseconds(2));
        EXPECT_EQ(room.server.connections, 5u);
        co_await fibres.stop(seconds(1));
    });
}

// smtp_connection_cache_on_demand: while the destination has more mail.
TEST(smtp_client, keeps_a_connection_only_where_more_mail_follows) {
    run([](office& room) -> task<void> {
        auto alone = one_letter();
        alone.more_follows = false;
        for (int i = 0; i < 2; ++i) {
            auto const words = co_await room.fate_of(alone);
            EXPECT_TRUE(words.starts_with("sent"));
            EXPECT_EQ(room.last.uses, 1u);
        }
        EXPECT_EQ(room.server.connections, 2u);
        for (unsigned i = 1; i <= 3; ++i) {
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_TRUE(words.starts_with("sent"));
            EXPECT_EQ(room.last.uses, i);
        }
        EXPECT_EQ(room.server.connections, 3u);
        auto const last = co_await room.fate_of(alone);
        EXPECT_TRUE(last.starts_with("sent"));
        EXPECT_EQ(room.last.uses, 4u);
        EXPECT_EQ(room.server.connections, 3u);
        co_await test::pause(room.home, milliseconds(50));
        EXPECT_EQ(room.server.count("QUIT"), 3u);
    });
}

// smtp_connection_cache_destinations: always.
TEST(smtp_client, keeps_connections_to_destinations_that_are_named) {
    run([](office& room) -> task<void> {
        room.how->cache_destinations = conf::match_list::parse("x.test", conf::settings());
        auto alone = one_letter();
        alone.more_follows = false;
        for (unsigned i = 1; i <= 2; ++i) {
            auto const words = co_await room.fate_of(alone);
            EXPECT_TRUE(words.starts_with("sent"));
            EXPECT_EQ(room.last.uses, i);
        }
        EXPECT_EQ(room.server.connections, 1u);
    });
}

TEST(smtp_client, stops_whatever_it_is_doing) {
    for (auto const* key : {"greeting", "EHLO", "MAIL", "."}) {
        run([key](office& room) -> task<void> {
            room.patience(seconds(100));
            if (std::string_view(key) == "greeting") room.server.what.greeting = "~";
            else room.server.what.replies[key] = {"~"};
            room.open();
            net::session_set fibres(room.home);
            bool done = false;
            auto send = [&room, &done]() -> task<void> {
                auto const result = co_await room.through->deliver(one_letter());
                EXPECT_NE(result.recipients[0].what, fate::replied);
                done = true;
            };
            fibres.run("test", send());
            co_await test::pause(room.home, milliseconds(50));
            auto const begin = std::chrono::steady_clock::now();
            co_await room.through->stop(milliseconds(20));
            EXPECT_TRUE(done);
            EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(2));
            auto const late = co_await room.through->deliver(one_letter());
            EXPECT_EQ(late.recipients[0].text, "mail system is shutting down");
            co_await fibres.stop(seconds(1));
        });
    }
}

TEST(smtp_client, does_not_wait_for_a_goodbye_when_it_stops) {
    run([](office& room) -> task<void> {
        room.patience(seconds(100));
        room.how->skip_quit_response = false;
        room.how->cache_on_demand = false;
        room.server.what.replies["QUIT"] = {"~"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("sent")) << words;
        auto const begin = std::chrono::steady_clock::now();
        co_await room.through->stop(milliseconds(20));
        EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(2));
    });
}

TEST(smtp_client, stops_during_a_connect) {
    run([](office& room) -> task<void> {
        room.patience(seconds(100));
        room.dns.a("far.test", "192.0.2.77");    // nobody answers there, or the machine says at once that it has no way
        room.open("[far.test]");
        net::session_set fibres(room.home);
        bool done = false;
        auto send = [&room, &done]() -> task<void> {
            auto const result = co_await room.through->deliver(one_letter());
            EXPECT_TRUE(office::words(result.recipients[0]).starts_with("deferred 4."));
            done = true;
        };
        fibres.run("test", send());
        co_await test::pause(room.home, milliseconds(50));
        co_await room.through->stop(milliseconds(20));
        EXPECT_TRUE(done);
        co_await fibres.stop(seconds(1));
    });
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
