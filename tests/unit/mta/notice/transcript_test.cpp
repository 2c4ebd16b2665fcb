#include <gtest/gtest.h>

#include "mta/notice/notice.h"
#include "mta/notice/transcript.h"

namespace mailstead::mta::notice {
namespace {

TEST(transcript, tells_of_what_is_wanted_only) {
    transcript of(trouble::policy);
    of.met(trouble::protocol);
    EXPECT_FALSE(of.is_to_be_told());
    of.met(trouble::policy);
    EXPECT_TRUE(of.is_to_be_told());
    of.forgive();
    EXPECT_FALSE(of.is_to_be_told());
}

TEST(transcript, keeps_nothing_that_nobody_wants) {
    transcript of(trouble::none);
    of.heard("EHLO x");
    of.said("250 y\r\n");
    EXPECT_EQ(of.size(), 0u);
    EXPECT_EQ(of.take(), "");
}

TEST(transcript, shows_both_sides_in_their_order) {
    transcript of(trouble::policy);
    of.said("220 a ESMTP\r\n");
    of.heard("EHLO b");
    of.said("250-a\r\n250 DSN\r\n");
    EXPECT_EQ(of.size(), 4u);
    EXPECT_EQ(of.take(), " Out: 220 a ESMTP\r\n In:  EHLO b\r\n Out: 250-a\r\n Out: 250 DSN\r\n");
    EXPECT_EQ(of.size(), 0u);
    EXPECT_EQ(of.take(), "");
}

TEST(transcript, hides_what_is_secret) {
    transcript of(trouble::policy);
    of.heard("auth PLAIN AGFiYwBzZWNyZXQ=");
    of.heard("AUTH LOGIN");
    EXPECT_EQ(of.take(), " In:  AUTH PLAIN ...\r\n In:  AUTH LOGIN\r\n");
    for (std::string const given : {"AUTH\tPLAIN\tAGFiYwBzZWNyZXQ=", " AUTH PLAIN AGFiYwBzZWNyZXQ=", "\t Auth  PLAIN AGFiYwBzZWNyZXQ=", "AUTH PLAIN\tAGFiYwBzZWNyZXQ="}) {
        of.heard(given);
        EXPECT_EQ(of.take(), " In:  AUTH PLAIN ...\r\n") << given;
    }
    of.heard("AUTHOR x");
    EXPECT_EQ(of.take(), " In:  AUTHOR x\r\n");
    of.heard("AUTH");
    EXPECT_EQ(of.take(), " In:  AUTH\r\n");
}

TEST(transcript, makes_lines_that_a_mail_may_have) {
    transcript of(trouble::policy);
    of.heard("NOOP \x01\xff");
    of.heard("RCPT TO:<" + std::string(3000, 'x') + ">");
    auto const text = of.take();
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text.find("\r\n", at);
        ASSERT_NE(end, text.npos);
        EXPECT_LE(end - at, 90u);
        at = end + 2;
    }
    EXPECT_LT(text.size(), 800u);
    for (char const c : text) EXPECT_TRUE((c >= ' ' && c <= '~') || c == '\r' || c == '\n') << static_cast<int>(c);
}

TEST(transcript, of_a_long_session_has_beginning_and_end) {
    transcript of(trouble::policy);
    for (int i = 0; i < 5000; ++i) of.heard("NOOP " + std::to_string(i));
    auto const text = of.take();
    EXPECT_LT(text.size(), 26u * 1024);
    EXPECT_NE(text.find("NOOP 0\r\n"), text.npos);
    EXPECT_NE(text.find("NOOP 4999\r\n"), text.npos);
    EXPECT_NE(text.find(" lines left out ...\r\n"), text.npos);
    EXPECT_EQ(text.find("NOOP 3000\r\n"), text.npos);
}

TEST(trouble, is_told_from_replies) {
    EXPECT_EQ(trouble_of_our_reply(250, "2.0.0"), trouble::none);
    EXPECT_EQ(trouble_of_our_reply(500, "5.5.2"), trouble::protocol);
    EXPECT_EQ(trouble_of_our_reply(503, "5.5.1"), trouble::protocol);
    EXPECT_EQ(trouble_of_our_reply(501, "5.1.3"), trouble::protocol);
    EXPECT_EQ(trouble_of_our_reply(452, "4.5.3"), trouble::policy);
    EXPECT_EQ(trouble_of_our_reply(552, "5.3.4"), trouble::policy);
    EXPECT_EQ(trouble_of_our_reply(452, "4.3.1"), trouble::resource);
    EXPECT_EQ(trouble_of_our_reply(451, "4.3.0"), trouble::software);
    EXPECT_EQ(trouble_of_our_reply(450, "4.7.1"), trouble::none);
    EXPECT_EQ(trouble_of_our_reply(421, ""), trouble::none);
    EXPECT_EQ(trouble_of_their_reply(250), trouble::none);
    EXPECT_EQ(trouble_of_their_reply(450), trouble::none);
    EXPECT_EQ(trouble_of_their_reply(550), trouble::none);
    for (int const code : {100, 500, 501, 504, 555, 600, 999}) EXPECT_EQ(trouble_of_their_reply(code), trouble::protocol) << code;
}

TEST(trouble, has_names) {
    EXPECT_EQ(troubles_named({"Resource", "software", "bounce", "nonsense"}), trouble::resource | trouble::software);
}

TEST(notice, is_a_mail_to_the_postmaster) {
    notice what;
    what.program = "SMTP server";
    what.peer = "evil\r\nBcc: x[1.2.3.4]";
    what.transcript = " In:  x\r\n";
    what.reason = "timeout";
    notice_settings how;
    how.hostname = "mail.test";
    auto const text = notice_text(what, how, "1A2B", 1'700'000'000'000'000);
    EXPECT_NE(text.find("\r\nFrom: Mail Delivery System <MAILER-DAEMON@mail.test>\r\nTo: Postmaster <postmaster>\r\n"), text.npos) << text;
    EXPECT_NE(text.find("\r\nSubject: Mailstead SMTP server: errors from evil??Bcc: x[1.2.3.4]\r\n"), text.npos) << text;
    EXPECT_NE(text.find("\r\n\r\nTranscript of session follows.\r\n\r\n In:  x\r\n\r\nSession aborted, reason: timeout\r\n\r\nFor other details, see the local mail logfile\r\n"), text.npos) << text;
    auto const envelope = notice_envelope(how, 5);
    EXPECT_EQ(envelope.sender, "double-bounce@localhost");
    EXPECT_EQ(envelope.recipients.at(0).address, "postmaster");
    EXPECT_EQ(envelope.arrival, 5);
}

}  // namespace
}  // namespace mailstead::mta::notice
