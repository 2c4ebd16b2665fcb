// Which host a message goes to when there are several, and next hops and relays beside them.
#include "mta/smtp_client/client.h"

#include <functional>

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using lmtp::fate;
using net::task;
using std::chrono::milliseconds;
using test::here;
using test::letter;
using test::office;
using test::one_letter;
using test::run;

// Two servers for one domain, on two addresses of the loopback and one port.
task<void> with_two(office& room, std::function<task<void>(test::fake_server&)> body) {
    room.dns.mx("two.test", 10, "first.test");
    room.dns.a("first.test", "127.0.0.1");
    room.dns.mx("two.test", 20, "second.test");
    room.dns.a("second.test", "127.0.0.2");
    test::fake_server second(room.home, "127.0.0.2", room.server.port());
    room.open("two.test");
    co_await body(second);
    co_await room.through->stop(milliseconds(0));
    room.through.reset();
    co_await second.stop();
}

TEST(smtp_client, goes_to_the_next_host_with_what_is_left) {
    run([](office& room) -> task<void> {
        auto body = [&room](test::fake_server& second) -> task<void> {
            room.server.what.replies["RCPT TO:<b@two.test>"] = {"450 4.2.0 greylisted\r\n"};
            room.server.what.replies["RCPT TO:<c@two.test>"] = {"550 5.1.1 no\r\n"};
            auto const result = co_await room.send(letter(test::to("a@two.test", "b@two.test", "c@two.test")));
            EXPECT_EQ(result.recipients[0].relay, "first.test[" + here(room));
            EXPECT_EQ(office::words(result.recipients[1]), "sent 2.0.0 250 2.0.0 Ok: queued as X");
            EXPECT_TRUE(result.recipients[1].relay.starts_with("second.test[127.0.0.2]:"));
            EXPECT_TRUE(office::words(result.recipients[2]).starts_with("bounced 5.1.1 host first.test[127.0.0.1] said"));
            EXPECT_EQ(second.count("RCPT"), 1u);
        };
        co_await with_two(room, body);
    });
}

// What one server cannot take another may; only when none can it goes back.
TEST(smtp_client, asks_the_next_host_when_one_cannot_take_the_message) {
    struct row { char const* ehlo; lmtp::body_type body; bool requiretls; char const* status; };
    for (auto const& each : std::vector<row>{{"250-x\r\n250 SIZE 10\r\n", lmtp::body_type::seven_bit, false, "bounced 5.3.4 message size"},
                                             {"250 x\r\n", lmtp::body_type::binary, false, "bounced 5.6.3 BINARYMIME"},
                                             {"250-x\r\n250 REQUIRETLS\r\n", lmtp::body_type::seven_bit, true, "bounced 5.7.10 Encryption needed (REQUIRETLS)"}}) {
        SCOPED_TRACE(each.status);
        run([&](office& room) -> task<void> {
            auto body = [&](test::fake_server& second) -> task<void> {
                auto what = one_letter("a@two.test");
                what.body = each.body;
                what.requiretls = each.requiretls;
                room.server.what.ehlo = second.what.ehlo = each.ehlo;
                auto words = co_await room.fate_of(what);
                EXPECT_TRUE(words.starts_with(each.status)) << words;
                EXPECT_EQ(second.connections, 1u);
                EXPECT_EQ(room.server.count("MAIL") + second.count("MAIL"), 0u);
                if (each.requiretls) co_return;
                second.what.ehlo = "250-x\r\n250-CHUNKING\r\n250 BINARYMIME\r\n";
                room.how = std::make_shared<settings>(*room.how);    // no connection of before
                room.how->session_limit = 1;
                words = co_await room.fate_of(what);
                EXPECT_TRUE(words.starts_with("sent")) << words;
                EXPECT_EQ(second.count("MAIL"), 1u);
            };
            co_await with_two(room, body);
        });
    }
}

TEST(smtp_client, goes_to_the_next_host_after_each_kind_of_trouble) {
    for (auto const& [greeting, ehlo] : std::vector<std::pair<std::string, std::string>>{
             {"421 busy\r\n", ""}, {"554 no\r\n", ""}, {"!", ""}, {"220 x\r\n", "421 bye\r\n!"}, {"220 x\r\n", "!"}}) {
        SCOPED_TRACE(greeting + ehlo);
        run([&](office& room) -> task<void> {
            auto body = [&room](test::fake_server& second) -> task<void> {
                auto const words = co_await room.fate_of(one_letter("a@two.test"));
                EXPECT_TRUE(words.starts_with("sent")) << words;
                EXPECT_EQ(second.texts.size(), 1u);
            };
            room.server.what.greeting = greeting;
            if (!ehlo.empty()) room.server.what.replies["EHLO"] = {ehlo};
            co_await with_two(room, body);
        });
    }
}

TEST(smtp_client, does_not_go_on_after_the_text_may_have_been_taken) {
    run([](office& room) -> task<void> {
        auto body = [&room](test::fake_server& second) -> task<void> {
            room.server.what.replies["."] = {"!"};
            auto const words = co_await room.fate_of(one_letter("a@two.test"));
            EXPECT_TRUE(words.starts_with("deferred 4.4.2 lost connection"));
            EXPECT_EQ(room.last.what, fate::unknown);
            EXPECT_EQ(second.connections, 0u);
        };
        co_await with_two(room, body);
    });
}

TEST(smtp_client, an_answer_that_is_none_leaves_the_message_to_the_next_host) {
    for (auto const* command : {"MAIL", "RCPT", "."}) {
        SCOPED_TRACE(command);
        run([command](office& room) -> task<void> {
            auto body = [&room, command](test::fake_server& second) -> task<void> {
                room.server.what.replies[command] = {"334 hm\r\n"};
                auto const words = co_await room.fate_of(one_letter("a@two.test"));
                EXPECT_EQ(words, "sent 2.0.0 250 2.0.0 Ok: queued as X");
                EXPECT_EQ(second.texts.size(), 1u);
            };
            co_await with_two(room, body);
        });
    }
}

TEST(smtp_client, tries_no_more_sessions_than_allowed) {
    run([](office& room) -> task<void> {
        auto body = [&room](test::fake_server& second) -> task<void> {
            room.how->session_limit = 1;
            room.server.what.replies["RCPT"] = {"450 wait\r\n"};
            auto const words = co_await room.fate_of(one_letter("a@two.test"));
            EXPECT_TRUE(words.starts_with("deferred"));
            EXPECT_EQ(second.connections, 0u);
        };
        co_await with_two(room, body);
    });
}

TEST(smtp_client, falls_back_to_a_relay_when_nobody_takes_it) {
    run([](office& room) -> task<void> {
        room.how->fallback_relays = {"[relay.test]"};
        room.dns.a("relay.test", "127.0.0.1");
        room.open("nowhere.test");
        auto const words = co_await room.fate_of(one_letter("a@nowhere.test"));
        EXPECT_TRUE(words.starts_with("sent"));
        EXPECT_TRUE(room.last.relay.starts_with("relay.test[127.0.0.1]"));
    });
    run([](office& room) -> task<void> {
        room.how->fallback_relays = {"[norelay.test]"};
        room.open("nowhere.test");
        auto const words = co_await room.fate_of(one_letter("a@nowhere.test"));
        EXPECT_TRUE(words.starts_with("deferred 4.3.5 Host or domain name not found")) << words;
    });
}

TEST(smtp_client, a_relayhost_that_does_not_exist_is_our_own_mistake) {
    run([](office& room) -> task<void> {
        room.how->relayhost = "[nowhere.test]";
        room.open("[nowhere.test]");
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.3.5 Host or domain name not found. Name service error for name=nowhere.test type=AAAA: Host not found");
        EXPECT_EQ(room.last.relay, "none");
    });
}

TEST(smtp_client, a_relayhost_that_refuses_us_is_our_own_mistake) {
    run([](office& room) -> task<void> {
        room.how->relayhost = "x.test";
        room.server.what.replies["EHLO"] = {"550 5.7.1 not you\r\n"};
        room.server.what.replies["HELO"] = {"550 5.7.1 not you\r\n"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.3.5 host mx.test[127.0.0.1] refused to talk to me: 550 5.7.1 not you");
        room.server.what.replies.clear();
        room.server.what.replies["RCPT"] = {"550 5.1.1 no such user\r\n"};
        auto const no = co_await room.fate_of(one_letter());
        EXPECT_TRUE(no.starts_with("bounced 5.1.1")) << no;
    });
}

TEST(smtp_client, several_next_hops_are_tried_in_turn) {
    run([](office& room) -> task<void> {
        room.open("nowhere.test, [mx.test]");
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("sent")) << words;
    });
    run([](office& room) -> task<void> {
        room.open("a:b:c");
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.3.5 Invalid next-hop destination: a:b:c");
    });
    run([](office& room) -> task<void> {
        room.open("\xc3\xa4..test");
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "bounced 5.4.4 Invalid next-hop destination: \xc3\xa4..test");
    });
}

TEST(smtp_client, tries_another_port_of_the_same_address) {
    run([](office& room) -> task<void> {
        test::fake_server second(room.home);
        room.server.what.greeting = "421 4.3.2 not now\r\n";
        room.how->fallback_relays = {"[mx.test]:" + std::to_string(second.port())};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "sent 2.0.0 250 2.0.0 Ok: queued as X");
        EXPECT_EQ(second.texts.size(), 1u);
        co_await second.stop();
    });
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
