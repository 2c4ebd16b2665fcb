#include "imap/order_cache.h"

#include <gtest/gtest.h>

#include "store/memory.h"

namespace mailstead::imap {
namespace {

using text = order_facts::text;

order_facts of_subject(std::string subject) {
    store::facts out;
    out.envelope.subject = std::move(subject);
    out.envelope.message_id = "<id@x>";
    out.references = "<a@x> <b@x>";
    return order_facts(out);
}

struct order_caches : testing::Test {
    store::memory::account account;
    std::shared_ptr<store::mailbox> box = *account.open("INBOX");
};

TEST(order_facts, come_back_from_their_bytes) {
    store::facts from;
    from.envelope.subject = "Re: a";
    from.envelope.date = "1 Jan 1960 00:00:00 +0000";
    from.envelope.in_reply_to = "<p@x>";
    order_facts const again{std::string_view(order_facts(from).bytes())};
    EXPECT_EQ(again.of(text::subject), "A");
    EXPECT_EQ(again.of(text::id), "");
    EXPECT_TRUE(again.is_reply());
    EXPECT_EQ(again.sent(), -315619200);
    EXPECT_EQ(again.references(), std::vector<std::string>{"p@x"});
    order_facts const nothing{store::facts()};
    EXPECT_EQ(nothing.sent(), std::nullopt);
    EXPECT_FALSE(nothing.is_reply());
    EXPECT_TRUE(nothing.references().empty());
}

TEST_F(order_caches, what_was_remembered_is_found) {
    order_cache cache;
    EXPECT_FALSE(cache.find(box, 1));
    for (std::uint32_t uid = 1; uid <= 10'000; ++uid) cache.remember(box, uid, of_subject(std::to_string(uid)));
    cache.remember(box, 7, of_subject("another"));
    for (std::uint32_t uid = 1; uid <= 10'000; ++uid) {
        auto const found = cache.find(box, uid);
        ASSERT_TRUE(found);
        ASSERT_EQ(found->of(text::subject), std::to_string(uid));
    }
    EXPECT_EQ(cache.find(box, 7)->of(text::id), "id@x");
    EXPECT_EQ(cache.find(box, 7)->references(), (std::vector<std::string>{"a@x", "b@x"}));
}

TEST_F(order_caches, another_mailbox_has_others) {
    ASSERT_TRUE(account.create("other"));
    order_cache cache;
    cache.remember(box, 1, of_subject("a"));
    EXPECT_FALSE(cache.find(*account.open("other"), 1));
}

TEST_F(order_caches, is_bounded) {
    ASSERT_TRUE(account.create("other"));
    auto const other = *account.open("other");
    order_cache cache(10'000);
    cache.remember(box, 1, of_subject("old"));
    for (std::uint32_t uid = 1; uid <= 20; ++uid) cache.remember(other, uid, of_subject("x"));
    EXPECT_TRUE(cache.find(box, 1));
    (void)cache.find(other, 1);
    for (std::uint32_t uid = 21; uid <= 98; ++uid) cache.remember(other, uid, of_subject("x"));
    EXPECT_FALSE(cache.find(box, 1));
    EXPECT_TRUE(cache.find(other, 1));
    for (std::uint32_t uid = 1; uid <= 1000; ++uid) cache.remember(other, uid, of_subject("x"));
    EXPECT_FALSE(cache.find(other, 1));
    cache.remember(other, 2000, of_subject(std::string(5000, 'x')));
}

}  // namespace
}  // namespace mailstead::imap
