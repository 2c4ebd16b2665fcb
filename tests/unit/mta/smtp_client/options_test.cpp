// What main.cf and the message itself change in what the client says and sends.
#include "mta/smtp_client/client.h"

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using lmtp::fate;
using net::task;
using test::letter;
using test::office;
using test::one_letter;
using test::run;

constexpr char const* plain = "250 mx.test\r\n";

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

}  // namespace
}  // namespace mailstead::mta::smtp_client
