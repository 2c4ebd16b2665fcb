// The client against a scripted server: what it says, and what becomes of each recipient whatever it hears.
#include "mta/smtp_client/client.h"

#include <functional>

#include <gtest/gtest.h>

#include "smtp/dsn.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using lmtp::fate;
using net::task;
using test::here;
using test::letter;
using test::office;
using test::one_letter;
using test::run;

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

TEST(smtp_client, says_why_it_cannot_connect) {
    run([](office& room) -> task<void> {
        room.how->hosts.port = 1;
        auto const words = co_await room.fate_of(one_letter());
        EXPECT_EQ(words, "deferred 4.4.1 connect to mx.test[127.0.0.1]:1: Connection refused");
        EXPECT_EQ(room.last.relay, "none");    // as Postfix: nobody was spoken to
        EXPECT_EQ(room.last.what, fate::not_attempted);
    });
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
