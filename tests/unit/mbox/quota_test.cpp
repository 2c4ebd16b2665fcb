// An mbox account's limits: the size of its files, the messages in them.
#include <gtest/gtest.h>

#include "mbox/depositor.h"
#include "sandbox.h"

namespace mailstead::mbox {
namespace {

using mode = store::mailbox::expunge_mode;
using store::uid_set;

struct quota_test : sandbox {
    void limit(std::string_view to) { who.quota = *store::parse_quota(to); }
    result<store::appended> put(store::mailbox& to, std::size_t size) {
        std::vector<store::new_message> one(1);
        one[0].text = to.begin().value();
        EXPECT_TRUE(one[0].text->append("Subject: x\r\n\r\n" + std::string(size, 'y') + "\r\n"));
        return to.append(std::move(one));
    }
};

TEST_F(quota_test, without_limits_there_is_none) { EXPECT_FALSE(account()->quota().value()); }

TEST_F(quota_test, messages_of_all_mailboxes_count) {
    limit("3C");
    auto const box = inbox();
    ASSERT_TRUE(put(*box, 10));
    ASSERT_TRUE(put(*box, 10));
    ASSERT_TRUE(account()->create("Saved"));
    auto const saved = account()->open("Saved").value();
    EXPECT_EQ(box->copy(uid_set::everything(), *saved).error(), make_error_code(store::errc::over_quota));
    EXPECT_EQ(saved->refresh().value()->size(), 0u);
    ASSERT_TRUE(box->copy(uid_set::of({1}), *saved));
    EXPECT_EQ(account()->quota().value()->usage.messages, 3u);
    EXPECT_EQ(put(*box, 1).error(), make_error_code(store::errc::over_quota));
    ASSERT_TRUE(box->move(uid_set::of({2}), *saved)) << "needs no room";
    ASSERT_TRUE(saved->expunge(uid_set::of({1}), mode::all));
    EXPECT_TRUE(put(*box, 1));
}

TEST_F(quota_test, storage_is_the_size_of_the_files) {
    limit("2000S");
    auto const box = inbox();
    ASSERT_TRUE(put(*box, 1000));
    auto const used = account()->quota().value()->usage.storage;
    EXPECT_EQ(used, read().size());
    EXPECT_EQ(put(*box, 1000).error(), make_error_code(store::errc::over_quota));
    EXPECT_TRUE(put(*box, 500));
}

TEST_F(quota_test, a_delivery_into_a_full_account_is_refused) {
    limit("1C");
    ASSERT_TRUE(put(*inbox(), 10));
    depositor to(*with);
    std::mutex lock;
    std::condition_variable wake;
    std::optional<result<store::outcome>> got;
    store::delivery what;
    what.who = who;
    what.id = {1, 1, 0, 0};
    what.headers = "Return-Path: <>\r\n";
    what.text = std::make_shared<std::vector<std::string> const>(1, "Subject: x\r\n\r\nhello\r\n");
    auto const before = read();
    to.deposit(what, [&](result<store::outcome> answer) {
        std::lock_guard const hold(lock);
        got = std::move(answer);
        wake.notify_one();
    });
    std::unique_lock hold(lock);
    wake.wait(hold, [&] { return got.has_value(); });
    EXPECT_EQ(got->error(), make_error_code(store::errc::over_quota));
    EXPECT_EQ(read(), before);
}

}  // namespace
}  // namespace mailstead::mbox
