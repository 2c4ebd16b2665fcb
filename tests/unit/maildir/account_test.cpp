// Maildir++ folders as an account.
#include "maildir/account.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using account_test = sandbox;
using store::errc;

std::vector<std::string> names_of(store::account& a) {
    std::vector<std::string> out;
    for (auto const& folder : a.list().value())
        out.push_back(folder.selectable ? folder.name : "(" + folder.name + ")");
    return out;
}

TEST_F(account_test, makes_its_maildir_when_first_opened) {
    auto const a = account();
    EXPECT_EQ(names_of(*a), (std::vector<std::string>{"INBOX"}));
    EXPECT_EQ(files_in(maildir()), (std::vector<std::string>{"cur", "new", "tmp"}));
    EXPECT_EQ(std::filesystem::status(maildir()).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(account_test, creates_with_parents_and_removes) {
    auto const a = account();
    ASSERT_TRUE(a->create("Ärger.Alt"));
    EXPECT_EQ(a->create("Ärger").error(), make_error_code(errc::exists));
    EXPECT_EQ(a->create("inbox").error(), make_error_code(errc::exists));
    EXPECT_EQ(a->create("a/b").error(), make_error_code(errc::bad_name));
    EXPECT_TRUE(std::filesystem::exists(maildir() / ".&AMQ-rger.Alt/maildirfolder"));
    EXPECT_EQ(names_of(*a), (std::vector<std::string>{"INBOX", "Ärger", "Ärger.Alt"}));
    EXPECT_TRUE(a->list().value()[1].has_children);
    ASSERT_TRUE(a->remove("Ärger"));
    EXPECT_EQ(names_of(*a), (std::vector<std::string>{"INBOX", "(Ärger)", "Ärger.Alt"}));
    EXPECT_EQ(a->remove("Ärger").error(), make_error_code(errc::has_children));
    EXPECT_EQ(a->open("Ärger").error(), make_error_code(errc::not_selectable));
    EXPECT_EQ(a->open("nope").error(), make_error_code(errc::no_mailbox));
    EXPECT_FALSE(a->remove("INBOX"));
    EXPECT_EQ(files_in(maildir()).size(), 4u);
}

TEST_F(account_test, a_name_used_again_gets_a_larger_uidvalidity) {
    auto const a = account();
    ASSERT_TRUE(a->create("X"));
    auto const first = a->status("X").value().uidvalidity;
    append(*a->open("X").value(), "a: b\r\n\r\n");
    ASSERT_TRUE(a->remove("X"));
    ASSERT_TRUE(a->create("X"));
    auto const second = a->status("X").value();
    EXPECT_GT(second.uidvalidity, first);
    EXPECT_EQ(second.messages, 0u);
    ASSERT_TRUE(a->create("Y"));
    ASSERT_TRUE(a->remove("X"));
    ASSERT_TRUE(a->rename("Y", "X"));
    EXPECT_GT(a->status("X").value().uidvalidity, second.uidvalidity);
}

TEST_F(account_test, renames_with_children_and_messages) {
    auto const a = account();
    ASSERT_TRUE(a->create("A.B"));
    append(*a->open("A.B").value(), "s: 1\r\n\r\n", store::flag::flagged);
    auto const open = a->open("A.B").value();
    auto const before = open->now()->uidvalidity();
    ASSERT_TRUE(a->rename("A", "Z.Q"));
    EXPECT_EQ(names_of(*a), (std::vector<std::string>{"INBOX", "Z", "Z.Q", "Z.Q.B"}));
    EXPECT_EQ(open->refresh().error(), make_error_code(errc::no_mailbox));
    auto const moved = a->open("Z.Q.B").value();
    EXPECT_GT(moved->now()->uidvalidity(), before);
    ASSERT_EQ(moved->now()->size(), 1u);
    EXPECT_EQ(moved->now()->find(1)->flags, store::flag::flagged);
    EXPECT_EQ(text_of(*moved, 1), "s: 1\n\n");
    EXPECT_EQ(a->rename("Z", "Z.inner").error(), make_error_code(errc::bad_name));
    EXPECT_EQ(a->rename("Z", "INBOX").error(), make_error_code(errc::exists));
    EXPECT_EQ(a->rename("nope", "N").error(), make_error_code(errc::no_mailbox));
}

TEST_F(account_test, renaming_inbox_moves_its_messages) {
    auto const a = account();
    append(*a->open("INBOX").value(), "s: 1\r\n\r\n");
    ASSERT_TRUE(a->rename("INBOX", "Saved"));
    EXPECT_EQ(a->status("INBOX").value().messages, 0u);
    EXPECT_EQ(a->status("Saved").value().messages, 1u);
}

TEST_F(account_test, inbox_may_be_renamed_below_itself_but_not_onto_what_is_there) {
    auto const a = account();
    append(*a->open("INBOX").value(), "s: 1\r\n\r\n");
    ASSERT_TRUE(a->rename("INBOX", "INBOX.Old"));
    EXPECT_EQ(a->status("INBOX").value().messages, 0u);
    EXPECT_EQ(a->status("INBOX.Old").value().messages, 1u);
    EXPECT_EQ(a->rename("INBOX", "INBOX.Old").error(), make_error_code(errc::exists));
    EXPECT_EQ(a->rename("INBOX", "inbox").error(), make_error_code(errc::exists));
    EXPECT_EQ(a->rename("INBOX.Old", "INBOX.Old.x").error(), make_error_code(errc::bad_name));
}

TEST_F(account_test, subscriptions_are_a_file_shared_with_dovecot) {
    auto const a = account();
    ASSERT_TRUE(a->subscribe("Entwürfe"));
    ASSERT_TRUE(a->subscribe("inbox"));
    ASSERT_TRUE(a->subscribe("Entwürfe"));
    std::ifstream in(maildir() / "subscriptions");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "Entw&APw-rfe\nINBOX\n");
    EXPECT_TRUE(a->list().value()[0].subscribed);
    ASSERT_TRUE(a->unsubscribe("Entwürfe"));
    EXPECT_EQ(a->subscriptions().value(), (std::vector<std::string>{"INBOX"}));
}

TEST_F(account_test, accounts_come_and_go_while_their_indexes_close) {
    std::vector<std::thread> users;
    for (int t = 0; t < 4; ++t)
        users.emplace_back([&] {
            for (int i = 0; i < 60; ++i) {
                auto other = who;
                other.account = fmt::format("user{}", i % 20);
                other.location = (root / other.account / "").string();
                auto const a = opener(*with).open(other);
                EXPECT_TRUE(a && (*a)->status("INBOX")) << other.account;
            }
        });
    for (auto& each : users) each.join();
    with->drain();
    EXPECT_LE(with->indexes->open_count(), 16u);
}

TEST_F(account_test, somebody_elses_mailbox_is_refused_without_the_right) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may switch";
    who.uid += 1;
    EXPECT_EQ(opener(*with).open(who).error(), make_error_code(errc::not_permitted));
}

TEST_F(account_test, files_belong_to_the_owner) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can act as another user";
    std::filesystem::create_directory(root / "alice");
    ASSERT_EQ(::chmod(root.c_str(), 0755), 0);
    ASSERT_EQ(::chown((root / "alice").c_str(), 12345, 54321), 0);
    who.uid = 12345;
    who.gid = 54321;
    append(*inbox(), "a: b\r\n\r\n");
    struct stat info {};
    ASSERT_EQ(::stat((maildir() / "cur" / files_in(maildir() / "cur").front()).c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, 12345u);
    EXPECT_EQ(info.st_gid, 54321u);
    EXPECT_EQ(::geteuid(), 0u);
    ASSERT_EQ(::stat((root / "index").c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, 0u);
}

// Who waits for news of a folder hears when it is deleted or renamed, and nobody else does.
TEST_F(account_test, listeners_hear_that_a_folder_is_gone) {
    struct : store::listener {
        int ends = 0;
        void changed() noexcept override {}
        void gone() noexcept override { ++ends; }
    } first, second, other;
    auto const at = account();
    for (auto const* name : {"A", "B", "C"}) ASSERT_TRUE(at->create(name));
    auto const a = at->open("A").value(), b = at->open("B").value(), c = at->open("C").value();
    a->listen(first), b->listen(second), c->listen(other);
    ASSERT_TRUE(at->remove("A"));
    EXPECT_EQ(first.ends, 1);
    ASSERT_TRUE(at->rename("B", "D"));
    EXPECT_EQ(second.ends, 1);
    EXPECT_EQ(other.ends, 0);
    a->unlisten(first), b->unlisten(second), c->unlisten(other);
}

}  // namespace
}  // namespace mailstead::maildir
