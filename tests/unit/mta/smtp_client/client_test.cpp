// The client against a scripted server: what it says, and what becomes of each recipient whatever it hears.
#include "mta/smtp_client/client.h"

#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using lmtp::fate;
using net::executor;
using net::task;
using std::chrono::milliseconds;
using test::letter;
using test::office;
using test::one_letter;
using test::run;

std::string here(office const& room) { return "127.0.0.1]:" + std::to_string(room.server.port()); }

TEST(smtp_client, delivers) {
    run([](office& room) -> task<void> {
        auto const words = co_await room.fate_of(letter(test::to("a@x.test"), "Subject: x\r\n\r\n.dot\r\nhi\r\n"));
        EXPECT_EQ(words, "sent 2.0.0 250 2.0.0 Ok: queued as X");
        EXPECT_EQ(room.last.relay, "mx.test[" + here(room));
        EXPECT_TRUE(room.last.takes_dsn);
        EXPECT_GT(room.setup, 0);
        EXPECT_EQ(room.server.commands[0], "EHLO our.test");
        EXPECT_EQ(room.server.commands[1], "MAIL FROM:<s@sender.test> SIZE=24");
        EXPECT_EQ(room.server.commands[2], "RCPT TO:<a@x.test>");
        EXPECT_EQ(room.server.commands[3], "DATA");
        EXPECT_EQ(room.server.writes.at(1), "MAIL FROM:<s@sender.test> SIZE=24\r\nRCPT TO:<a@x.test>\r\nDATA\r\n");
        EXPECT_EQ(room.server.texts.at(0), "Subject: x\r\n\r\n..dot\r\nhi\r\n");
    });
}

TEST(smtp_client, waits_for_each_reply_where_pipelining_is_not_offered) {
    run([](office& room) -> task<void> {
        room.server.what.ehlo = "250 mx.test\r\n";
        auto const result = co_await room.send(letter(test::to("a@x.test", "b@x.test")));
        EXPECT_EQ(office::words(result.recipients[1]), "sent 2.0.0 250 2.0.0 Ok: queued as X");
        EXPECT_FALSE(result.recipients[1].takes_dsn);
        EXPECT_EQ(room.server.writes.at(1), "MAIL FROM:<s@sender.test>\r\n");
        EXPECT_EQ(room.server.writes.at(2), "RCPT TO:<a@x.test>\r\n");
        EXPECT_EQ(room.server.writes.at(4), "DATA\r\n");
    });
}

TEST(smtp_client, reads_replies_in_pieces) {
    run([](office& room) -> task<void> {
        room.server.what.one_byte_at_a_time = true;
        room.server.what.greeting = "220-mx.test\r\n220-be welcome\r\n220 ESMTP\r\n";
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "sent 2.0.0 250 2.0.0 Ok: queued as X");
    });
}

TEST(smtp_client, passes_on_what_the_sender_wants_to_hear) {
    run([](office& room) -> task<void> {
        auto what = one_letter("a+b@x.test", "Subject: \xc3\xa4\r\n\r\n");
        what.envid = "a b";
        what.ret = 1;
        what.smtputf8 = true;
        what.recipients[0].notify = smtp::notify::success | smtp::notify::failure;
        what.recipients[0].orcpt = "rfc822;old+x@y.test";
        auto const words = co_await room.fate_of(what);
        EXPECT_TRUE(words.starts_with("sent"));
        EXPECT_EQ(room.server.commands[1], "MAIL FROM:<s@sender.test> SIZE=15 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+20b");
        EXPECT_EQ(room.server.commands[2], "RCPT TO:<a+b@x.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;old+2Bx@y.test");
    });
}

// A dialogue: one reply of the server changed, and what the queue hears of it.
struct dialogue {
    char const* name;
    std::function<void(test::script&)> change;
    char const* fate;
};

std::string in_script(std::string const& key, std::string const& reply, test::script& what) {
    what.replies[key] = {reply};
    return key;
}

std::function<void(test::script&)> says(std::string key, std::string reply) {
    return [key, reply](test::script& what) { in_script(key, reply, what); };
}
std::function<void(test::script&)> greets(std::string with) {
    return [with](test::script& what) { what.greeting = with; };
}
std::function<void(test::script&)> offers(std::string with, std::string key = "", std::string reply = "") {
    return [with, key, reply](test::script& what) {
        what.ehlo = with;
        if (!key.empty()) in_script(key, reply, what);
    };
}

constexpr char const* plain = "250 mx.test\r\n";

std::vector<dialogue> dialogues() {
    return {
        {"greeting 4xx", greets("421 4.3.2 too busy\r\n"), "deferred 4.3.2 host mx.test[127.0.0.1] refused to talk to me: 421 4.3.2 too busy"},
        {"greeting 5xx is skipped", greets("554 go away\r\n"), "deferred 4.0.0 host mx.test[127.0.0.1] refused to talk to me: 554 go away"},
        {"greeting 5xx with lines", greets("554-go\r\n554 away\r\n"), "deferred 4.0.0 host mx.test[127.0.0.1] refused to talk to me: 554 go away"},
        {"drops at once", greets("!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while receiving the initial server greeting"},
        {"drops within the greeting", greets("220-mx!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while receiving the initial server greeting"},
        {"greets with rubbish", greets("HTTP/1.1 400 Bad\r\n"), "deferred 4.5.0 Protocol error: malformed or endless reply from mx.test[127.0.0.1] while receiving the initial server greeting"},
        {"greets without end", greets(std::string(1 << 20, 'x')), "deferred 4.5.0 Protocol error: malformed or endless reply from mx.test[127.0.0.1] while receiving the initial server greeting"},
        {"greets twice", greets("220 mx.test ESMTP\r\n250 more\r\n"), "deferred 4.5.0 Protocol error: host mx.test[127.0.0.1] sent a reply to nothing asked while performing the EHLO handshake"},
        {"EHLO 421", says("EHLO", "421 4.3.0 later\r\n"), "deferred 4.3.0 host mx.test[127.0.0.1] refused to talk to me: 421 4.3.0 later"},
        {"EHLO 5xx, HELO works", says("EHLO", "502 5.5.1 what\r\n"), "sent 2.0.0 250 2.0.0 Ok: queued as X"},
        {"EHLO 5xx, HELO 5xx", [](test::script& what) { what.replies["EHLO"] = {"502 what\r\n"}; what.replies["HELO"] = {"550 5.7.1 not you\r\n"}; }, "bounced 5.7.1 host mx.test[127.0.0.1] refused to talk to me: 550 5.7.1 not you"},
        {"EHLO 5xx, HELO 4xx", [](test::script& what) { what.replies["EHLO"] = {"502 what\r\n"}; what.replies["HELO"] = {"450 wait\r\n"}; }, "deferred 4.0.0 host mx.test[127.0.0.1] refused to talk to me: 450 wait"},
        {"drops at EHLO", says("EHLO", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while performing the EHLO handshake"},
        {"EHLO without end", says("EHLO", [] { std::string all; for (int i = 0; i < 5000; ++i) all += "250-KEYWORD" + std::to_string(i) + "\r\n"; return all; }()), "deferred 4.5.0 Protocol error: malformed or endless reply from mx.test[127.0.0.1] while performing the EHLO handshake"},
        {"EHLO with two codes", says("EHLO", "250-mx\r\n500 no\r\n"), "deferred 4.5.0 Protocol error: malformed or endless reply from mx.test[127.0.0.1] while performing the EHLO handshake"},
        {"says more after EHLO", [](test::script& what) { what.after_ehlo = "250 ok\r\n"; }, "deferred 4.5.0 Protocol error: host mx.test[127.0.0.1] sent a reply to nothing asked while sending MAIL FROM"},
        {"MAIL 4xx", says("MAIL", "451 4.7.1 greylisted\r\n"), "deferred 4.7.1 host mx.test[127.0.0.1] said: 451 4.7.1 greylisted (in reply to MAIL FROM command)"},
        {"MAIL 5xx", says("MAIL", "550 5.1.8 who\r\n"), "bounced 5.1.8 host mx.test[127.0.0.1] said: 550 5.1.8 who (in reply to MAIL FROM command)"},
        {"MAIL 5xx, one by one", offers(plain, "MAIL", "550 who\r\n"), "bounced 5.0.0 host mx.test[127.0.0.1] said: 550 who (in reply to MAIL FROM command)"},
        {"MAIL 421", says("MAIL", "421 4.3.2 bye\r\n!"), "deferred 4.3.2 host mx.test[127.0.0.1] said: 421 4.3.2 bye (in reply to MAIL FROM command)"},
        {"drops at MAIL", says("MAIL", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending MAIL FROM"},
        {"drops at MAIL, one by one", offers(plain, "MAIL", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending MAIL FROM"},
        {"MAIL refused and hung up", says("MAIL", "550 5.7.1 no\r\n!"), "bounced 5.7.1 host mx.test[127.0.0.1] said: 550 5.7.1 no (in reply to MAIL FROM command)"},
        {"RCPT 4xx", says("RCPT", "450 4.2.0 greylisted\r\n"), "deferred 4.2.0 host mx.test[127.0.0.1] said: 450 4.2.0 greylisted (in reply to RCPT TO command)"},
        {"RCPT 5xx", says("RCPT", "550 5.1.1 no such user\r\n"), "bounced 5.1.1 host mx.test[127.0.0.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)"},
        {"RCPT 5xx, DATA 354 all the same", says("RCPT", "550 5.1.1 no\r\n"), "bounced 5.1.1 host mx.test[127.0.0.1] said: 550 5.1.1 no (in reply to RCPT TO command)"},
        {"RCPT 5xx, DATA refused", [](test::script& what) { what.replies["RCPT"] = {"550 5.1.1 no\r\n"}; what.replies["DATA"] = {"554 no valid recipients\r\n"}; }, "bounced 5.1.1 host mx.test[127.0.0.1] said: 550 5.1.1 no (in reply to RCPT TO command)"},
        {"RCPT 5xx, one by one", offers(plain, "RCPT", "550 no\r\n"), "bounced 5.0.0 host mx.test[127.0.0.1] said: 550 no (in reply to RCPT TO command)"},
        {"RCPT 421", says("RCPT", "421 4.3.2 bye\r\n!"), "deferred 4.3.2 host mx.test[127.0.0.1] said: 421 4.3.2 bye (in reply to RCPT TO command)"},
        {"drops at RCPT", says("RCPT", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending RCPT TO"},
        {"drops at RCPT, one by one", offers(plain, "RCPT", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending RCPT TO"},
        {"a made-up class", says("RCPT", "550 4.1.1 odd\r\n"), "bounced 5.0.0 host mx.test[127.0.0.1] said: 550 4.1.1 odd (in reply to RCPT TO command)"},
        {"DATA 4xx", says("DATA", "451 4.3.0 later\r\n"), "deferred 4.3.0 host mx.test[127.0.0.1] said: 451 4.3.0 later (in reply to DATA command)"},
        {"DATA 5xx", says("DATA", "554 5.7.1 no\r\n"), "bounced 5.7.1 host mx.test[127.0.0.1] said: 554 5.7.1 no (in reply to DATA command)"},
        {"DATA 250", says("DATA", "250 odd\r\n"), "deferred 4.5.0 Protocol error: host mx.test[127.0.0.1] said: 250 odd (in reply to DATA command)"},
        {"DATA and more", says("DATA", "354 go\r\n250 done\r\n"), "deferred 4.5.0 Protocol error: host mx.test[127.0.0.1] sent a reply to nothing asked while sending message body"},
        {"drops at DATA", says("DATA", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending DATA command"},
        {"drops at DATA, one by one", offers(plain, "DATA", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending DATA command"},
        {"drops in the text", [](test::script& what) { what.mid_text = "!"; }, "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending end of data -- message may be sent more than once"},
        {"drops at the end", says(".", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending end of data -- message may be sent more than once"},
        {"end 4xx", says(".", "452 4.3.1 full\r\n"), "deferred 4.3.1 host mx.test[127.0.0.1] said: 452 4.3.1 full (in reply to end of DATA command)"},
        {"end 5xx", says(".", "554 5.7.1 spam\r\n"), "bounced 5.7.1 host mx.test[127.0.0.1] said: 554 5.7.1 spam (in reply to end of DATA command)"},
        {"end with a megabyte", says(".", "554-" + std::string(1 << 20, 'y') + "\r\n"), "deferred 4.5.0 Protocol error: malformed or endless reply from mx.test[127.0.0.1] while sending end of data -- message may be sent more than once"},
        {"end with control bytes", says(".", "554 5.7.1 a\rb\x01" "c\r\n"), "bounced 5.7.1 host mx.test[127.0.0.1] said: 554 5.7.1 a?b?c (in reply to end of DATA command)"},
        {"too large for the server", offers("250-mx.test\r\n250 SIZE 10\r\n"), "bounced 5.3.4 message size 18 exceeds size limit 10 of server mx.test[127.0.0.1]"},
        {"a lie about the size", [](test::script& what) { what.ehlo = "250-mx.test\r\n250 SIZE 99999999\r\n"; what.replies["MAIL"] = {"552 5.3.4 too big\r\n"}; }, "bounced 5.3.4 host mx.test[127.0.0.1] said: 552 5.3.4 too big (in reply to MAIL FROM command)"},
    };
}

TEST(smtp_client, knows_what_each_dialogue_means) {
    for (auto const& each : dialogues()) {
        SCOPED_TRACE(each.name);
        run([&each](office& room) -> task<void> {
            each.change(room.server.what);
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_EQ(words, each.fate);
            EXPECT_LE(room.server.texts.size(), 1u);
        });
    }
}

TEST(smtp_client, loses_patience_at_each_stage) {
    for (auto const& [key, doing] : std::vector<std::pair<std::string, std::string>>{
             {"", "receiving the initial server greeting"}, {"EHLO", "performing the EHLO handshake"}, {"MAIL", "sending MAIL FROM"},
             {"RCPT", "sending RCPT TO"}, {"DATA", "sending DATA command"},
             {".", "sending end of data -- message may be sent more than once"}}) {
        SCOPED_TRACE(doing);
        run([&](office& room) -> task<void> {
            room.patience(seconds(1));
            if (key.empty()) room.server.what.greeting = "~";
            else room.server.what.replies[key] = {"~"};
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_EQ(words, "deferred 4.4.2 conversation with mx.test[127.0.0.1] timed out while " + doing);
            EXPECT_EQ(room.last.what, key == "." ? fate::unknown : fate::not_attempted);
        });
    }
}

TEST(smtp_client, tells_recipients_apart) {
    run([](office& room) -> task<void> {
        room.server.what.replies["RCPT TO:<b@x.test>"] = {"550 5.1.1 no\r\n"};
        room.server.what.replies["RCPT TO:<c@x.test>"] = {"450 4.2.1 wait\r\n"};
        auto const result = co_await room.send(letter(test::to("a@x.test", "b@x.test", "c@x.test", "d@x.test")));
        EXPECT_EQ(office::words(result.recipients[0]), "sent 2.0.0 250 2.0.0 Ok: queued as X");
        EXPECT_TRUE(office::words(result.recipients[1]).starts_with("bounced 5.1.1"));
        EXPECT_TRUE(office::words(result.recipients[2]).starts_with("deferred 4.2.1"));
        EXPECT_TRUE(office::words(result.recipients[3]).starts_with("sent"));
        EXPECT_EQ(room.server.texts.size(), 1u);
    });
}

TEST(smtp_client, keeps_a_refusal_when_the_connection_is_lost_afterwards) {
    run([](office& room) -> task<void> {
        room.server.what.replies["RCPT TO:<b@x.test>"] = {"550 5.1.1 no\r\n"};
        room.server.what.replies["DATA"] = {"!"};
        auto const result = co_await room.send(letter(test::to("a@x.test", "b@x.test")));
        EXPECT_TRUE(office::words(result.recipients[0]).starts_with("deferred 4.4.2 lost connection"));
        EXPECT_TRUE(office::words(result.recipients[1]).starts_with("bounced 5.1.1"));
    });
}

TEST(smtp_client, sends_a_lone_dot_when_the_server_wants_a_text_for_nobody) {
    run([](office& room) -> task<void> {
        room.server.what.replies["RCPT"] = {"550 5.1.1 no\r\n"};
        room.server.what.replies["."] = {"554 5.5.1 no recipients\r\n"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("bounced 5.1.1"));
        EXPECT_EQ(room.server.texts.size(), 1u);
        EXPECT_EQ(room.server.texts.at(0), "");
        EXPECT_EQ(room.server.count("RSET"), 1u);
    });
}

TEST(smtp_client, sends_many_recipients_in_groups) {
    run([](office& room) -> task<void> {
        std::vector<std::string> to;
        for (int i = 0; i < 120; ++i) to.push_back("u" + std::to_string(i) + "@x.test");
        room.server.what.replies["RCPT TO:<u70@x.test>"] = {"550 5.1.1 no\r\n"};
        auto const result = co_await room.send(letter(to));
        EXPECT_EQ(room.server.count("RCPT"), 120u);
        EXPECT_TRUE(office::words(result.recipients[70]).starts_with("bounced"));
        EXPECT_TRUE(office::words(result.recipients[119]).starts_with("sent"));
        EXPECT_EQ(room.server.count("DATA"), 1u);
    });
}

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

TEST(smtp_client, says_helo_when_told_to) {
    run([](office& room) -> task<void> {
        room.how->never_ehlo = true;
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("sent"));
        EXPECT_EQ(room.server.commands[0], "HELO our.test");
    });
    run([](office& room) -> task<void> {
        room.how->always_ehlo = false;
        room.server.what.greeting = "220 mx.test SMTP\r\n";
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(room.server.commands[0], "HELO our.test");
    });
    run([](office& room) -> task<void> {
        room.how->always_ehlo = false;
        room.server.what.greeting = "220 mx.test esmtp x\r\n";
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(room.server.commands[0], "EHLO our.test");
    });
}

TEST(smtp_client, a_5xx_greeting_is_final_when_it_is_not_skipped) {
    run([](office& room) -> task<void> {
        room.how->skip_5xx_greeting = false;
        room.server.what.greeting = "554 5.7.1 go away\r\n";
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "bounced 5.7.1 host mx.test[127.0.0.1] refused to talk to me: 554 5.7.1 go away");
    });
}

TEST(smtp_client, ignores_keywords) {
    run([](office& room) -> task<void> {
        room.how->discarded_keywords = {"pipelining", "SIZE", "dsn"};
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.starts_with("sent"));
        EXPECT_EQ(room.server.writes.at(1), "MAIL FROM:<s@sender.test>\r\n");
        EXPECT_FALSE(room.last.takes_dsn);
    });
    run([](office& room) -> task<void> {
        conf::settings const values;
        room.how->discarded_keywords_by_address = conf::maps::open("inline:{{127.0.0.1 = pipelining, silent-discard}}", values);
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(room.server.writes.at(1), "MAIL FROM:<s@sender.test> SIZE=18\r\n");
    });
}

// smtp_reply_filter: a line at a time, however it is cut.
TEST(smtp_client, replaces_lines_of_replies) {
    for (bool const slow : {false, true}) {
        run([slow](office& room) -> task<void> {
            conf::settings const values;
            room.how->reply_filter = conf::maps::open("pcre:{{/^250-8BITMIME$/ 250-X} {/^550 5.1.1 no$/ 450 4.2.0 wait} {/^250 2.0.0 Ok: queued/ 250 2.0.0 taken}}", values);
            room.server.what.one_byte_at_a_time = slow;
            room.server.what.replies["RCPT TO:<b@x.test>"] = {"550 5.1.1 no\r\n"};
            auto const result = co_await room.send(letter(test::to("a@x.test", "b@x.test")));
            EXPECT_EQ(office::words(result.recipients[0]), "sent 2.0.0 250 2.0.0 taken");
            EXPECT_EQ(office::words(result.recipients[1]), "deferred 4.2.0 host mx.test[127.0.0.1] said: 450 4.2.0 wait (in reply to RCPT TO command)");
        });
    }
    run([](office& room) -> task<void> {
        conf::settings const values;
        room.how->reply_filter = conf::maps::open("inline:{{a = b}}", values);
        room.server.what.greeting = std::string(1 << 20, 'x');
        auto words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.5.0 Protocol error: malformed or endless reply from mx.test[127.0.0.1] while receiving the initial server greeting");
        room.server.what.greeting = "220 mx.test\r\n250 mo";
        words = co_await room.fate_of(one_letter());
        EXPECT_TRUE(words.find("sent a reply to nothing asked") != words.npos) << words;
        room.how->reply_filter = conf::maps::open("fail:x", values);
        words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.3.0 smtp_reply_filter lookup failure");
    });
}

// smtp_dns_reply_filter: exchangers and addresses that nobody shall use.
TEST(smtp_client, passes_over_records) {
    auto const expect = [](char const* table, std::string const& fate) {
        run([=](office& room) -> task<void> {
            conf::settings const values;
            room.how->dns_filter = conf::maps::open(table, values);
            room.dns.mx("x.test", 5, "bad.test");
            room.dns.a("bad.test", "127.0.0.9");
            auto const words = co_await room.fate_of(one_letter());
            EXPECT_EQ(words, fate) << table;
            EXPECT_EQ(room.server.connections, fate.starts_with("sent") ? 1u : 0u) << table;
        });
    };
    expect("pcre:{{/^x.test. 0 IN MX 5 bad.test.$/ IGNORE}}", "sent 2.0.0 250 2.0.0 Ok: queued as X");
    constexpr char const* again = "deferred 4.4.3 Host or domain name not found. Name service error for name=x.test type=MX: Host not found, try again";
    expect("static:IGNORE", again);
    expect("pcre:{{/^x.test. 0 IN MX 5 bad.test.$/ WHAT}}", again);
    expect("fail:x", again);
}

TEST(smtp_client, tells_where_the_message_came_from) {
    run([](office& room) -> task<void> {
        room.how->send_xforward = true;
        room.server.what.ehlo = "250-mx.test\r\n250 XFORWARD NAME ADDR PROTO HELO SOURCE\r\n";
        auto what = one_letter();
        what.from.name = "a b.test";
        what.from.address = "192.0.2.7";
        what.from.protocol = "ESMTP";
        auto const words = co_await room.fate_of(what);
        EXPECT_TRUE(words.starts_with("sent"));
        EXPECT_EQ(room.server.commands[1], "XFORWARD NAME=a+20b.test ADDR=192.0.2.7");
        EXPECT_EQ(room.server.commands[2], "XFORWARD PROTO=ESMTP HELO=[UNAVAILABLE] SOURCE=REMOTE");
    });
}

TEST(smtp_client, smtputf8_is_needed_only_where_there_is_more_than_ascii) {
    run([](office& room) -> task<void> {
        room.server.what.ehlo = "250-mx.test\r\n250 8BITMIME\r\n";
        auto plain_one = one_letter();
        plain_one.smtputf8 = true;
        auto const fine = co_await room.fate_of(plain_one);
        EXPECT_TRUE(fine.starts_with("sent")) << fine;
        auto wide = one_letter("\xc3\xa4@x.test");
        wide.smtputf8 = true;
        auto const no = co_await room.fate_of(wide);
        EXPECT_EQ(no, "bounced 5.6.7 SMTPUTF8 is required, but was not offered by host mx.test[127.0.0.1]");
    });
}

TEST(smtp_client, makes_seven_bits_of_eight) {
    run([](office& room) -> task<void> {
        room.server.what.ehlo = plain;
        auto const words = co_await room.fate_of(
            one_letter("a@x.test", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nb\xc3\xa4r \r\n"));
        EXPECT_TRUE(words.starts_with("sent"));
        EXPECT_EQ(room.server.texts.at(0), "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                           "Content-Transfer-Encoding: quoted-printable\r\n\r\nb=C3=A4r=20\r\n");
        EXPECT_EQ(room.server.commands[1], "MAIL FROM:<s@sender.test>");
    });
}

TEST(smtp_client, sends_binary_in_a_chunk_or_not_at_all) {
    run([](office& room) -> task<void> {
        auto what = one_letter();
        what.body = lmtp::body_type::binary;
        auto const words = co_await room.fate_of(what);
        EXPECT_EQ(words, "bounced 5.6.3 BINARYMIME is required, but was not offered by host mx.test[127.0.0.1]");
    });
    run([](office& room) -> task<void> {
        room.server.what.ehlo = "250-mx.test\r\n250-CHUNKING\r\n250 BINARYMIME\r\n";
        auto what = one_letter();
        what.body = lmtp::body_type::binary;
        auto const words = co_await room.fate_of(what);
        EXPECT_TRUE(words.starts_with("sent")) << words;
        EXPECT_TRUE(room.server.has("BDAT 18 LAST"));
        EXPECT_EQ(room.server.commands[1], "MAIL FROM:<s@sender.test> BODY=BINARYMIME");
    });
}

TEST(smtp_client, writes_generic_addresses) {
    run([](office& room) -> task<void> {
        conf::settings const values;
        auto rules = std::make_shared<cleanup::rules>(values);
        rules->tables.canonical.maps = conf::maps::open("inline:{{me@local.test = you@out.test} {@x.test = @y.test}}", values);
        rules->tables.canonical.roles = rewrite::roles::every();
        rules->tables.canonical_chain = 1;
        rules->drop_headers.clear();
        room.how->text = rules;
        auto what = one_letter("a@x.test", "From: Me <me@local.test>\r\nTo: a@x.test\r\nBcc: b@z\r\n\r\nme@local.test\r\n");
        what.sender = "me@local.test";
        auto const words = co_await room.fate_of(what);
        EXPECT_TRUE(words.starts_with("sent"));
        EXPECT_TRUE(room.server.commands[1].starts_with("MAIL FROM:<you@out.test>"));
        EXPECT_EQ(room.server.commands[2], "RCPT TO:<a@y.test>");
        EXPECT_EQ(room.server.texts.at(0), "From: Me <you@out.test>\r\nTo: a@y.test\r\nBcc: b@z\r\n\r\nme@local.test\r\n");
    });
    run([](office& room) -> task<void> {
        conf::settings const values;
        auto rules = std::make_shared<cleanup::rules>(values);
        rules->tables.canonical.maps = conf::maps::open("fail:trouble", values);
        rules->tables.canonical.roles = rewrite::roles::every();
        room.how->text = rules;
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.3.0 smtp_generic_maps lookup failure");
        EXPECT_EQ(room.server.count("MAIL"), 0u);
    });
}

TEST(smtp_client, breaks_long_lines) {
    run([](office& room) -> task<void> {
        room.how->line_limit = 20;
        auto const words = co_await room.fate_of(one_letter("a@x.test", "Subject: x\r\n\r\n0123456789012345678901234567890123456789\r\n01234567890123456789\r\n"));
        EXPECT_EQ(room.server.texts.at(0), "Subject: x\r\n\r\n01234567890123456789\r\n 0123456789012345678\r\n 9\r\n01234567890123456789\r\n");
    });
}

TEST(smtp_client, says_why_it_cannot_connect) {
    run([](office& room) -> task<void> {
        room.how->hosts.port = 1;
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.4.1 connect to mx.test[127.0.0.1]:1: Connection refused");
        EXPECT_EQ(room.last.relay, "none");    // as Postfix: nobody was spoken to
        EXPECT_EQ(room.last.what, fate::not_attempted);
    });
}

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

std::int64_t from_now(std::int64_t seconds) {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count() + seconds * 1'000'000;
}

// RFC 2852 §4.1.4: what is left of the time is passed on; mode R goes to nobody who does not keep it.
TEST(smtp_client, passes_the_time_limit_on) {
    struct row { char const* ehlo; std::int64_t left; bool returns; char const* fate; char const* mail; char const* rcpt; };
    constexpr char const* sent = "sent 2.0.0 250 2.0.0 Ok: queued as X";
    for (auto const& each : std::vector<row>{
             {"250-x\r\n250 DELIVERBY 30\r\n", 100, true, sent, "MAIL FROM:<s@sender.test> BY=99;RT", "RCPT TO:<a@x.test>"},
             {"250-x\r\n250 DELIVERBY\r\n", -10, false, sent, "MAIL FROM:<s@sender.test> BY=-11;NT", "RCPT TO:<a@x.test>"},
             {"250-x\r\n250 DSN\r\n", 100, false, sent, "MAIL FROM:<s@sender.test>", "RCPT TO:<a@x.test> NOTIFY=FAILURE,DELAY"},
             {"250-x\r\n250 DELIVERBY 240\r\n", 100, true, "bounced 5.4.7 host mx.test[127.0.0.1] needs 240 seconds to deliver, and 99 are left", nullptr, nullptr},
             {"250 x\r\n", 100, true, "bounced 5.3.3 DELIVERBY is required, but was not offered by host mx.test[127.0.0.1]", nullptr, nullptr},
             {"250-x\r\n250 DELIVERBY\r\n", -1, true, "bounced 5.4.7 delivery time expired", nullptr, nullptr}}) {
        SCOPED_TRACE(std::string(each.ehlo) + each.fate);
        run([&each](office& room) -> task<void> {
            room.server.what.ehlo = each.ehlo;
            auto what = one_letter();
            what.deliver_by = from_now(each.left);
            what.by_return = each.returns;
            what.by_trace = true;
            auto const words = co_await room.fate_of(what);
            EXPECT_EQ(words, each.fate);
            EXPECT_EQ(room.server.count("MAIL"), each.mail ? 1u : 0u);
            if (!each.mail) co_return;
            EXPECT_EQ(room.server.commands[1], each.mail);
            EXPECT_EQ(room.server.commands[2], each.rcpt);
            EXPECT_EQ(room.last.takes_by, std::string_view(each.ehlo).find("DELIVERBY") != std::string_view::npos);
        });
    }
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
