// Two accounts as one, on the twins in memory.
#include "store/joined.h"

#include <gtest/gtest.h>

#include "store/memory.h"

namespace mailstead::store {
namespace {

using list = std::vector<std::string>;

std::string text_of(mailbox& in, std::uint32_t uid) {
    auto const from = in.open(uid).value();
    std::string out(from->size(), '\0');
    EXPECT_EQ(from->read_at(out, 0).value(), out.size());
    return out;
}

struct joined_test : testing::Test {
    std::shared_ptr<memory::account> spool = std::make_shared<memory::account>();
    std::shared_ptr<memory::account> folders = std::make_shared<memory::account>();
    joined_account both{spool, folders};

    static list subjects(mailbox& box) {
        list out;
        auto const view = box.refresh().value();
        for (std::size_t i = 0; i < view->size(); ++i) out.push_back(text_of(box, (*view)[i].uid));
        return out;
    }
};

TEST_F(joined_test, names_are_the_folders_and_inbox_is_the_other) {
    ASSERT_TRUE(both.create("Work"));
    spool->put("INBOX", "one\n");
    EXPECT_EQ(both.open("inbox").value()->now()->size(), 1u);
    EXPECT_EQ(both.status("INBOX").value().messages, 1u);
    EXPECT_EQ(both.status("Work").value().messages, 0u);
    EXPECT_EQ(both.list().value().size(), 2u);
    EXPECT_EQ(spool->list().value().size(), 1u);
    EXPECT_EQ(both.create("INBOX").error(), errc::exists);
    EXPECT_EQ(both.remove("INBOX").error(), errc::bad_name);
}

TEST_F(joined_test, copies_and_moves_between_the_kinds) {
    ASSERT_TRUE(both.create("Work"));
    spool->put("INBOX", "one\ntwo\r\n", flag::seen, 77, {"$Junk"});
    spool->put("INBOX", "three\n");
    auto const inbox = both.open("INBOX").value(), work = both.open("Work").value();
    auto const copied = inbox->copy(uid_set::of({1}), *work).value();
    ASSERT_EQ(copied.uids.size(), 1u);
    EXPECT_EQ(copied.uids[0].first, 1u);
    EXPECT_EQ(copied.uidvalidity, work->now()->uidvalidity());
    auto const row = *work->now()->find(copied.uids[0].second);
    EXPECT_EQ(row.flags, flag::seen);
    EXPECT_EQ(row.internal_date, 77);
    EXPECT_EQ(work->now()->keywords(), list{"$Junk"});
    EXPECT_EQ(row.size, (*inbox->now())[0].size);
    EXPECT_EQ(inbox->now()->size(), 2u);
    EXPECT_EQ(inbox->move(uid_set::of({2}), *work).value().uids.size(), 1u);
    EXPECT_EQ(inbox->now()->size(), 1u);
    EXPECT_EQ(work->now()->size(), 2u);
    EXPECT_EQ(work->move(uid_set::everything(), *inbox).value().uids.size(), 2u) << "and back";
    EXPECT_EQ(inbox->now()->size(), 3u);
    EXPECT_EQ(inbox->copy(uid_set::of({99}), *work).value().uids.size(), 0u);
    EXPECT_EQ(inbox->copy(uid_set::of({1}), *inbox).value().uids.size(), 1u) << "within a kind it is the kind's affair";
}

TEST_F(joined_test, a_failure_leaves_nothing_half) {
    ASSERT_TRUE(both.create("Work"));
    for (auto const* text : {"one\n", "two\n", "three\n"}) spool->put("INBOX", text);
    auto const inbox = both.open("INBOX").value(), work = both.open("Work").value();
    folders->fail_next("append", base::from_errno(EIO));
    EXPECT_FALSE(inbox->move(uid_set::everything(), *work));
    EXPECT_EQ(work->now()->size(), 0u);
    EXPECT_EQ(inbox->now()->size(), 3u);
    spool->fail_next("expunge", base::from_errno(EIO));
    EXPECT_FALSE(inbox->move(uid_set::everything(), *work));
    EXPECT_EQ(inbox->now()->size(), 3u);
    EXPECT_EQ(work->now()->size(), 0u) << "the copies are taken back";
}

TEST_F(joined_test, renaming_inbox_moves_its_messages) {
    spool->put("INBOX", "one\n");
    ASSERT_TRUE(both.rename("INBOX", "Old"));
    EXPECT_EQ(both.status("INBOX").value().messages, 0u);
    EXPECT_EQ(both.status("Old").value().messages, 1u);
    EXPECT_EQ(both.rename("INBOX", "Old").error(), errc::exists);
    ASSERT_TRUE(both.rename("Old", "Older"));
    EXPECT_EQ(both.status("Older").value().messages, 1u);
}

TEST_F(joined_test, ids_are_unique_and_go_with_copies) {
    ASSERT_TRUE(both.create("Work"));
    spool->put("INBOX", "one\n");
    auto const inbox = both.open("INBOX").value(), work = both.open("Work").value();
    EXPECT_NE(inbox->object_id().value(), work->object_id().value());
    EXPECT_NE(inbox->object_id().value(), folders->open("INBOX").value()->object_id().value());
    std::uint32_t const uids[] = {1};
    auto const id = inbox->origins_of(uids).value()[0].email_id;
    ASSERT_TRUE(inbox->copy(uid_set::of({1}), *work));
    EXPECT_EQ(work->origins_of(uids).value()[0].email_id, id);
    ASSERT_TRUE(inbox->move(uid_set::of({1}), *work));
    std::uint32_t const second[] = {2};
    EXPECT_EQ(work->origins_of(second).value()[0].email_id, id);
}

TEST_F(joined_test, a_replacement_in_the_other_kind) {
    ASSERT_TRUE(both.create("Work"));
    spool->put("INBOX", "one\n");
    auto const inbox = both.open("INBOX").value(), work = both.open("Work").value();
    auto const replace = [&](mailbox& from, mailbox& to) {
        new_message with;
        with.text = to.begin().value();
        EXPECT_TRUE(with.text->append("two\r\n"));
        return from.replace(1, std::move(with), to);
    };
    spool->fail_next("expunge", base::from_errno(EIO));
    EXPECT_FALSE(replace(*inbox, *work));
    EXPECT_EQ(subjects(*inbox), list{"one\n"});
    EXPECT_EQ(subjects(*work), list{}) << "taken back";
    EXPECT_TRUE(replace(*inbox, *work));
    EXPECT_EQ(subjects(*inbox), list{});
    EXPECT_EQ(subjects(*work), list{"two\r\n"});
}

}  // namespace
}  // namespace mailstead::store

#include "store/records.h"

namespace mailstead::store {
namespace {

TEST(joined_records, are_kept_with_the_folders_and_inbox_is_among_them) {
    auto const inbox = std::make_shared<memory::account>("alice"), folders = std::make_shared<memory::account>("alice/folders");
    joined_account both(inbox, folders);
    EXPECT_EQ(both.owner(), "alice");
    ASSERT_EQ(both.recorded(), folders->recorded());
    annotation_change const change{"/private/comment", "x"};
    ASSERT_TRUE(both.recorded()->annotate("INBOX", "alice", std::span(&change, 1), 10));
    ASSERT_TRUE(both.rename("INBOX", "Old"));
    EXPECT_EQ(both.recorded()->annotation_value("Old", "alice", "/private/comment").value(), "x");
    EXPECT_EQ(both.recorded()->annotation_value("INBOX", "alice", "/private/comment").value(), "x");
    ASSERT_TRUE(both.remove("Old"));
    EXPECT_EQ(both.recorded()->annotation_value("Old", "alice", "/private/comment").value(), std::nullopt);
}

TEST(joined_records, the_folders_half_counts_the_mailboxes) {
    quota_limits limits;
    limits.mailboxes = 2;
    auto const inbox = std::make_shared<memory::account>("alice"), folders = std::make_shared<memory::account>("alice/folders");
    inbox->limit(limits);
    folders->limit(limits);
    joined_account both(inbox, folders);
    ASSERT_TRUE(both.create("A"));
    EXPECT_EQ(both.create("B").error(), make_error_code(errc::over_quota));
    EXPECT_EQ(both.quota().value()->usage.mailboxes, 2u);
}

}  // namespace
}  // namespace mailstead::store
