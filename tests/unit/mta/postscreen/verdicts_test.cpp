#include "mta/postscreen/verdicts.h"

#include <gtest/gtest.h>

namespace mailstead::mta::postscreen {
namespace {

test_table table(bool deep) {
    test_table out;
    out[0].enabled = out[1].enabled = true;
    out[2].enabled = out[3].enabled = out[4].enabled = deep;
    return out;
}

TEST(verdicts, unknown_clients_have_all_to_do) {
    auto const tests = table(false);
    verdicts one(tests);
    one.begin_unknown();
    EXPECT_TRUE(one.due_before_greeting());
    EXPECT_FALSE(one.due_behind_greeting());
    EXPECT_TRUE(one.sum().is_new);
    EXPECT_FALSE(one.sum().keep);
}

TEST(verdicts, what_is_trusted_is_not_done_again) {
    auto const tests = table(true);
    verdicts one(tests);
    one.begin({100, 100, 100, 100, 99}, 100);
    EXPECT_FALSE(one.due_before_greeting());
    EXPECT_TRUE(one.is_due(test::bare_newline));
    EXPECT_FALSE(one.is_due(test::pipelining));
    EXPECT_FALSE(one.sum().is_new);
}

TEST(verdicts, who_waits_anyway_is_asked_about_again) {
    auto const tests = table(false);
    verdicts one(tests);
    one.begin({99, 1000, 1, 1, 1}, 100);
    EXPECT_TRUE(one.is_due(test::pregreet));
    EXPECT_TRUE(one.is_due(test::dnsbl));
}

TEST(verdicts, a_test_switched_on_later_is_due_and_nobody_new_for_it) {
    auto const tests = table(true);
    verdicts one(tests);
    one.begin({200, 200, 1, 200, 200}, 100);
    EXPECT_TRUE(one.is_due(test::pipelining));
    EXPECT_FALSE(one.sum().is_new);
    one.begin({200, 200, 0, 200, 200}, 100);
    EXPECT_TRUE(one.sum().is_new);
}

TEST(verdicts, all_that_is_due_has_to_pass) {
    auto const tests = table(false);
    verdicts one(tests);
    one.begin_unknown();
    one.pass(test::pregreet, 500);
    EXPECT_TRUE(one.sum().keep);
    EXPECT_FALSE(one.sum().passed_all);
    one.pass(test::dnsbl, 600);
    auto const sum = one.sum();
    EXPECT_TRUE(sum.passed_all);
    EXPECT_EQ(sum.until, (passes{500, 600, 1, 1, 1}));
}

TEST(verdicts, a_failure_spoils_the_passes_and_an_ignored_one_does_not) {
    auto const tests = table(false);
    verdicts one(tests);
    one.begin_unknown();
    one.pass(test::dnsbl, 600);
    one.fail(test::pregreet, true);
    EXPECT_TRUE(one.sum().keep);
    EXPECT_FALSE(one.sum().passed_all);
    one.fail(test::pregreet, false);
    EXPECT_FALSE(one.sum().keep);
    EXPECT_TRUE(one.any_failed());
}

TEST(verdicts, who_is_refused_for_another_reason_learns_nothing) {
    auto const tests = table(false);
    verdicts one(tests);
    one.refuse();
    one.begin_unknown();
    one.pass(test::pregreet, 500);
    one.pass(test::dnsbl, 500);
    EXPECT_FALSE(one.sum().passed_all);
    EXPECT_FALSE(one.sum().keep);
}

TEST(verdicts, a_good_name_spares_what_is_still_to_do) {
    auto const tests = table(true);
    verdicts one(tests);
    one.begin_unknown();
    one.pass(test::pregreet, 9000);
    one.spare_others(500);
    EXPECT_FALSE(one.due_behind_greeting());
    one.pass(test::dnsbl, 500);
    EXPECT_EQ(one.sum().until, (passes{9000, 500, 500, 500, 500}));
    verdicts other(tests);
    other.begin_unknown();
    other.fail(test::pregreet, false);
    other.spare_others(500);
    EXPECT_TRUE(other.due_behind_greeting());
}

}  // namespace
}  // namespace mailstead::mta::postscreen
