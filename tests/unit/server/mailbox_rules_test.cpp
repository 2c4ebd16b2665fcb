// Whose files virtual mailboxes are.
#include "server/owners.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mailstead::server {
namespace {

base::result<std::optional<store::owner>> owner_with(std::string uid, std::string least) {
    mailbox_rules const rules(conf::settings().with({{"virtual_mailbox_base", "/mail"}, {"virtual_mailbox_maps", "inline:{ {bob@example.org = bob/} }"},
                                                     {"virtual_uid_maps", "static:" + uid}, {"virtual_gid_maps", "static:8"},
                                                     {"virtual_minimum_uid", std::move(least)}}));
    return rules.in_tables("bob@example.org");
}

TEST(mailbox_rules, virtual_minimum_uid) {
    auto const found = owner_with("1000", "1000");
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->uid, 1000u);
    EXPECT_EQ((*found)->gid, 8u);
    EXPECT_EQ((*found)->location, "/mail/bob/");
    // A mistake of the administrator: the mail waits.
    for (auto const* uid : {"999", "0", "-1", "nobody", "4294967296"}) {
        auto const refused = owner_with(uid, "1000");
        ASSERT_FALSE(refused) << uid;
        EXPECT_EQ(refused.error(), base::from_errno(EPERM)) << uid;
        EXPECT_TRUE(base::is_temporary(refused.error())) << uid;
    }
}

}  // namespace
}  // namespace mailstead::server
