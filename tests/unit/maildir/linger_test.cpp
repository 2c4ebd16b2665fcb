// A mailbox stays open for a moment behind the last one who opened it: found as it was, and still other programs' changes are seen.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "maildir/depositor.h"
#include "maildir/put_back.h"
#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using namespace std::chrono_literals;

struct linger_test : sandbox {
    void lingers(std::chrono::milliseconds how_long, std::size_t how_many = 64) {
        how.linger = how_long;
        how.lingering = how_many;
        restart();
    }
    std::weak_ptr<store::mailbox> opened(std::string const& name) { return account()->open(name).value(); }
    static bool ends(std::weak_ptr<store::mailbox> const& box) {
        auto const until = std::chrono::steady_clock::now() + 20s;
        while (!box.expired() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(5ms);
        return box.expired();
    }
};

TEST_F(linger_test, is_found_open_by_who_comes_soon) {
    lingers(1h);
    auto const box = opened("INBOX");
    ASSERT_FALSE(box.expired());
    EXPECT_EQ(opened("INBOX").lock(), box.lock());
    put_file(maildir() / "cur/1.a.b:2,S", "Subject: s\n\n");
    EXPECT_EQ(account()->status("INBOX").value().messages, 1u);
    std::filesystem::remove(maildir() / "cur/1.a.b:2,S");
    EXPECT_EQ(account()->status("INBOX").value().messages, 0u);
    with->drain();
    EXPECT_TRUE(box.expired());
}

TEST_F(linger_test, ends_by_itself) {
    lingers(50ms);
    auto const first = opened("INBOX");
    EXPECT_TRUE(ends(first));
    auto const again = opened("INBOX");    // the sweep begins anew
    EXPECT_TRUE(ends(again));
}

TEST_F(linger_test, is_held_as_long_as_somebody_has_it) {
    lingers(20ms);
    auto const held = inbox();
    std::this_thread::sleep_for(100ms);
    append(*held, "Subject: s\n\n");
    EXPECT_EQ(inbox(), held);
}

TEST_F(linger_test, only_the_latest_do) {
    lingers(1h, 2);
    ASSERT_TRUE(account()->create("A"));
    ASSERT_TRUE(account()->create("B"));
    auto const inbox = opened("INBOX"), a = opened("A");
    (void)opened("INBOX");
    auto const b = opened("B");
    EXPECT_TRUE(ends(a));
    EXPECT_FALSE(inbox.expired());
    EXPECT_FALSE(b.expired());
}

TEST_F(linger_test, a_folder_removed_and_made_again_is_another) {
    lingers(1h);
    ASSERT_TRUE(account()->create("A"));
    {
        auto const a = account()->open("A").value();
        append(*a, "Subject: s\n\n");
    }
    auto const before = account()->status("A").value();
    ASSERT_TRUE(account()->remove("A"));
    EXPECT_EQ(account()->open("A").error(), make_error_code(store::errc::no_mailbox));
    ASSERT_TRUE(account()->create("A"));
    auto const after = account()->status("A").value();
    EXPECT_EQ(after.messages, 0u);
    EXPECT_GT(after.uidvalidity, before.uidvalidity);
}

TEST_F(linger_test, a_folder_that_another_program_removed_is_gone) {
    lingers(1h);
    ASSERT_TRUE(account()->create("A"));
    (void)opened("A");
    std::filesystem::remove_all(maildir() / ".A");
    EXPECT_EQ(account()->status("A").error(), make_error_code(store::errc::no_mailbox));
}

TEST_F(linger_test, a_folder_that_another_program_removed_is_made_anew) {
    lingers(1h);
    ASSERT_TRUE(account()->create("A"));
    {
        auto const a = account()->open("A").value();
        append(*a, "Subject: s\n\n");
    }
    auto const before = account()->status("A").value();
    std::filesystem::remove_all(maildir() / ".A");
    ASSERT_TRUE(account()->create("A"));
    auto const after = account()->status("A").value();
    EXPECT_EQ(after.messages, 0u);
    EXPECT_GT(after.uidvalidity, before.uidvalidity);
    EXPECT_EQ(append(*account()->open("A").value(), "Subject: t\n\n"), 1u);
}

TEST_F(linger_test, large_ones_make_room) {
    how.closed_messages = 3;
    lingers(1h);
    ASSERT_TRUE(account()->create("A"));
    for (auto const* name : {"cur/1.a.b:2,S", "cur/2.a.b:2,S", "cur/3.a.b:2,S"}) put_file(maildir() / name, "Subject: s\n\n");
    put_file(maildir() / ".A/cur/1.a.b:2,S", "Subject: s\n\n");
    auto const large = opened("INBOX");
    EXPECT_FALSE(large.expired());    // the one opened last, however large
    auto const a = opened("A");
    EXPECT_TRUE(ends(large));
    EXPECT_FALSE(a.expired());
}

TEST_F(linger_test, does_not_stand_in_the_way_of_uids_put_back) {
    lingers(1h);
    ASSERT_TRUE(account()->create("A"));
    (void)opened("A");
    auto const done = put_back_uids(*with, who, "A", 77, 500);
    ASSERT_TRUE(done);
    EXPECT_EQ(*done, store::uids::put_back);
    EXPECT_EQ(account()->status("A").value().uidnext, 500u);
}

TEST_F(linger_test, deliveries_reach_it) {
    lingers(1h);
    (void)opened("INBOX");
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1, "Subject: s\r\n\r\n")));
    EXPECT_EQ(account()->status("INBOX").value().messages, 1u);
}

}  // namespace
}  // namespace mailstead::maildir
