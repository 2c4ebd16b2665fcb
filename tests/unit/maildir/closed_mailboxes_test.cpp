// A mailbox opened again: nothing read twice, nothing believed that has changed.
#include "maildir/closed_mailboxes.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "maildir/check.h"
#include "maildir/depositor.h"
#include "maildir/put_back.h"
#include "sandbox.h"
#include "store/edit.h"

namespace mailstead::maildir {
namespace {

namespace flag = store::flag;
using store::uid_set;
using how_ = store::flag_change::how;
auto const cost = closed_mailboxes::entry_cost;

store::view view_of(std::size_t messages) {
    std::vector<store::message> rows(messages);
    for (std::size_t i = 0; i < messages; ++i) rows[i].uid = static_cast<std::uint32_t>(i + 1);
    return std::make_shared<store::snapshot const>(store::snapshot::totals{}, std::move(rows));
}

closed_mailboxes::known known_of(std::size_t messages) { return {{}, view_of(messages)}; }

TEST(closed_mailboxes, what_is_taken_is_gone) {
    closed_mailboxes some(1000);
    some.keep("alice", "/a", known_of(3));
    EXPECT_FALSE(some.take("alice", "/b"));
    EXPECT_FALSE(some.take("alic", "e/a"));
    ASSERT_TRUE(some.take("alice", "/a"));
    EXPECT_FALSE(some.take("alice", "/a"));
    EXPECT_EQ(some.cost(), 0u);
}

TEST(closed_mailboxes, the_newest_knowledge_counts) {
    closed_mailboxes some(1000);
    some.keep("alice", "/a", known_of(3));
    some.keep("alice", "/a", known_of(5));
    EXPECT_EQ(some.cost(), 5 + cost);
    EXPECT_EQ(some.take("alice", "/a")->view->size(), 5u);
    some.keep("alice", "/a", known_of(3));
    some.forget("alice", "/a");
    EXPECT_FALSE(some.take("alice", "/a"));
}

TEST(closed_mailboxes, the_oldest_go_when_there_are_too_many_messages) {
    closed_mailboxes some(3 * (100 + cost));
    for (auto const* path : {"/a", "/b", "/c"}) some.keep("alice", path, known_of(100));
    EXPECT_EQ(some.cost(), 3 * (100 + cost));
    auto again = some.take("alice", "/a");
    some.keep("alice", "/a", std::move(*again));
    some.keep("alice", "/d", known_of(101));    // one message too many: two have to go
    EXPECT_FALSE(some.take("alice", "/b"));
    EXPECT_FALSE(some.take("alice", "/c"));
    EXPECT_TRUE(some.take("alice", "/a"));
    EXPECT_TRUE(some.take("alice", "/d"));
    EXPECT_EQ(some.cost(), 0u);
}

TEST(closed_mailboxes, one_too_big_for_all_the_room_is_not_kept) {
    closed_mailboxes some(100 + cost);
    some.keep("alice", "/small", known_of(10));
    some.keep("alice", "/big", known_of(101));
    EXPECT_FALSE(some.take("alice", "/big"));
    EXPECT_TRUE(some.take("alice", "/small"));
    some.keep("alice", "/a", known_of(10));
    some.keep("alice", "/a", known_of(101));    // and what was known before is not true any more
    EXPECT_FALSE(some.take("alice", "/a"));
}

TEST(closed_mailboxes, empty_mailboxes_are_bounded_too) {
    closed_mailboxes some(10 * cost);
    for (int i = 0; i < 100; ++i) some.keep("alice", std::to_string(i), known_of(0));
    EXPECT_EQ(some.cost(), 10 * cost);
}

struct reopened : sandbox {
    std::shared_ptr<store::mailbox> open(std::string_view name = "INBOX") { return account()->open(name).value(); }
    // Waits until what is known is kept.
    void close(std::shared_ptr<store::mailbox>& box) {
        box.reset();
        with->drain();
    }
    std::shared_ptr<store::index> index() { return with->index_of(who.account); }
    // Changes a size in the index; the mailbox's row tells of it or not.
    void change_size(std::uint32_t uid, std::uint64_t size, std::uint64_t modseqs) {
        auto row = index()->find("INBOX").value().value();
        auto message = index()->row(row.id, uid).value();
        message.what.size = size;
        row.modseq += modseqs;
        row.applied = row.modseq;
        store::index_change const change{row, {}, {message}, {}, {}};
        ASSERT_TRUE(index()->commit(std::span(&change, 1), store::durability::synced));
    }
};

TEST_F(reopened, the_rows_are_not_read_again) {
    auto box = open();
    auto const uid = append(*box, "a: b\r\n\r\n", flag::seen, {"Work"});
    ASSERT_TRUE(box->change_flags(uid_set::everything(), {how_::add, flag::flagged, {"Home"}}, ~0ull));
    auto const before = box->now();
    for (int round = 0; round < 3; ++round) {
        close(box);
        EXPECT_EQ(with->closed.cost(), 1 + cost);
        change_size(uid, 77, 0);
        box = open();
        EXPECT_EQ(box->now(), before);
        EXPECT_EQ(with->closed.cost(), 0u);
    }
    append(*box, "c: d\r\n\r\n");
    EXPECT_EQ(box->now()->size(), 2u);
    EXPECT_EQ(text_of(*box, 2), "c: d\n\n");
    close(box);
    restart();
    box = open();
    EXPECT_EQ(box->now()->size(), 2u);
    EXPECT_EQ(box->now()->find(uid)->flags, flag::seen | flag::flagged);
}

TEST_F(reopened, a_changed_index_is_read) {
    auto box = open();
    auto const uid = append(*box, "a: b\r\n\r\n");
    close(box);
    change_size(uid, 77, 1);
    box = open();
    EXPECT_EQ(box->now()->find(uid)->size, 77u);
}

struct counting_files final : base::file_system {
    std::atomic<int> listed{0}, synced{0};    // new/ and cur/
    base::result<base::unique_fd> open(int dir, std::string const& name, int flags, mode_t mode = 0600) override {
        bool const is_read = (flags & O_DIRECTORY) && !(flags & O_PATH);
        if (is_read && (name.ends_with("/cur") || name.ends_with("/new"))) ++listed;
        return base::file_system::open(dir, name, flags, mode);
    }
    base::result<void> sync(int fd) override {
        auto const name = std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", fd)).string();
        if (name.ends_with("/cur") || name.ends_with("/new")) ++synced;
        return base::file_system::sync(fd);
    }
};

TEST_F(reopened, the_directory_is_not_listed_when_nothing_happened) {
    account();
    for (int i = 0; i < 10; ++i) put_file(maildir() / fmt::format("cur/{}.m:2,S", 1000 + i), "a: b\n\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(30));    // fresh times prove nothing
    counting_files files;
    with = std::make_unique<service>(how, files);
    auto box = open();
    EXPECT_EQ(box->now()->size(), 10u);
    EXPECT_EQ(files.listed, 2);
    for (int round = 0; round < 3; ++round) {
        close(box);
        box = open();
        EXPECT_EQ(box->refresh().value()->size(), 10u);
        EXPECT_EQ(files.listed, 2);
    }
    close(box);
    put_file(maildir() / "new/100.foreign", "Subject: f\n\nx\n");
    EXPECT_EQ(open()->now()->size(), 11u);
    EXPECT_EQ(files.listed, 4);
    with.reset();
}

// Opened again before it was written back: who closes it last does not know whose renames those were.
TEST_F(reopened, names_are_synced_before_they_count_as_applied) {
    counting_files files;
    with = std::make_unique<service>(how, files);
    auto box = open();
    append(*box, "a: b\r\n\r\n");
    close(box);
    box = open();
    ASSERT_TRUE(box->change_flags(uid_set::everything(), {how_::add, flag::flagged, {}}, ~0ull));
    std::promise<void> gate;
    with->later([&gate] { gate.get_future().wait(); });
    box.reset();    // waits behind the gate
    box = open();
    files.synced = 0;
    gate.set_value();
    close(box);
    auto const row = index()->find("INBOX").value().value();
    EXPECT_EQ(row.applied, row.modseq);
    EXPECT_EQ(files.synced, 2);
    with.reset();
}

TEST_F(reopened, deliveries_and_other_programs_steps_are_seen) {
    auto box = open();
    append(*box, "a: b\r\n\r\n");
    close(box);
    {
        depositor to(*with);
        ASSERT_TRUE(wait_for(to, mail(1)));
    }
    box = open();
    EXPECT_EQ(box->now()->size(), 2u);
    close(box);
    put_file(maildir() / "new/100.foreign", "Subject: f\n\nx\n");
    box = open();
    EXPECT_EQ(box->now()->size(), 3u);
    close(box);
    std::filesystem::remove(maildir() / "new/100.foreign");
    box = open();
    EXPECT_EQ(box->now()->size(), 2u);
}

TEST_F(reopened, a_removed_or_renamed_folder_is_forgotten) {
    auto const mine = account();
    for (auto const* name : {"old", "other"}) {
        ASSERT_TRUE(mine->create(name));
        auto box = open(name);
        append(*box, "a: b\r\n\r\n");
        close(box);
    }
    EXPECT_EQ(with->closed.cost(), 2 * (1 + cost));
    ASSERT_TRUE(mine->remove("old"));
    EXPECT_EQ(with->closed.cost(), 1 + cost);
    ASSERT_TRUE(mine->rename("other", "old"));
    EXPECT_EQ(with->closed.cost(), 0u);
    EXPECT_EQ(open("old")->now()->size(), 1u);
    with->drain();
    ASSERT_TRUE(mine->remove("old"));
    ASSERT_TRUE(mine->create("old"));
    EXPECT_EQ(open("old")->now()->size(), 0u);
}

TEST_F(reopened, a_folder_that_has_just_been_let_go_is_not_kept_past_its_removal) {
    auto const mine = account();
    ASSERT_TRUE(mine->create("old"));
    auto box = open("old");
    append(*box, "a: b\r\n\r\n");
    close(box);
    box = open("old");
    std::promise<void> gate;
    with->later([&gate] { gate.get_future().wait(); });
    box.reset();    // waits behind the gate
    ASSERT_TRUE(mine->remove("old"));
    gate.set_value();
    with->drain();
    EXPECT_EQ(with->closed.cost(), 0u);
}

TEST_F(reopened, uids_that_are_put_back_are_what_is_shown) {
    auto box = open();
    close(box);
    EXPECT_EQ(with->closed.cost(), cost);
    ASSERT_EQ(put_back_uids(*with, who, "INBOX", 77, 12).value(), store::uids::put_back);
    EXPECT_EQ(with->closed.cost(), 0u);
    EXPECT_EQ(open()->now()->uidvalidity(), 77u);
}

TEST_F(reopened, what_a_repair_has_mended_is_read) {
    auto box = open();
    auto const uid = append(*box, "a: b\r\n\r\n");
    auto const size = box->now()->find(uid)->size;
    close(box);
    change_size(uid, 77, 1);
    box = open();
    ASSERT_EQ(box->now()->find(uid)->size, 77u);
    close(box);
    store::check_report report;
    report.found = [](auto, auto const&) {};
    report.progress = [](auto) { return true; };
    ASSERT_TRUE(check(*with, {who, "INBOX", maildir().string().substr(0, maildir().string().size() - 1)}, store::check_mode::repair, report));
    with->drain();
    EXPECT_EQ(open()->now()->find(uid)->size, size);
}

}  // namespace
}  // namespace mailstead::maildir
