// Folders as files and directories; names, hierarchy, subscriptions.
#include "mbox/account.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sandbox.h"

namespace mailstead::mbox {
namespace {

namespace fs = std::filesystem;
using account_test = sandbox;
using list = std::vector<std::string>;

base::error_code error(store::errc code) { return make_error_code(code); }

list names(store::account& in) {
    list out;
    for (auto const& each : in.list().value())
        out.push_back(each.name + (each.selectable ? "" : " (level)") + (each.has_children ? " +" : ""));
    return out;
}

TEST_F(account_test, folders_are_files_and_levels_are_directories) {
    auto const at = account();
    EXPECT_EQ(at->separator(), '/');
    EXPECT_EQ(names(*at), list{"INBOX"});
    ASSERT_TRUE(at->create("Work/2026/Plans"));
    ASSERT_TRUE(at->create("Entw\xc3\xbcrfe"));
    EXPECT_EQ(names(*at),
              (list{"Entw\xc3\xbcrfe", "INBOX", "Work (level) +", "Work/2026 (level) +", "Work/2026/Plans"}));
    EXPECT_TRUE(fs::is_regular_file(who.location + ".folders/Work/2026/Plans"));
    EXPECT_TRUE(fs::is_regular_file(who.location + ".folders/Entw&APw-rfe"));
    EXPECT_EQ(at->create("Work/2026/Plans").error(), error(store::errc::exists));
    EXPECT_EQ(at->create("Work").error(), error(store::errc::exists));
    EXPECT_EQ(at->create("Work/2026/Plans/x").error(), error(store::errc::bad_name)) << "a file has no children";
    EXPECT_EQ(at->open("Work").error(), error(store::errc::not_selectable));
    EXPECT_EQ(at->open("Nope").error(), error(store::errc::no_mailbox));
    EXPECT_EQ(at->open("Nope/x").error(), error(store::errc::no_mailbox));
}

TEST_F(account_test, a_user_with_a_home_has_his_folders_in_mail) {
    who.home = (root / "home").string();
    auto const at = account();
    ASSERT_TRUE(at->create("Sent"));
    EXPECT_TRUE(fs::is_regular_file(root / "home/mail/Sent"));
}

TEST_F(account_test, impossible_names_are_refused) {
    auto const at = account();
    for (std::string const name :
         {"", "/", "a//b", "a/", "../x", "a/../b", ".hidden", "x.lock", "a\nb", "\xff", "INBOX/x"})
        EXPECT_EQ(at->create(name).error(), error(store::errc::bad_name)) << name;
    EXPECT_EQ(at->create(std::string(300, 'x')).error(), error(store::errc::bad_name));
    EXPECT_EQ(at->create("inbox").error(), error(store::errc::exists));
}

TEST_F(account_test, removing) {
    auto const at = account();
    ASSERT_TRUE(at->create("A/B"));
    append(*at->open("A/B").value(), "Subject: x\r\n\r\n");
    auto const validity = at->open("A/B").value()->now()->uidvalidity();
    EXPECT_EQ(at->remove("A").error(), error(store::errc::has_children));
    EXPECT_EQ(at->remove("INBOX").error(), error(store::errc::bad_name));
    EXPECT_EQ(at->remove("Nope").error(), error(store::errc::no_mailbox));
    auto const open = at->open("A/B").value();
    ASSERT_TRUE(at->remove("A/B"));
    EXPECT_EQ(open->refresh().error(), error(store::errc::no_mailbox));
    ASSERT_TRUE(at->create("A/B"));
    EXPECT_EQ(at->open("A/B").value()->now()->size(), 0u);
    EXPECT_GT(at->open("A/B").value()->now()->uidvalidity(), validity);
    ASSERT_TRUE(at->remove("A/B"));
    ASSERT_TRUE(at->remove("A"));
    EXPECT_EQ(names(*at), list{"INBOX"});
}

TEST_F(account_test, renaming_takes_the_children_along) {
    auto const at = account();
    ASSERT_TRUE(at->create("A/B"));
    append(*at->open("A/B").value(), "Subject: x\r\n\r\n");
    auto const validity = at->open("A/B").value()->now()->uidvalidity();
    EXPECT_EQ(at->rename("A", "A/C").error(), error(store::errc::bad_name));
    EXPECT_EQ(at->rename("Nope", "C").error(), error(store::errc::no_mailbox));
    ASSERT_TRUE(at->create("D"));
    EXPECT_EQ(at->rename("A", "D").error(), error(store::errc::exists));
    ASSERT_TRUE(at->rename("A", "C/A"));
    auto const box = at->open("C/A/B").value();
    EXPECT_EQ(box->now()->size(), 1u);
    EXPECT_GT(box->now()->uidvalidity(), validity);
    EXPECT_EQ(at->open("A/B").error(), error(store::errc::no_mailbox));
}

TEST_F(account_test, renaming_inbox_moves_its_messages) {
    auto const at = account();
    append(*inbox(), "Subject: x\r\n\r\n");
    ASSERT_TRUE(at->rename("INBOX", "Old"));
    EXPECT_EQ(inbox()->now()->size(), 0u);
    EXPECT_EQ(at->open("Old").value()->now()->size(), 1u);
    EXPECT_EQ(at->status("Old").value().messages, 1u);
}

TEST_F(account_test, subscriptions_are_dovecots_file) {
    auto const at = account();
    ASSERT_TRUE(at->subscribe("Work/Plans"));
    ASSERT_TRUE(at->subscribe("inbox"));
    ASSERT_TRUE(at->subscribe("Entw\xc3\xbcrfe"));
    EXPECT_EQ(at->subscriptions().value(), (list{"Entw\xc3\xbcrfe", "INBOX", "Work/Plans"}));
    std::ifstream in(who.location + ".folders/.subscriptions");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "Work/Plans\nINBOX\nEntw&APw-rfe\n");
    ASSERT_TRUE(at->unsubscribe("Work/Plans"));
    EXPECT_EQ(at->subscriptions().value().size(), 2u);
}

TEST_F(account_test, what_is_no_mailbox_is_not_listed) {
    auto const at = account();
    ASSERT_TRUE(at->create("A"));
    auto const folders = fs::path(who.location + ".folders");
    ASSERT_EQ(::mkfifo((folders / "fifo").c_str(), 0600), 0);
    fs::create_symlink("/etc/passwd", folders / "link");
    std::ofstream(folders / "A.lock") << "";
    EXPECT_EQ(names(*at), (list{"A", "INBOX"}));
    EXPECT_FALSE(at->open("fifo"));
    EXPECT_FALSE(at->open("link"));
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
}  // namespace mailstead::mbox
