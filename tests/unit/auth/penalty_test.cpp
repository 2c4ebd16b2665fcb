#include "auth/penalty.h"

#include <gtest/gtest.h>

#include "tests/lib/fake_clock.h"

namespace mailstead::auth {
namespace {

using namespace std::chrono_literals;

struct penalty : testing::Test {
    test::fake_clock clock;
    penalties all{clock};
};

TEST(penalty_key, addresses) {
    EXPECT_EQ(penalty_key("192.0.2.1").size(), 4u);
    EXPECT_EQ(penalty_key("::ffff:192.0.2.1"), penalty_key("192.0.2.1"));
    EXPECT_EQ(penalty_key("2001:db8::1"), penalty_key("2001:db8:0:0:ffff::2"));
    EXPECT_NE(penalty_key("2001:db8::1"), penalty_key("2001:db8:0:1::1"));
    for (auto const* text : {"", "unix", "192.0.2", "192.0.2.1.1", "fe80::1%eth0"}) EXPECT_EQ(penalty_key(text), "") << text;
}

TEST_F(penalty, grows_and_is_forgotten) {
    EXPECT_EQ(all.wait("192.0.2.1", "bob"), 0ms);
    for (auto const expected : {2s, 4s, 8s, 15s, 15s}) {
        all.failed("192.0.2.1", "bob");
        EXPECT_EQ(all.wait("192.0.2.1", "bob"), expected);
    }
    EXPECT_EQ(all.wait("192.0.2.1", "other"), 15s) << "of the address, whatever the account";
    EXPECT_EQ(all.wait("192.0.2.2", "bob"), 0ms);
    for (int i = 0; i < 100; ++i) all.failed("192.0.2.1", "bob");
    EXPECT_EQ(all.wait("192.0.2.1", ""), 15s);
    clock.advance(900s);
    EXPECT_EQ(all.wait("192.0.2.1", "bob"), 0ms);
}

TEST_F(penalty, a_success_forgives_the_address) {
    all.failed("2001:db8::1", "bob");
    all.failed("2001:db8::2", "");
    EXPECT_EQ(all.wait("2001:db8::3", "alice"), 4s);
    all.succeeded("2001:db8::3", "Bob");
    EXPECT_EQ(all.wait("2001:db8::1", "alice"), 0ms);
}

// Who has an account of his own guesses at another's, and logs in to his own between two guesses.
TEST_F(penalty, a_success_forgives_no_mistakes_on_other_accounts) {
    for (int i = 0; i < 50; ++i) {
        all.failed("192.0.2.1", "bob");
        all.failed("192.0.2.1", "bob" + std::to_string(i));
        all.succeeded("192.0.2.1", "mallory");
    }
    EXPECT_EQ(all.wait("192.0.2.1", "bob"), 15s);
    EXPECT_EQ(all.wait("192.0.2.1", "alice"), 15s) << "one guess on each of many accounts is guessing too";
    EXPECT_EQ(all.wait("192.0.2.1", "mallory"), 0ms);
    all.failed("192.0.2.2", "bob");
    all.succeeded("192.0.2.2", "mallory");
    EXPECT_EQ(all.wait("192.0.2.2", "bob"), 15s) << "he took part in an attack";
}

TEST_F(penalty, others_wrong_logins_hold_an_owner_up_for_little) {
    for (int i = 0; i < 1000; ++i) all.failed("192.0.2." + std::to_string(i % 200), "bob");
    EXPECT_EQ(all.wait("198.51.100.1", "bob"), 100ms);
    EXPECT_EQ(all.wait("198.51.100.1", "BOB"), 100ms);
    EXPECT_EQ(all.wait("192.0.2.7", "bob"), 15s);
    EXPECT_EQ(all.wait("198.51.100.1", "alice"), 0ms);
    all.succeeded("198.51.100.1", "bob");
    EXPECT_EQ(all.wait("198.51.100.1", "bob"), 0ms) << "he is known here now";
    EXPECT_EQ(all.wait("198.51.100.2", "bob"), 100ms) << "but nowhere else";
}

// A mail program with the right password behind the same router as one with a wrong one.
// One guess from each of many addresses: the second of any of them waits for all.
TEST_F(penalty, an_account_under_attack_costs_the_attackers_more) {
    for (int i = 0; i < 13; ++i) all.failed("10.0.0." + std::to_string(i), "bob");
    EXPECT_EQ(all.wait("10.0.0.1", "bob"), 8s);
    EXPECT_EQ(all.wait("10.0.0.1", "alice"), 2s);
}

TEST_F(penalty, who_was_here_before_pays_for_himself_only) {
    all.succeeded("192.0.2.1", "bob");
    for (int i = 0; i < 10; ++i) all.failed("192.0.2.1", "alice");
    EXPECT_EQ(all.wait("192.0.2.1", "bob"), 0ms);
    EXPECT_EQ(all.wait("192.0.2.1", "alice"), 15s);
    all.failed("192.0.2.1", "bob");
    EXPECT_EQ(all.wait("192.0.2.1", "bob"), 2s);
    for (int i = 0; i < 5; ++i) all.failed("192.0.2.1", "bob");
    EXPECT_EQ(all.wait("192.0.2.1", "bob"), 15s) << "no licence to guess";
}

TEST_F(penalty, bounded) {
    penalties::settings few;
    few.most_entries = 100;
    all.use(few);
    for (int i = 0; i < 10000; ++i) {
        auto const address = "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256);
        all.failed(address, "u" + std::to_string(i));
        all.succeeded("11.0.0.1", "v" + std::to_string(i));
    }
    EXPECT_LE(all.entries(), 400u);
    EXPECT_EQ(all.wait("10.0.39.15", ""), 2s) << "the newest are kept";
}

TEST_F(penalty, can_be_switched_off) {
    penalties::settings none;
    none.first = 0ms;
    all.use(none);
    for (int i = 0; i < 100; ++i) all.failed("192.0.2.1", "bob");
    EXPECT_EQ(all.wait("192.0.2.1", "bob"), 0ms);
    EXPECT_EQ(all.entries(), 0u);
}

TEST_F(penalty, what_has_no_address_is_not_slowed_down) {
    for (int i = 0; i < 5; ++i) all.failed("", "bob");
    EXPECT_EQ(all.wait("", "bob"), 0ms);
    EXPECT_EQ(all.wait("unix", ""), 0ms);
}

}  // namespace
}  // namespace mailstead::auth
