#include "lmtp/exchange.h"

#include <gtest/gtest.h>

#include "smtp/command.h"

namespace mailstead::lmtp {
namespace {

transaction make(std::vector<std::string> to, std::string text = "Subject: x\r\n\r\nhi\r\n") {
    transaction out;
    out.sender = "s@example.org";
    for (std::uint32_t i = 0; auto& address : to) {
        recipient whom;
        whom.address = address;
        whom.id.queue = 1;
        whom.id.message = 7;
        whom.id.recipient = i++;
        out.recipients.push_back(whom);
    }
    std::vector<std::string> pieces{std::move(text)};
    out.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    return out;
}

smtp::reply reply(int code, std::string text = "x") {
    smtp::reply out;
    out.code = code;
    out.text = std::move(text);
    return out;
}

offers const everything = smtp::read_offers("x\nPIPELINING\nCHUNKING\nBINARYMIME\n8BITMIME\nSIZE\nSMTPUTF8\nXMAILSTEAD");

TEST(exchange, prints_what_our_own_server_parses) {
    auto what = make({"bob@example.org", "ann@example.org"});
    what.recipients[1].maybe_delivered = true;
    what.recipients[1].original = "Ann+x@example.org";
    what.recipients[1].via = agent::local_user;
    what.body = body_type::eight_bit;
    exchange const one(std::move(what));
    auto lines = one.all_lines(everything);
    EXPECT_TRUE(lines.starts_with("MAIL FROM:<s@example.org> SIZE=18 BODY=8BITMIME\r\nRCPT TO:<bob@example.org> XDELIVERY="));
    EXPECT_TRUE(lines.ends_with("\r\nBDAT 18 LAST\r\n"));
    smtp::grammar rules;
    rules.dialect = smtp::dialect::lmtp;
    rules.xdelivery = true;
    auto line = one.rcpt_line(1, everything);
    line.resize(line.size() - 2);
    auto const parsed = smtp::parse(line, rules);
    auto const* rcpt = std::get_if<smtp::rcpt>(&parsed);
    ASSERT_TRUE(rcpt && rcpt->delivery);
    EXPECT_TRUE(rcpt->delivery->retry);
    EXPECT_EQ(rcpt->delivery->original, "Ann+x@example.org");
    EXPECT_EQ(rcpt->delivery->agent, smtp::delivery::role::local);
    EXPECT_EQ(rcpt->delivery->id.recipient, 1u);
}

TEST(exchange, says_nothing_private_to_others) {
    exchange const one(make({"bob@example.org"}));
    EXPECT_EQ(one.mail_line(offers()), "MAIL FROM:<s@example.org>\r\n");
    EXPECT_EQ(one.rcpt_line(0, offers()), "RCPT TO:<bob@example.org>\r\n");
}

TEST(exchange, sorts_replies_to_recipients) {
    exchange one(make({"a@x", "b@x", "c@x", "a@x"}));
    one.text_goes_out();
    for (int const code : {250, 250, 550, 250, 250, 250, 452}) one.take(reply(code));
    EXPECT_FALSE(one.is_complete());
    one.take(reply(250, "two\nlines"));
    EXPECT_TRUE(one.is_complete());
    auto const got = one.take_result().recipients;
    EXPECT_EQ(got[0].code, 250);
    EXPECT_EQ(got[0].command, "");
    EXPECT_EQ(got[1].code, 550);
    EXPECT_EQ(got[1].command, "RCPT TO");
    EXPECT_EQ(got[2].code, 452);
    EXPECT_EQ(got[2].command, "end of DATA");
    EXPECT_EQ(got[3].code, 250);
    EXPECT_EQ(got[3].text, "two lines");
}

TEST(exchange, expects_one_reply_to_the_text_when_nobody_was_accepted) {
    exchange one(make({"a@x", "b@x"}));
    for (int const code : {250, 550, 450}) one.take(reply(code));
    EXPECT_FALSE(one.is_complete());
    one.take(reply(503));
    EXPECT_TRUE(one.is_complete());
    auto const got = one.take_result().recipients;
    EXPECT_EQ(got[0].code, 550);
    EXPECT_EQ(got[1].code, 450);
}

TEST(exchange, gives_a_refused_sender_to_everybody) {
    exchange one(make({"a@x", "b@x"}));
    for (int const code : {452, 503, 503, 503}) one.take(reply(code));
    EXPECT_TRUE(one.is_complete());
    for (auto const& each : one.take_result().recipients) {
        EXPECT_EQ(each.code, 452);
        EXPECT_EQ(each.command, "MAIL FROM");
    }
}

TEST(exchange, leaves_open_what_was_sent_and_not_answered) {
    exchange sent(make({"a@x", "b@x"}));
    sent.text_goes_out();
    for (int const code : {250, 250, 250, 250}) sent.take(reply(code));
    sent.give_up("4.4.2", "lost");
    auto const got = sent.take_result().recipients;
    EXPECT_EQ(got[0].what, fate::replied);
    EXPECT_EQ(got[1].what, fate::unknown);
    EXPECT_EQ(got[1].text, "lost");

    exchange unsent(make({"a@x"}));
    unsent.take(reply(250));
    unsent.give_up("4.4.2", "lost");
    EXPECT_EQ(unsent.take_result().recipients[0].what, fate::not_attempted);
}

TEST(exchange, refuses_what_the_server_cannot_take) {
    auto what = make({"a@x"});
    what.smtputf8 = true;
    exchange utf8(std::move(what));
    EXPECT_FALSE(utf8.is_impossible(everything));
    EXPECT_TRUE(utf8.is_impossible(offers()));
    EXPECT_EQ(utf8.take_result().recipients[0].enhanced, "5.6.7");
    what = make({"a@x"});
    what.body = body_type::binary;
    exchange binary(std::move(what));
    EXPECT_TRUE(binary.is_impossible(offers()));
    EXPECT_TRUE(binary.is_complete());
}

}  // namespace
}  // namespace mailstead::lmtp
