// Which limits an account has: its own, its table's, everybody's.
#include "server/owners.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "conf/settings.h"

namespace mailstead::server {
namespace {

std::string quota_of(mailbox_rules const& rules, std::string const& account) {
    auto const found = rules.quota_of(account);
    return found ? store::print_quota(*found) : "(" + found.error().message() + ")";
}

TEST(owners_test, a_table_before_the_default) {
    mailbox_rules const rules(conf::settings().with({{"mailbox_quota", "1000"},
                                        {"mailbox_quota_maps", "inline:{bob@a.test=5C, @b.test=7C, carol=9C, free@a.test=0, bad@a.test=much}"}}));
    EXPECT_EQ(quota_of(rules, "bob@a.test"), "5C");
    EXPECT_EQ(quota_of(rules, "ann@b.test"), "7C");
    EXPECT_EQ(quota_of(rules, "carol"), "9C") << "a system user";
    EXPECT_EQ(quota_of(rules, "free@a.test"), "") << "no limit, though others have one";
    EXPECT_EQ(quota_of(rules, "ann@a.test"), "1000S");
    EXPECT_FALSE(rules.quota_of("bad@a.test")) << "unreadable is neither a limit nor none";
}

TEST(owners_test, a_default_that_cannot_be_read_is_no_answer) {
    mailbox_rules const rules(conf::settings().with({{"mailbox_quota", "much"}}));
    EXPECT_FALSE(rules.quota_of("ann@a.test"));
    mailbox_rules const table(conf::settings().with({{"mailbox_quota_maps", "fail:nowhere"}}));
    EXPECT_FALSE(table.quota_of("ann@a.test"));
}

TEST(owners_test, the_account_database_before_the_table) {
    mailbox_rules const rules(conf::settings().with({{"mailbox_quota_maps", "static:5C"}, {"virtual_mailbox_base", "/mail"}}));
    auth::user who;
    who.name = "bob@a.test";
    EXPECT_EQ(store::print_quota(rules.of_account(who)->quota), "5C");
    who.quota_storage = 1000;
    EXPECT_EQ(store::print_quota(rules.of_account(who)->quota), "1000S");
    who.quota_storage = 0;
    EXPECT_EQ(store::print_quota(rules.of_account(who)->quota), "") << "without limit by its own entry";
}

}  // namespace
}  // namespace mailstead::server
