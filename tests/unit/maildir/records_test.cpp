// What is kept of mailboxes beside their mail goes where they go; how many there may be.
#include "store/records.h"

#include <gtest/gtest.h>

#include "maildir/account.h"
#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using records_test = sandbox;
using store::errc;

void note(store::account& a, std::string const& mailbox) {
    ASSERT_TRUE(a.recorded()->set_access(mailbox, "bob", store::rights::parse("lr").value()));
    store::annotation_change const change{"/private/comment", mailbox};
    ASSERT_TRUE(a.recorded()->annotate(mailbox, "alice", std::span(&change, 1), 10));
}

TEST_F(records_test, follow_a_rename_and_go_with_the_mailbox) {
    auto const a = account();
    for (auto const* name : {"A", "A.B", "AB"}) {
        ASSERT_TRUE(a->create(name));
        note(*a, name);
    }
    ASSERT_TRUE(a->rename("A", "X"));
    EXPECT_EQ(a->recorded()->guarded().value(), (std::vector<std::string>{"AB", "X", "X.B"}));
    EXPECT_EQ(a->recorded()->annotation_value("X.B", "alice", "/private/comment").value(), "A.B");
    ASSERT_TRUE(a->remove("X.B"));
    EXPECT_EQ(a->recorded()->guarded().value(), (std::vector<std::string>{"AB", "X"}));
    EXPECT_TRUE(std::filesystem::exists(maildir() / ".X"));
}

TEST_F(records_test, of_a_mailbox_removed_by_another_program_are_not_inherited) {
    auto const a = account();
    ASSERT_TRUE(a->create("A"));
    note(*a, "A");
    std::filesystem::remove_all(maildir() / ".A");
    ASSERT_TRUE(a->create("A"));
    EXPECT_TRUE(a->recorded()->guarded().value().empty());
}

TEST_F(records_test, of_inbox_stay_and_its_annotations_are_copied) {
    auto const a = account();
    note(*a, "INBOX");
    ASSERT_TRUE(a->rename("INBOX", "Old"));
    EXPECT_EQ(a->recorded()->guarded().value(), (std::vector<std::string>{"INBOX"}));
    EXPECT_EQ(a->recorded()->annotation_value("Old", "alice", "/private/comment").value(), "INBOX");
    EXPECT_EQ(a->recorded()->annotation_value("INBOX", "alice", "/private/comment").value(), "INBOX");
}

TEST_F(records_test, mailboxes_are_counted_and_bounded) {
    who.quota.mailboxes = 3;
    auto const a = account();
    EXPECT_EQ(a->create("A.B.C").error(), make_error_code(errc::over_quota));
    ASSERT_TRUE(a->create("A.B"));
    EXPECT_EQ(a->create("A.C").error(), make_error_code(errc::over_quota));
    EXPECT_EQ(a->rename("INBOX", "Old").error(), make_error_code(errc::over_quota));
    auto const is = a->quota().value();
    ASSERT_TRUE(is);
    EXPECT_EQ(is->limits.mailboxes, 3u);
    EXPECT_EQ(is->usage.mailboxes, 3u);
    EXPECT_FALSE(std::filesystem::exists(maildir() / "maildirsize")) << "mail is not counted for it";
}

}  // namespace
}  // namespace mailstead::maildir
