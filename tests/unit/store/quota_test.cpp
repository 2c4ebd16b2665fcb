// Limits as an administrator writes them, and the comparison.
#include "store/quota.h"

#include <gtest/gtest.h>

namespace mailstead::store {
namespace {

TEST(quota_test, limits_in_all_spellings) {
    EXPECT_EQ(parse_quota("1G,10000C"), (quota_limits{1ull << 30, 10000}));
    EXPECT_EQ(parse_quota("10000C 1048576KS"), (quota_limits{1ull << 30, 10000}));
    EXPECT_EQ(parse_quota("1000000000S,10000C"), (quota_limits{1000000000, 10000}));
    EXPECT_EQ(parse_quota(" 5 "), (quota_limits{5, std::nullopt}));
    EXPECT_EQ(parse_quota("2t"), (quota_limits{2ull << 40, std::nullopt}));
    for (auto const* none : {"", "none", "0", "0S,0C", " , "}) {
        ASSERT_TRUE(parse_quota(none)) << none;
        EXPECT_FALSE(parse_quota(none)->any()) << none;
    }
    EXPECT_EQ(parse_quota("1G,0C"), (quota_limits{1ull << 30, std::nullopt}));
}

TEST(quota_test, what_cannot_be_read_is_no_limit_and_not_none) {
    for (auto const* bad : {"G", "1GB", "-1", "1G,2G", "1C,2C", "10KC", "1.5G", "S", "C", "1e3", "99999999999999999999", "9000000T", "*"})
        EXPECT_FALSE(parse_quota(bad)) << bad;
}

TEST(quota_test, print_is_what_maildirsize_has) {
    EXPECT_EQ(print_quota({1000, 5}), "1000S,5C");
    EXPECT_EQ(print_quota({std::nullopt, 5}), "5C");
    EXPECT_EQ(print_quota({}), "");
}

TEST(quota_test, up_to_the_limit_and_no_further) {
    quota_limits const limits{1000, 10};
    EXPECT_TRUE(fits(limits, {900, 9}, {100, 1}));
    EXPECT_FALSE(fits(limits, {901, 9}, {100, 1}));
    EXPECT_FALSE(fits(limits, {0, 10}, {1, 1}));
    EXPECT_FALSE(fits(limits, {5000, 1}, {1, 1}));
    EXPECT_TRUE(fits(limits, {5000, 50}, {0, 0}));
    EXPECT_TRUE(fits({}, {~0ull, ~0ull}, {~0ull, ~0ull}));
    EXPECT_FALSE(fits(limits, {999, 1}, {~0ull, 1}));
}

TEST(quota_test, the_last_message_may_exceed_storage_by_the_grace) {
    quota_limits const limits{1000, 10};
    EXPECT_TRUE(fits(limits, {999, 1}, {101, 1}, 10));
    EXPECT_FALSE(fits(limits, {999, 1}, {102, 1}, 10));
    EXPECT_FALSE(fits(limits, {1000, 1}, {1, 1}, 10)) << "only from below the limit";
    EXPECT_FALSE(fits(limits, {0, 10}, {1, 1}, 10)) << "there is no grace in messages";
    EXPECT_TRUE(fits({9223372036854775807, std::nullopt}, {1, 1}, {1, 1}, 1000));
}

}  // namespace
}  // namespace mailstead::store

namespace mailstead::store {
namespace {

TEST(quota_mailboxes, are_a_limit_of_their_own) {
    auto const limits = parse_quota("1G,5F").value();
    EXPECT_EQ(limits.mailboxes, 5u);
    EXPECT_EQ(print_quota(limits), "1073741824S") << "Maildir++ knows nothing of it";
    EXPECT_FALSE(parse_quota("5F").value().any());
    EXPECT_FALSE(parse_quota("5F,6f"));
    EXPECT_FALSE(parse_quota("5KF"));
    EXPECT_EQ(parse_quota("0F").value().mailboxes, std::nullopt);
    EXPECT_TRUE(has_room_for_mailboxes(limits, 4, 1));
    EXPECT_FALSE(has_room_for_mailboxes(limits, 4, 2));
    EXPECT_FALSE(has_room_for_mailboxes(limits, 6, 1));
    EXPECT_TRUE(has_room_for_mailboxes({}, 1000, 1000));
}

}  // namespace
}  // namespace mailstead::store
