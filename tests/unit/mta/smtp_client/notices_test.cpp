// What the postmaster is told of the client's sessions (notify_classes = protocol).
#include "mta/notice/transcript.h"

#include <functional>

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using test::office;
using test::one_letter;

// One message to a server as `change` leaves it; then all notices.
std::vector<notice::notice> told(std::function<void(office&)> change, lmtp::transaction what = one_letter(), std::uint8_t classes = notice::trouble::protocol) {
    std::vector<notice::notice> out;
    auto const one = [&](office& room) -> task<void> {
        room.how->notify = classes;
        room.how->notices_from = "double-bounce@our.test";
        room.how->cache_on_demand = false;
        room.tell = [&out](notice::notice each) { out.push_back(std::move(each)); };
        change(room);
        auto const fate = co_await room.fate_of(what);
        EXPECT_FALSE(fate.empty());
        co_await room.through->stop(std::chrono::milliseconds(1000));
        for (auto& each : out) EXPECT_TRUE(each.peer.empty() || each.peer == "mx.test[127.0.0.1]:" + std::to_string(room.server.port())) << each.peer;
    };
    test::run(one);
    return out;
}

std::function<void(office&)> says(std::string key, std::string reply) {
    return [=](office& room) { room.server.what.replies[key] = {reply}; };
}

TEST(client_notices, a_reply_that_finds_fault_with_us_is_told) {
    auto const got = told(says("RCPT", "501 5.5.4 what is that\r\n"));
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].program, "SMTP client");
    EXPECT_EQ(got[0].reason, "");
    auto const& text = got[0].transcript;
    for (auto const* line : {" In:  220 mx.test ESMTP\r\n", " Out: EHLO our.test\r\n", " In:  250-mx.test\r\n", " In:  250 SMTPUTF8\r\n",
                             " Out: MAIL FROM:<s@sender.test> SIZE=18\r\n", " Out: RCPT TO:<a@x.test>\r\n", " In:  501 5.5.4 what is that\r\n", " Out: QUIT\r\n"})
        EXPECT_NE(text.find(line), text.npos) << line << "\n" << text;
}

TEST(client_notices, what_is_no_fault_is_not_told) {
    EXPECT_TRUE(told([](office&) {}).empty());
    EXPECT_TRUE(told(says("RCPT", "550 5.1.1 unknown\r\n")).empty());
    EXPECT_TRUE(told(says("RCPT", "450 4.7.1 later\r\n")).empty());
    EXPECT_TRUE(told(says("RCPT", "501 5.5.4 what\r\n"), one_letter(), notice::trouble::none).empty()) << "nobody wants it";
    EXPECT_TRUE(told(says("RCPT", "501 5.5.4 what\r\n"), one_letter(), notice::trouble::policy).empty());
}

TEST(client_notices, other_faults) {
    for (auto const* code : {"500", "502", "503", "504", "555"}) EXPECT_EQ(told(says("MAIL", std::string(code) + " 5.5.1 no\r\n")).size(), 1u) << code;
    EXPECT_EQ(told(says(".", "503 5.5.1 no\r\n")).size(), 1u);
}

TEST(client_notices, a_session_that_was_lost_says_so) {
    auto const got = told([](office& room) {
        room.server.what.ehlo = "250 mx.test\r\n";
        room.server.what.replies["MAIL"] = {"500 5.5.1 what\r\n!"};
    });
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].reason, "lost connection");
}

TEST(client_notices, neither_passwords_nor_the_message_are_told) {
    conf::settings const usual;
    for (auto const* mechanism : {"PLAIN", "LOGIN"}) {
        auto const got = told([&](office& room) {
            room.server.what.ehlo = std::string("250-mx.test\r\n250 AUTH ") + mechanism + "\r\n";
            if (std::string_view(mechanism) == "PLAIN") room.server.what.replies["AUTH"] = {"235 2.7.0 ok\r\n"};
            else {
                room.server.what.replies["AUTH"] = {"334 VXNlcm5hbWU6\r\n"};
                room.server.what.replies["dXNlcg=="] = {"334 UGFzc3dvcmQ6\r\n"};
                room.server.what.replies["c2VjcmV0"] = {"235 2.7.0 ok\r\n"};
            }
            room.server.what.replies["."] = {"502 5.5.1 no\r\n"};
            room.how->login.enabled = true;
            room.how->login.in_clear = {};
            room.how->login.passwords = conf::maps::open("inline:{mx.test=user:secret}", usual, {});
        }, one_letter("a@x.test", "Subject: private matters\r\n\r\nhush\r\n"));
        ASSERT_EQ(got.size(), 1u) << mechanism;
        auto const& text = got[0].transcript;
        for (auto const* secret : {"AHVzZXIAc2VjcmV0", "c2VjcmV0", "dXNlcg", "hush", "private"}) EXPECT_EQ(text.find(secret), text.npos) << text;
        EXPECT_NE(text.find(std::string(" Out: AUTH ") + mechanism), text.npos) << text;
        EXPECT_NE(text.find(" In:  235 2.7.0 ok\r\n"), text.npos) << text;
        EXPECT_NE(text.find(" Out: DATA\r\n"), text.npos) << text;
    }
}

// A notice that is refused like this would be the next one's cause for ever.
TEST(client_notices, of_a_notice_nobody_is_told) {
    auto what = one_letter();
    what.sender = "double-bounce@our.test";
    EXPECT_TRUE(told(says("RCPT", "501 5.5.4 what\r\n"), what).empty());
    EXPECT_TRUE(told(says("EHLO", "500 what\r\n"), what).empty());
}

TEST(client_notices, lmtp_is_named) {
    auto const got = told([](office& room) {
        room.how->speaks = dialect::lmtp;
        room.how->hosts.asks_dns = false;
        room.server.what.lmtp = true;
        room.server.what.replies["RCPT"] = {"501 5.5.4 what\r\n"};
        room.open("mx.test");
    });
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].program, "LMTP client");
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
