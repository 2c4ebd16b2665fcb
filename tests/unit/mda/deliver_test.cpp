#include "mda/deliver.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "mda/id_source.h"

namespace mailstead::mda {
namespace {

class depositor_twin final : public store::depositor {
public:
    void deposit(store::delivery what, answer done) override {
        taken.push_back(std::move(what));
        answers.push_back(std::move(done));
    }
    std::vector<store::delivery> taken;
    std::vector<answer> answers;
};

class delivering : public ::testing::Test {
protected:
    incoming message(std::string header = "Subject: x\r\n\r\n") {
        std::vector<std::string> pieces{std::move(header)};
        return incoming("s@example.org", std::make_shared<std::vector<std::string> const>(std::move(pieces)), 99);
    }
    recipient bob() {
        recipient out;
        out.address = "bob@example.org";
        out.original = "Bob+x@example.org";
        out.user.account = "bob@example.org";
        out.user.location = "/mail/bob/";
        out.id.message = 5;
        out.maybe_delivered = true;
        return out;
    }
    void start(plan const& what, std::string header = "Subject: x\r\n\r\n") {
        auto keep = [this](smtp::reply reply) {
            ++replies;
            got = std::move(reply);
        };
        deliver(into, wanted, message(std::move(header)), bob(), what, keep);
    }

    depositor_twin into;
    settings wanted;
    smtp::reply got;
    int replies = 0;
};

TEST_F(delivering, hands_over_text_headers_and_id) {
    start(plan_for_virtual(bob()));
    ASSERT_EQ(into.taken.size(), 1u);
    auto const& copy = into.taken.front();
    EXPECT_EQ(copy.who, bob().user);
    EXPECT_EQ(copy.id, bob().id);
    EXPECT_TRUE(copy.maybe_delivered);
    EXPECT_EQ(copy.arrival, 99);
    EXPECT_EQ(copy.text->front(), "Subject: x\r\n\r\n");
    EXPECT_EQ(copy.headers, "Return-Path: <s@example.org>\r\nX-Original-To: Bob+x@example.org\r\nDelivered-To: bob@example.org\r\n");
    EXPECT_EQ(replies, 0);
    into.answers.front()(store::outcome::stored);
    EXPECT_EQ(smtp::one_line(got), "250 2.0.0 delivered to maildir");
}

TEST_F(delivering, words_success_by_the_kind_of_mailbox) {
    EXPECT_EQ(reply_for(store::outcome::stored, mailbox_kind::mbox).text, "delivered to mailbox");
    EXPECT_EQ(reply_for(store::outcome::already_there, mailbox_kind::maildir).code, 250);
}

TEST_F(delivering, stops_a_loop) {
    start(plan_for_virtual(bob()), "Delivered-To: BOB@example.org\r\n\r\n");
    EXPECT_TRUE(into.taken.empty());
    EXPECT_EQ(smtp::one_line(got), "554 5.4.6 mail forwarding loop for bob@example.org");
}

TEST_F(delivering, refuses_what_is_larger_than_a_mailbox_takes) {
    wanted.mailbox_limit = 10;
    start(plan_for_virtual(bob()));
    EXPECT_TRUE(into.taken.empty());
    EXPECT_EQ(got.code, 552);
    EXPECT_EQ(got.enhanced, "5.2.3");
    EXPECT_EQ(refusal_of_size(wanted, 10).code, 0);
    EXPECT_EQ(refusal_of_size(wanted, 11).code, 552);
}

TEST_F(delivering, gives_each_branch_its_own_id_and_answers_with_the_worst) {
    plan two;
    two.mailboxes.push_back(mailbox_target{bob().user, 0});
    two.mailboxes.push_back(mailbox_target{bob().user, 1});
    start(two);
    ASSERT_EQ(into.taken.size(), 2u);
    EXPECT_EQ(into.taken[0].id.branch, 0u);
    EXPECT_EQ(into.taken[1].id.branch, 1u);
    into.answers[1](base::from_errno(EIO));
    EXPECT_EQ(replies, 0);
    into.answers[0](store::outcome::stored);
    EXPECT_EQ(replies, 1);
    EXPECT_EQ(got.code, 451);
}

struct mapping {
    base::error_code error;
    int code;
    char const* enhanced;
};

TEST_F(delivering, maps_errors_to_replies) {
    mapping const table[] = {
        {store::errc::over_quota, 452, "4.2.2"}, {store::errc::too_big, 552, "5.2.3"},
        {store::errc::no_mailbox, 550, "5.1.1"}, {store::errc::in_use, 451, "4.2.0"},
        {store::errc::damaged, 451, "4.2.0"},    {store::errc::busy, 451, "4.3.2"},
        {store::errc::read_only, 550, "5.2.0"},  {base::from_errno(ENOSPC), 452, "4.3.1"},
        {base::from_errno(EDQUOT), 452, "4.2.2"}, {base::from_errno(EIO), 451, "4.3.0"},
        {base::from_errno(EACCES), 451, "4.3.0"},
    };
    for (auto const& row : table) {
        auto const reply = reply_for(row.error, wanted);
        EXPECT_EQ(reply.code, row.code) << row.error.message();
        EXPECT_EQ(reply.enhanced, row.enhanced) << row.error.message();
        EXPECT_EQ(base::is_temporary(row.error), reply.is_temporary()) << row.error.message();
    }
    wanted.over_quota = full_mailbox::is_permanent;
    EXPECT_EQ(reply_for(store::errc::over_quota, wanted).code, 552);
    EXPECT_EQ(reply_for(base::from_errno(EDQUOT), wanted).enhanced, "5.2.2");
}

TEST(id_source, never_gives_an_id_twice) {
    id_source one, other;
    auto const a = one.next(), b = one.next(), c = other.next();
    EXPECT_NE(a, b);
    EXPECT_NE(a, c);
    EXPECT_EQ(a.queue, b.queue);
    EXPECT_NE(a.queue, c.queue);
}

}  // namespace
}  // namespace mailstead::mda
