// Sizes that nobody has asked for before are found at login; what has none to be found is no message.
#include "pop3/maildrop.h"

#include <gtest/gtest.h>

#include "store/memory.h"

namespace mailstead::pop3 {
namespace {

struct maildrop_test : testing::Test {
    store::memory::account account;

    void SetUp() override {
        account.put("INBOX", "Subject: 1\n\nx\n");
        account.put("INBOX", "Subject: 2\n\nxy\n");
        account.forget_measures("INBOX");
    }
};

TEST_F(maildrop_test, counts_sizes_at_login) {
    auto const drop = maildrop::open(account).value();
    EXPECT_EQ(drop->remaining().octets, 17u + 18u);
    EXPECT_EQ(drop->find(2)->size, 18u);
}

TEST_F(maildrop_test, is_refused_when_they_cannot_be_had) {
    account.fail_next("measured", base::from_errno(EIO));
    EXPECT_EQ(maildrop::open(account).error(), base::from_errno(EIO));
    EXPECT_TRUE(maildrop::open(account));
}

}  // namespace
}  // namespace mailstead::pop3
