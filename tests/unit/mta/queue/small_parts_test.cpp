// Ids, backoff, concurrency feedback, log numbers and the mapping of replies: the pure parts.
#include <gtest/gtest.h>

#include "mta/queue/deliver.h"
#include "mta/queue/destination.h"
#include "mta/queue/log_lines.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/schedule.h"

namespace mailstead::mta::queue {
namespace {

TEST(queue_id, is_hex_both_ways) {
    EXPECT_EQ(id_text(1), "0000000001");
    EXPECT_EQ(id_text(0xABCDEF0123456), "ABCDEF0123456");
    EXPECT_EQ(id_number("00000000FF"), 255u);
    EXPECT_FALSE(id_number("00000000ff"));
    EXPECT_FALSE(id_number("0000000000"));
    EXPECT_FALSE(id_number("FF"));
    EXPECT_FALSE(id_number("00000000FG"));
    EXPECT_FALSE(id_number("FFFFFFFFFFFFFFFFF"));
}

TEST(schedule, doubles_between_the_limits) {
    retry_settings rules;    // 300 s, 4000 s
    auto const s = [](std::int64_t seconds) { return seconds * 1000000; };
    EXPECT_EQ(next_attempt(0, s(1), rules), s(1 + 300));
    EXPECT_EQ(next_attempt(0, s(301), rules), s(301 + 301));
    EXPECT_EQ(next_attempt(0, s(602), rules), s(602 + 602));
    EXPECT_EQ(next_attempt(0, s(9000), rules), s(9000 + 4000));
    EXPECT_EQ(next_attempt(s(100), s(50), rules), s(50 + 300)) << "a clock set back";
    EXPECT_FALSE(is_expired(0, s(59), std::chrono::seconds(60)));
    EXPECT_TRUE(is_expired(0, s(60), std::chrono::seconds(60)));
    EXPECT_TRUE(is_expired(0, 0, milliseconds(0))) << "0: one try";
}

TEST(concurrency, grows_and_falls_by_one_for_each_answer_and_loss) {
    concurrency_settings rules;
    rules.initial = 5;
    rules.limit = 7;
    concurrency load(rules);
    for (unsigned const window : {6u, 7u, 7u}) {
        load.started();
        load.answered();
        EXPECT_EQ(load.window(), window);
    }
    rules.failed_cohort_limit = 100;
    load.use(rules);
    for (unsigned const window : {6u, 5u, 4u, 3u, 2u, 1u, 1u}) {
        load.started();
        EXPECT_FALSE(load.lost());
        EXPECT_EQ(load.window(), window);
    }
    load.started();
    load.answered();
    EXPECT_EQ(load.window(), 2u);
}

TEST(concurrency, changes_as_slowly_as_its_feedback_says) {
    concurrency_settings rules;
    rules.initial = 4;
    rules.limit = 100;
    rules.failed_cohort_limit = 100;
    rules.growth = *route::parse_feedback("1/concurrency");
    rules.decline = *route::parse_feedback("0.5 / sqrt_concurrency");
    concurrency load(rules);
    auto const answers_until = [&](unsigned window) {
        int n = 0;
        for (; load.window() < window; ++n) load.started(), load.answered();
        return n;
    };
    EXPECT_EQ(answers_until(5), 4);
    EXPECT_EQ(answers_until(6), 5);
    EXPECT_EQ(answers_until(9), 6 + 7 + 8);
    int losses = 0;
    for (; load.window() == 9; ++losses) load.started(), load.lost();
    EXPECT_EQ(losses, 6) << "a sixth each";
}

TEST(feedback, is_a_number_or_a_fraction) {
    using by = route::feedback::by;
    EXPECT_EQ(route::parse_feedback("1")->divided, by::itself);
    EXPECT_EQ(route::parse_feedback("0.25")->amount, 0.25);
    EXPECT_EQ(route::parse_feedback(" .5/concurrency ")->amount, 0.5);
    EXPECT_EQ(route::parse_feedback("1/sqrt_concurrency")->divided, by::root_of_concurrency);
    for (auto const* bad : {"", "2", "-1", "1/", "1/x", "1e0", "one", "0.5 0.5", "nan", "inf", "/concurrency"})
        EXPECT_FALSE(route::parse_feedback(bad)) << bad;
}

TEST(concurrency, grows_by_one_per_round_where_the_feedback_is_so_and_falls_by_one_per_failure) {
    concurrency_settings rules;
    rules.initial = 2;
    rules.limit = 4;
    rules.growth = *route::parse_feedback("1/concurrency");
    concurrency load(rules);
    auto const good = [&] {
        load.started();
        load.answered();
    };
    EXPECT_EQ(load.window(), 2u);
    good();
    EXPECT_EQ(load.window(), 2u);
    good();
    EXPECT_EQ(load.window(), 3u);
    for (int i = 0; i < 20; ++i) good();
    EXPECT_EQ(load.window(), 4u);
    load.started();
    EXPECT_FALSE(load.lost());
    EXPECT_EQ(load.window(), 3u);
    load.started();
    load.lost();
    load.started();
    EXPECT_TRUE(load.lost()) << "1/4 + 1/3 + 1/2 of a round is more than one";
    EXPECT_EQ(load.window(), 1u);
    load.revive();
    EXPECT_EQ(load.window(), 2u);
    load.started();
    load.started();
    EXPECT_FALSE(load.has_room());
    EXPECT_EQ(load.in_flight(), 2u);
}

TEST(log_lines, show_two_digits) {
    EXPECT_EQ(seconds_text(-5), "0");
    EXPECT_EQ(seconds_text(4999), "0");
    EXPECT_EQ(seconds_text(6000), "0.01");
    EXPECT_EQ(seconds_text(60000), "0.06");
    EXPECT_EQ(seconds_text(100000), "0.1");
    EXPECT_EQ(seconds_text(1000000), "1");
    EXPECT_EQ(seconds_text(1230000), "1.2");
    EXPECT_EQ(seconds_text(17400000), "17");
    EXPECT_EQ(seconds_text(123'400'000), "123");
    EXPECT_EQ(seconds_text(9'960'000), "10");
    EXPECT_EQ(seconds_text(1'499'999, 0), "1");
    EXPECT_EQ(seconds_text(1'500'000, 0), "2");
    EXPECT_EQ(seconds_text(123, 6), "0.00012");
    EXPECT_EQ(seconds_text(1'234'567, 6), "1.2");
    EXPECT_EQ(seconds_text(60'000, 1), "0.1");
}

lmtp::recipient_result answer(int code, std::string enhanced, std::string text) {
    lmtp::recipient_result out;
    out.what = lmtp::fate::replied;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    out.command = "RCPT TO";
    return out;
}

TEST(concurrency, new_rules_count_at_once_and_no_limit_of_failures_means_never) {
    concurrency_settings rules;
    concurrency load(rules);
    EXPECT_EQ(load.window(), 5u);
    rules.limit = 2;
    rules.failed_cohort_limit = 0;
    load.use(rules);
    EXPECT_EQ(load.window(), 2u);
    for (int i = 0; i < 50; ++i) {
        load.started();
        EXPECT_FALSE(load.lost());
    }
}

TEST(transaction, carries_what_the_next_server_may_want_to_know) {
    message what;
    what.id = "00000000AB";
    what.number = 0xAB;
    what.what.sender = "a@example.org";
    what.what.envid = "envelope 1";
    what.what.ret = dsn_return::headers;
    what.what.body = body_type::eight_bit;
    what.what.requiretls = true;
    what.what.priority = 3;
    what.what.client_name = "client.example";
    what.what.client_address = "192.0.2.1";
    what.what.client_port = "4711";
    what.what.helo = "me.example";
    what.what.protocol = "ESMTP";
    recipient whom;
    whom.address = "b@example.net";
    whom.original = "alias@example.net";
    whom.orcpt = "rfc822;alias@example.net";
    whom.notify = notify::failure;
    what.what.recipients = {recipient(), whom};
    auto const out = make_transaction(what, {1}, 7, lmtp::agent::virtual_mailbox);
    EXPECT_EQ(out.envid, "envelope 1");
    EXPECT_EQ(out.ret, 1);
    EXPECT_EQ(out.body, lmtp::body_type::eight_bit);
    EXPECT_TRUE(out.requiretls);
    EXPECT_EQ(out.priority, 3);
    EXPECT_EQ(out.from.name, "client.example");
    EXPECT_EQ(out.from.address, "192.0.2.1");
    EXPECT_EQ(out.from.port, "4711");
    EXPECT_EQ(out.from.helo, "me.example");
    EXPECT_EQ(out.from.protocol, "ESMTP");
    EXPECT_EQ(out.from.ident, "00000000AB");
    EXPECT_FALSE(out.from.local);
    ASSERT_EQ(out.recipients.size(), 1u);
    EXPECT_EQ(out.recipients[0].orcpt, whom.orcpt);
    EXPECT_EQ(out.recipients[0].notify, notify::failure);
    EXPECT_EQ(out.recipients[0].original, whom.original);
    EXPECT_EQ(out.recipients[0].id.recipient, 1u);
    what.what.client_address.clear();
    EXPECT_TRUE(make_transaction(what, {1}, 7, lmtp::agent::virtual_mailbox).from.local);
}

TEST(outcome, follows_the_reply) {
    using way = route::target::way;
    auto const sent = outcome(answer(250, "2.0.0", "delivered to maildir"), way::store, "virtual");
    EXPECT_EQ(sent.fate, fate::sent);
    EXPECT_EQ(sent.status, "2.0.0");
    EXPECT_EQ(sent.reason, "delivered to maildir");
    EXPECT_EQ(sent.relay, "virtual");

    auto const later = outcome(answer(450, "4.2.0", "Greylisted"), way::lmtp, "mx[192.0.2.1]");
    EXPECT_EQ(later.fate, fate::deferred);
    EXPECT_EQ(later.reason, "host mx[192.0.2.1] said: 450 4.2.0 Greylisted (in reply to RCPT TO command)");
    EXPECT_TRUE(later.remote_reply);

    auto const never = outcome(answer(550, "2.1.1", "no"), way::store, "virtual");
    EXPECT_EQ(never.fate, fate::bounced);
    EXPECT_EQ(never.status, "5.0.0") << "the class agrees with the decision";

    lmtp::recipient_result lost;
    lost.what = lmtp::fate::unknown;
    lost.code = 550;
    lost.enhanced = "4.4.2";
    lost.text = "lost connection";
    EXPECT_EQ(outcome(lost, way::store, "virtual").fate, fate::deferred);
    EXPECT_EQ(outcome(answer(354, "", "odd"), way::store, "virtual").fate, fate::deferred) << "doubtful is temporary";
}

TEST(outcome, names_the_host_that_said_so) {
    using way = route::target::way;
    auto said = answer(550, "5.1.1", "no such user");
    said.relay = "mx.example.com[192.0.2.1]:25";
    auto const refused = outcome(said, way::smtp, "example.com");
    EXPECT_EQ(refused.relay, "mx.example.com[192.0.2.1]:25");
    EXPECT_EQ(refused.reason, "host mx.example.com[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)");
    EXPECT_TRUE(refused.remote_reply);

    auto own = answer(550, "5.4.6", "mail for example.com loops back to myself");
    own.command.clear();
    own.relay = "none";
    auto const decided = outcome(own, way::smtp, "example.com");
    EXPECT_EQ(decided.fate, fate::bounced);
    EXPECT_EQ(decided.reason, "mail for example.com loops back to myself") << "nobody said it";
    EXPECT_FALSE(decided.remote_reply);
    EXPECT_EQ(outcome(answer(250, "2.0.0", "Ok"), way::smtp, "x").reason, "250 2.0.0 Ok");
}

TEST(outcome, is_what_the_filter_makes_of_it) {
    conf::settings const values;
    auto const tables = conf::maps::open("regexp:{{/^5\\.7\\.1 host (.*)/ 4.7.9 later: $1} {/^2\\.0\\.0 odd/ 5.0.0 no} {/^2\\.0\\.0 (.*)/ 2.1.5 fine} "
                                         "{/^4\\.2\\.2/ 5.2.2 full for good} {/^4\\.9/ nonsense}}", values);
    struct { fate was; char const *status, *reason; fate is; char const *new_status, *new_reason; } const cases[] = {
        {fate::bounced, "5.7.1", "host x said no", fate::deferred, "4.7.9", "later: x said no"},
        {fate::sent, "2.0.0", "Ok", fate::sent, "2.1.5", "fine"},
        {fate::sent, "2.0.0", "odd", fate::sent, "2.0.0", "odd"},
        {fate::deferred, "4.2.2", "full", fate::bounced, "5.2.2", "full for good"},
        {fate::deferred, "4.9.9", "strange", fate::deferred, "4.9.9", "strange"},
        {fate::bounced, "5.1.1", "nobody", fate::bounced, "5.1.1", "nobody"},
    };
    for (auto const& one : cases) {
        progress how;
        how.fate = one.was;
        how.status = one.status;
        how.reason = one.reason;
        filter_status(tables, how);
        EXPECT_EQ(how.fate, one.is) << one.reason;
        EXPECT_EQ(how.status, one.new_status);
        EXPECT_EQ(how.reason, one.new_reason);
    }
}

TEST(outcome, of_targets_without_an_attempt) {
    route::target where;
    where.kind = route::target::way::error;
    where.status = "5.1.1";
    where.text = "gone";
    EXPECT_EQ(outcome(where).fate, fate::bounced);
    where.status = "4.1.1";
    EXPECT_EQ(outcome(where).fate, fate::deferred);
    where.kind = route::target::way::discard;
    EXPECT_EQ(outcome(where).fate, fate::sent);
    where.kind = route::target::way::retry;
    where.status = "";
    EXPECT_EQ(outcome(where).status, "4.3.0");
}

}  // namespace
}  // namespace mailstead::mta::queue
