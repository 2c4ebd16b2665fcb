#include "mta/postscreen/engine.h"

#include <gtest/gtest.h>

namespace mailstead::mta::postscreen {
namespace {

struct desk {
    explicit desk(settings wanted) : values(std::move(wanted)), tests(values.tests), server(values, tests, "[192.0.2.1]:9", "450 4.3.2 Later", true) {
        tests.begin_unknown();
    }
    engine::next say(std::string_view bytes) {
        out.clear();
        return server.feed(bytes, 1000, out);
    }
    settings values;
    verdicts tests;
    engine server;
    std::string out;
};

settings looking_for(test which, action what) {
    settings out;
    out.tests[static_cast<std::size_t>(which)] = {true, what, std::chrono::seconds(50)};
    return out;
}

TEST(postscreen_engine, replies_do_not_depend_on_the_pieces) {
    std::string const all = "EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nNOOP\r\nFOO\r\nQUIT\r\n";
    desk whole({});
    whole.say(all);
    desk pieces({});
    std::string gathered;
    for (char const c : all) {
        pieces.say({&c, 1});
        gathered += pieces.out;
    }
    EXPECT_EQ(gathered, whole.out);
    EXPECT_TRUE(gathered.ends_with("221 2.0.0 Bye\r\n"));
}

TEST(postscreen_engine, a_bare_newline_is_seen_in_pieces_too) {
    desk one(looking_for(test::bare_newline, action::enforce));
    one.say("EHLO x\r");
    one.say("\nMAIL FROM:<a@b>");
    EXPECT_FALSE(one.tests.any_failed());
    one.say("\n");
    EXPECT_TRUE(one.tests.any_failed());
    one.say("RCPT TO:<c@d>\r\n");
    EXPECT_EQ(one.out, "550 5.5.1 Protocol error\r\n");
}

TEST(postscreen_engine, passes_come_with_the_recipient) {
    desk one(looking_for(test::non_smtp, action::drop));
    one.say("MAIL FROM:<a@b>\r\n");
    EXPECT_FALSE(one.tests.sum().keep);
    one.say("RCPT TO:<c@d>\r\n");
    EXPECT_EQ(one.tests.sum().until[3], 1050);
    EXPECT_EQ(one.say("GET / HTTP/1.0\r\n"), engine::next::read);    // seen already
}

TEST(postscreen_engine, a_line_without_end_is_bounded) {
    desk one({});
    EXPECT_EQ(one.say(std::string(2048, 'x')), engine::next::read);
    EXPECT_EQ(one.say("y"), engine::next::close);
    EXPECT_EQ(one.out, "421 localhost Service unavailable - try again later\r\n");
}

TEST(postscreen_engine, starttls_forgets_what_was_said) {
    settings wanted;
    wanted.tls = smtpd::tls_level::encrypt;
    desk one(std::move(wanted));
    one.say("EHLO x\r\nMAIL FROM:<a@b>\r\n");
    EXPECT_TRUE(one.out.ends_with("530 5.7.0 Must issue a STARTTLS command first\r\n"));
    EXPECT_EQ(one.say("STARTTLS\r\nNOOP\r\n"), engine::next::start_tls);
    EXPECT_TRUE(one.server.had_more());
    one.server.secured();
    EXPECT_FALSE(one.server.had_more());
    EXPECT_EQ(one.say("STARTTLS\r\n"), engine::next::read);
    EXPECT_EQ(one.out, "554 5.5.1 Error: TLS already active\r\n");
    one.say("EHLO x\r\n");
    EXPECT_EQ(one.out.find("STARTTLS"), one.out.npos);
}

TEST(postscreen_engine, an_address_cannot_forge_a_reply_or_a_log_line) {
    EXPECT_EQ(escaped("a\r\n\t\x01\\", 100), "a\\r\\n\\t\\001\\\\");
    EXPECT_EQ(escaped("abcdef", 3), "abc");
}

TEST(dnsbl_site, grammar) {
    EXPECT_EQ(dnsbl_site::parse("a.example")->weight, 1);
    EXPECT_EQ(dnsbl_site::parse("a.example*-3")->weight, -3);
    auto const one = dnsbl_site::parse("a.example=127.0.0.[2..11]*+4");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->weight, 4);
    EXPECT_EQ(one->list.domain, "a.example");
    EXPECT_TRUE(one->list.counts(std::string("\x7f\0\0\x0b", 4)));
    EXPECT_FALSE(one->list.counts(std::string("\x7f\0\0\x0c", 4)));
    for (auto const* wrong : {"", "*3", "a.example*", "a.example*x", "a.example*--3", "a.example*99999999999", "a.example=1.2.3*1"})
        EXPECT_FALSE(dnsbl_site::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace mailstead::mta::postscreen
