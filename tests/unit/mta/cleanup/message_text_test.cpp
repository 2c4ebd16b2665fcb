// The text of incoming messages: headers left out, added, counted; and the Received field.
#include "mta/smtpd/message_text.h"
#include "mta/smtpd/received.h"

#include <gtest/gtest.h>

namespace mailstead::mta::smtpd {
namespace {

std::vector<std::string> const dropped{"bcc", "return-path"};

text_rules rules(std::size_t limit = 102400) {
    text_rules out;
    out.drop = &dropped;
    out.header_limit = limit;
    out.message_id = "Message-Id: <made@x>";
    out.date = "Date: now";
    out.from = "From: me";
    return out;
}

std::string through(std::string_view input, std::size_t cut, text_rules how) {
    message_text text(std::move(how));
    std::string out;
    for (std::size_t at = 0; at < input.size(); at += cut) text.feed(input.substr(at, cut), out);
    text.finish(out);
    return out + '|' + text.message_id() + '|' + std::to_string(text.hops());
}

TEST(message_text, does_not_depend_on_cuts) {
    std::string_view const inputs[] = {
        "", "\r\n", "x", "Subject: a\r\n\r\nbody", "Subject: a\r\nbody\r\n", "Bcc: a,\r\n b\r\nFrom: x\r\n\r\nb\r\n",
        "From x Mon\r\nReceived: a\r\n\tb\r\nreceived : c\r\n\r\n", "A: 1\nB: 2\n\nbody\n", " leading\r\nA: b\r\n\r\n",
        "Subject: a", "Bcc: only", "Message-ID: <a@b>\r\nDate: x\r\n\r\n.", "A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n b\r\n\r\nc",
        "Bcc: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n b\r\n\r\nc", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nb"};
    for (std::size_t const limit : {std::size_t{16}, std::size_t{102400}})
        for (auto const input : inputs) {
            auto const whole = through(input, input.size() + 1, rules(limit));
            for (std::size_t cut = 1; cut <= input.size(); ++cut) EXPECT_EQ(through(input, cut, rules(limit)), whole) << input;
        }
}

TEST(message_text, adds_only_what_is_missing) {
    EXPECT_EQ(through("Subject: a\r\n\r\nb\r\n", 100, rules()),
              "Subject: a\r\nMessage-Id: <made@x>\r\nDate: now\r\nFrom: me\r\n\r\nb\r\n|<made@x>|0");
    EXPECT_EQ(through("message-id: <a@b>\r\nDATE: x\r\nFrom: y\r\n\r\nb\r\n", 100, rules()),
              "message-id: <a@b>\r\nDATE: x\r\nFrom: y\r\n\r\nb\r\n|<a@b>|0");
    EXPECT_EQ(through("Subject: a\r\n\r\nb\r\n", 100, {}), "Subject: a\r\n\r\nb\r\n||0");
}

TEST(message_text, drops_whole_fields) {
    EXPECT_EQ(through("Bcc: a,\r\n\tb\r\nX: 1\r\nReturn-Path: <>\r\n\r\nBcc: text\r\n", 100, [] {
                  text_rules only;
                  only.drop = &dropped;
                  return only;
              }()),
              "X: 1\r\n\r\nBcc: text\r\n||0");
}

TEST(message_text, divides_header_and_body) {
    EXPECT_EQ(through("Subject: a\r\nno header\r\n", 100, {}), "Subject: a\r\n\r\nno header\r\n||0");
    EXPECT_EQ(through("no header\r\n", 100, {}), "\r\nno header\r\n||0");
    EXPECT_EQ(through("", 100, {}), "\r\n||0");
    EXPECT_EQ(through("\r\nbody", 100, {}), "\r\nbody\r\n||0");
}

TEST(message_text, counts_hops_in_the_header_only) {
    EXPECT_EQ(through("Received: a\r\nRECEIVED: b\r\n\r\nReceived: c\r\n", 100, {}).back(), '2');
}

TEST(received, as_postfix_lays_it_out) {
    received_facts facts;
    facts.helo = "localhost";
    facts.client_name = "localhost";
    facts.client_address = "127.0.0.1";
    facts.myhostname = "mx.example";
    facts.mail_name = "Postfix";
    facts.protocol = "ESMTP";
    facts.id = "6EBFAA7E91E";
    facts.recipient = "a@b.example";
    facts.seconds = 1795207628;
    setenv("TZ", "UTC", 1);
    EXPECT_EQ(received_field(facts), "Received: from localhost (localhost [127.0.0.1])\r\n"
                                     "\tby mx.example (Postfix) with ESMTP id 6EBFAA7E91E\r\n"
                                     "\tfor <a@b.example>; Fri, 20 Nov 2026 20:47:08 +0000 (UTC)\r\n");
    facts.recipient = {};
    facts.helo = {};
    facts.client_address = "2001:db8::1";
    facts.sasl_user = "test";
    EXPECT_EQ(received_field(facts), "Received: from localhost (localhost [IPv6:2001:db8::1])\r\n"
                                     "\t(Authenticated sender: test)\r\n"
                                     "\tby mx.example (Postfix) with ESMTP id 6EBFAA7E91E;\r\n"
                                     "\tFri, 20 Nov 2026 20:47:08 +0000 (UTC)\r\n");
}

TEST(received, protocol_names) {
    protocol_facts facts;
    EXPECT_EQ(protocol_name(facts), "SMTP");
    facts.extended = facts.tls = facts.authenticated = true;
    EXPECT_EQ(protocol_name(facts), "ESMTPSA");
    facts.utf8 = true;
    EXPECT_EQ(protocol_name(facts), "UTF8SMTPSA");
}

}  // namespace
}  // namespace mailstead::mta::smtpd
