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

// Remembers what it is asked to do; answers when told.
class effects_twin final : public effects {
public:
    using answer = std::function<void(smtp::reply)>;
    void run(errand what, command_target how, answer done) override { note(std::move(what), "run " + how.command, std::move(done)); }
    void forward(errand what, forward_target where, answer done) override {
        note(std::move(what), "forward " + where.recipients.front() + " from " + where.sender, std::move(done));
    }
    void reroute(errand what, reroute_target where, answer done) override {
        note(std::move(what), "reroute " + where.transport, std::move(done));
    }
    void answer_all(char const* text, int code = 250) {
        smtp::reply one;
        one.code = code;
        one.text = text;
        for (auto& done : std::exchange(answers, {})) done(one);
    }
    std::vector<std::string> asked;
    std::vector<errand> errands;

private:
    void note(errand what, std::string words, answer done) {
        errands.push_back(std::move(what));
        asked.push_back(std::move(words));
        answers.push_back(std::move(done));
    }
    std::vector<answer> answers;
};

class delivering : public ::testing::Test {
protected:
    incoming message(std::string header = "Subject: x\r\n\r\n") {
        std::vector<std::string> pieces{std::move(header)};
        return incoming("s@example.org", std::make_shared<std::vector<std::string> const>(std::move(pieces)), 99);
    }
    store::owner mailbox() {
        store::owner out;
        out.account = "bob@example.org";
        out.location = "/mail/bob/";
        return out;
    }
    recipient bob() {
        recipient out;
        out.address = "bob@example.org";
        out.original = "Bob+x@example.org";
        out.id.message = 5;
        out.maybe_delivered = true;
        return out;
    }
    void start(plan const& what, std::string header = "Subject: x\r\n\r\n") {
        auto keep = [this](smtp::reply reply) {
            ++replies;
            got = std::move(reply);
        };
        deliver({into, &outside}, wanted, message(std::move(header)), bob(), what, keep);
    }

    depositor_twin into;
    effects_twin outside;
    settings wanted;
    smtp::reply got;
    int replies = 0;
};

TEST_F(delivering, hands_over_text_headers_and_id) {
    start(plan_for_virtual(mailbox()));
    ASSERT_EQ(into.taken.size(), 1u);
    auto const& copy = into.taken.front();
    EXPECT_EQ(copy.who, mailbox());
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
    start(plan_for_virtual(mailbox()), "Delivered-To: BOB@example.org\r\n\r\n");
    EXPECT_TRUE(into.taken.empty());
    EXPECT_EQ(smtp::one_line(got), "554 5.4.6 mail forwarding loop for bob@example.org");
}

TEST_F(delivering, refuses_what_is_larger_than_a_mailbox_takes) {
    wanted.mailbox_limit = 10;
    start(plan_for_virtual(mailbox()));
    EXPECT_TRUE(into.taken.empty());
    EXPECT_EQ(got.code, 552);
    EXPECT_EQ(got.enhanced, "5.2.3");
    EXPECT_EQ(refusal_of_size(wanted, 10).code, 0);
    EXPECT_EQ(refusal_of_size(wanted, 11).code, 552);
}

TEST_F(delivering, gives_each_branch_its_own_id_and_answers_with_the_worst) {
    plan two;
    two.mailboxes.push_back(mailbox_target{mailbox(), 0});
    two.mailboxes.push_back(mailbox_target{mailbox(), 1});
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

plan plan_of_all_kinds(store::owner whose) {
    auto out = plan_for_virtual(std::move(whose));
    out.is_local = true;
    out.forwards.push_back({"owner-list@example.org", {"ann@elsewhere.example"}, 1});
    out.reroutes.push_back({"smtp:[127.0.0.1]", "bob@example.org", 2});
    out.commands.push_back({"first", "", {}, "", 3});
    out.commands.push_back({"second", "", {}, "", 4});
    return out;
}

TEST_F(delivering, does_what_can_be_repeated_before_what_cannot) {
    start(plan_of_all_kinds(mailbox()));
    EXPECT_TRUE(outside.asked.empty());    // the mailbox first
    into.answers[0](store::outcome::stored);
    EXPECT_EQ(outside.asked, (std::vector<std::string>{"forward ann@elsewhere.example from owner-list@example.org", "reroute smtp:[127.0.0.1]"}));
    outside.answer_all("sent on");
    EXPECT_EQ(outside.asked.size(), 3u);    // programs one after the other
    outside.answer_all("first done");
    ASSERT_EQ(outside.asked.size(), 4u);
    EXPECT_EQ(outside.asked.back(), "run second");
    EXPECT_EQ(outside.errands.back().id.branch, 4u);
    EXPECT_EQ(outside.errands.back().delivered_to, "bob@example.org");
    EXPECT_EQ(outside.errands.back().original, "Bob+x@example.org");
    EXPECT_EQ(replies, 0);
    outside.answer_all("second done");
    EXPECT_EQ(smtp::one_line(got), "250 2.0.0 delivered to maildir; sent on; sent on; first done; second done");
}

TEST_F(delivering, ends_at_the_first_temporary_failure) {
    start(plan_of_all_kinds(mailbox()));
    into.answers[0](base::from_errno(EIO));
    EXPECT_EQ(got.code, 451);
    EXPECT_TRUE(outside.asked.empty());
    start(plan_of_all_kinds(mailbox()));
    into.answers[1](store::outcome::stored);
    outside.answer_all("queue is full", 452);
    EXPECT_EQ(got.code, 452);
    EXPECT_EQ(outside.asked.size(), 2u);    // no program was run
}

TEST_F(delivering, goes_on_after_a_permanent_failure_and_tells_it) {
    start(plan_of_all_kinds(mailbox()));
    into.answers[0](store::errc::too_big);
    outside.answer_all("sent on");
    outside.answer_all("done");
    outside.answer_all("done");
    EXPECT_EQ(got.code, 552);
    EXPECT_EQ(outside.asked.size(), 4u);
    EXPECT_EQ(replies, 1);
}

TEST_F(delivering, tells_files_and_what_is_thrown_away) {
    plan file;
    file.is_local = true;
    store::owner whose;
    whose.location = "/var/log/mails";
    whose.is_file = true;
    mailbox_target one;
    one.who = whose;
    one.with_delivered_to = false;
    file.mailboxes.push_back(one);
    start(file);
    EXPECT_EQ(into.taken.front().headers, "Return-Path: <s@example.org>\r\nX-Original-To: Bob+x@example.org\r\n");
    into.answers[0](store::outcome::stored);
    EXPECT_EQ(smtp::one_line(got), "250 2.0.0 delivered to file: /var/log/mails");
    plan nothing;
    nothing.discarded = true;
    start(nothing);
    EXPECT_EQ(got.code, 250);
}

TEST_F(delivering, refuses_as_planned_and_knows_where_it_has_been) {
    plan no;
    no.refusal.code = 550;
    no.refusal.enhanced = "5.4.6";
    no.refusal.text = "alias database loop for bob";
    start(no);
    EXPECT_EQ(smtp::one_line(got), "550 5.4.6 alias database loop for bob");
    plan other = plan_for_virtual(mailbox());
    other.delivered_to = "list@example.org";
    start(other, "Delivered-To: list@example.org\r\n\r\n");
    EXPECT_EQ(got.enhanced, "5.4.6");
    EXPECT_TRUE(into.taken.empty());
}

TEST_F(delivering, the_limit_of_virtual_mailboxes_is_not_the_local_one) {
    wanted.mailbox_limit = 10;
    auto local = plan_for_virtual(mailbox());
    local.is_local = true;
    start(local);
    EXPECT_EQ(into.taken.size(), 1u);
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
    EXPECT_EQ(reply_for(base::from_errno(EDQUOT), wanted).enhanced, "4.2.2");  // the file system's, not the account's
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
