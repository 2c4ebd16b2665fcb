// Who is told of what, and when no more.
#include <algorithm>

#include <gtest/gtest.h>

#include "mta/queue/scheduler.h"
#include "office.h"

namespace mailstead::mta::queue {
namespace {

using namespace test;

// What the site has been given, by its Subject and recipient.
std::vector<std::string> told(office& room) {
    std::vector<std::string> out;
    for (auto const& one : room.sites["virtual"].seen) {
        auto const text = text_of(one);
        auto const at = text.find("Subject: ") + 9;
        auto line = text.substr(at, text.find("\r\n", at) - at);
        for (auto const& whom : one.recipients) out.push_back(line + " to " + whom.address + " from " + one.sender);
    }
    std::sort(out.begin(), out.end());
    return out;
}

void refuse_some(office& room) {
    room.sites["virtual"].reply = [](lmtp::recipient const& whom) {
        if (whom.address.starts_with("gone")) return answer(550, "5.1.1", "no such user");
        if (whom.address.starts_with("later")) return answer(450, "4.2.0", "later");
        return answer(250, "2.0.0", "delivered to maildir");
    };
}

net::task<void> send(office& room, envelope what) {
    auto const id = co_await test::put(*room.door, "Subject: x\r\n\r\nbody\r\n", std::move(what));
    EXPECT_TRUE(id);
}

std::string report_to(office& room, std::string const& whom) {
    for (auto const& one : room.sites["virtual"].seen)
        if (one.sender != "a@far.org" && one.recipients.at(0).address == whom) return text_of(one);
    return {};
}

TEST(reports, success_is_told_when_it_was_asked_for) {
    auto body = [](office& room) -> net::task<void> {
        auto what = test::letter("asker@store", to("b@store", "c@store"));
        what.recipients[0].notify = notify::success;
        co_await send(room, std::move(what));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(told(room), (std::vector<std::string>{"Successful Mail Delivery Report to asker@store from ", "x to b@store from asker@store",
                                                        "x to c@store from asker@store"}));
        auto const text = report_to(room, "asker@store");
        EXPECT_NE(text.find("Final-Recipient: rfc822; b@store\r\nOriginal-Recipient: rfc822;b@store\r\nAction: delivered\r\n"), std::string::npos);
        EXPECT_EQ(text.find("c@store"), std::string::npos);
        EXPECT_EQ(text.find("\r\nbody"), std::string::npos) << "the header only";
    };
    with_office(body);
}

TEST(reports, success_is_not_told_twice_by_us_and_by_the_next_server) {
    auto body = [](office& room) -> net::task<void> {
        room.sites["virtual"].reply = [](lmtp::recipient const&) {
            auto out = answer(250, "2.0.0", "ok");
            out.takes_dsn = true;
            return out;
        };
        auto what = test::letter("asker@store", to("b@store"));
        what.recipients[0].notify = notify::success;
        co_await send(room, std::move(what));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        EXPECT_EQ(told(room).size(), 1u);
    };
    with_office(body);
}

TEST(reports, nothing_is_delivered_for_a_question) {
    auto body = [](office& room) -> net::task<void> {
        refuse_some(room);
        auto what = test::letter("asker@store", to("b@store", "gone@store", "later@store", "x@error"));
        what.report = reporting::verify;
        co_await send(room, std::move(what));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty) << "one attempt, whatever came of it";
        auto const& seen = room.sites["virtual"].seen;
        EXPECT_EQ(seen.size(), 2u);
        EXPECT_TRUE(seen.front().probe && seen.front().text->empty());
        EXPECT_FALSE(seen.back().probe);
        auto const text = text_of(seen.back());
        EXPECT_NE(text.find("Subject: Mail Delivery Status Report\r\n"), std::string::npos);
        EXPECT_NE(text.find("rfc822;b@store\r\nAction: deliverable\r\n"), std::string::npos);
        EXPECT_NE(text.find("rfc822;gone@store\r\nAction: undeliverable\r\nStatus: 5.1.1\r\n"), std::string::npos);
        EXPECT_NE(text.find("rfc822;later@store\r\nAction: undeliverable\r\nStatus: 4.2.0\r\n"), std::string::npos);
        EXPECT_NE(text.find("rfc822;x@error\r\nAction: undeliverable\r\n"), std::string::npos);
        EXPECT_NE(text.find("delivery via virtual: delivered to maildir"), std::string::npos);
    };
    with_office(body);
}

TEST(reports, the_first_attempt_is_told_of_and_no_other) {
    auto body = [](office& room) -> net::task<void> {
        int tries = 0;
        room.sites["virtual"].reply = [&tries](lmtp::recipient const& whom) {
            return whom.address == "later@store" && ++tries < 3 ? answer(450, "4.2.0", "later") : answer(250, "2.0.0", "ok");
        };
        auto what = test::letter("asker@store", to("later@store"));
        what.report = reporting::record;
        co_await send(room, std::move(what));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const all = told(room);
        EXPECT_EQ(std::count(all.begin(), all.end(), "Mail Delivery Status Report to asker@store from "), 1);
        EXPECT_NE(report_to(room, "asker@store").find("Action: delayed\r\n"), std::string::npos);
    };
    with_office(body);
}

TEST(reports, a_delay_is_told_once_and_its_end) {
    auto body = [](office& room) -> net::task<void> {
        int tries = 0;
        room.sites["virtual"].reply = [&tries](lmtp::recipient const& whom) {
            return whom.address == "later@store" && ++tries < 4 ? answer(450, "4.2.0", "later") : answer(250, "2.0.0", "ok");
        };
        co_await room.send("asker@store", to("later@store"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const all = told(room);
        EXPECT_EQ(std::count(all.begin(), all.end(), "Delayed Mail (still being retried) to asker@store from "), 1);
        EXPECT_EQ(std::count(all.begin(), all.end(), "Postmaster Warning: Delayed Mail to chief@store from double-bounce@localhost"), 1);
        EXPECT_EQ(std::count(all.begin(), all.end(), "Successful Mail Delivery Report to asker@store from "), 1);
    };
    auto const change = [](settings& wanted) {
        wanted.reports.delay_warning = milliseconds(1);
        wanted.reports.tells_cleared = true;
        wanted.reports.delays.wanted = true;
        wanted.reports.delays.to = "chief@store";
    };
    with_office(body, change);
}

TEST(reports, the_postmaster_gets_copies_and_what_nobody_else_can_be_told) {
    auto body = [](office& room) -> net::task<void> {
        refuse_some(room);
        co_await room.send("asker@store", to("gone@store"));
        co_await room.send("", to("gone2@store"));
        co_await room.send("gone3@store", to("gone4@store"));
        bool const empty = co_await room.is_empty();
        EXPECT_TRUE(empty);
        auto const all = told(room);
        EXPECT_EQ(std::count(all.begin(), all.end(), "Undelivered Mail Returned to Sender to asker@store from "), 1);
        EXPECT_EQ(std::count(all.begin(), all.end(), "Postmaster Copy: Undelivered Mail to copies@store from double-bounce@localhost"), 2);
        EXPECT_EQ(std::count(all.begin(), all.end(), "Postmaster Copy: Undelivered Mail to gone-doubles@store from double-bounce@localhost"), 2)
            << "refused, too, and that is the end of it";
    };
    auto const change = [](settings& wanted) {
        wanted.reports.bounces.wanted = wanted.reports.double_bounces.wanted = true;
        wanted.reports.bounces.to = "copies@store";
        wanted.reports.double_bounces.to = "gone-doubles@store";
    };
    with_office(body, change);
}

}  // namespace
}  // namespace mailstead::mta::queue
