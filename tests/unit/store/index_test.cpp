// index.db: what is committed is read back, also by the next process; the pool; damage; UIDVALIDITY rules.
#include "store/index.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/hash.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

struct index_test : testing::Test {
    std::filesystem::path root = std::filesystem::temp_directory_path() / fmt::format("mailstead-index-{}", ::getpid());
    std::shared_ptr<index_pool> pool =
        std::make_shared<index_pool>(index_settings{root.string(), 2, std::chrono::hours(1)});
    void SetUp() override { std::filesystem::create_directories(root); }
    void TearDown() override { std::filesystem::remove_all(root); }
};

index_row message_row(std::uint32_t uid) { return {{uid, 1, 2, 3, 4, 5}, fmt::format("name{}", uid), 1}; }

TEST_F(index_test, keeps_what_was_committed) {
    mailbox_row box;
    {
        index in(pool, "alice@example.org");
        box = in.create("INBOX").value();
        box.uidnext = 4;
        box.keywords = {"a", "", "c"};
        box.stamp = "s";
        index_change change{box, {message_row(1), message_row(2), message_row(3)}, {}, {}, {}};
        ASSERT_TRUE(in.commit(std::span(&change, 1), durability::synced));
    }
    index in(pool, "alice@example.org");
    auto const found = in.find("INBOX").value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->uidnext, 4u);
    EXPECT_EQ(found->keywords, box.keywords);
    EXPECT_EQ(found->stamp, "s");
    auto const rows = in.rows(box.id).value();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[1].name, "name2");
    EXPECT_EQ(rows[1].what.internal_date, 4);
    EXPECT_EQ(in.row(box.id, 9).error(), make_error_code(errc::gone));
    EXPECT_FALSE(in.find("nope").value());
}

TEST_F(index_test, tells_what_was_expunged_as_far_as_the_log_reaches) {
    index in(pool, "a");
    auto box = in.create("INBOX").value();
    auto const now = base::unix_seconds(base::system_clock().now());
    EXPECT_EQ(in.expunged_since(box.id, 0).value(), std::nullopt) << "nothing is known of the time before";
    EXPECT_EQ(in.expunged_since(box.id, 1).value()->to_string(), "");
    auto const expunge = [&](std::uint32_t uid, std::int64_t at) {
        ++box.modseq;
        index_change change{box, {}, {}, {{uid, box.modseq, "b", {}, 1, {}, at, false}}, {}};
        ASSERT_TRUE(in.commit(std::span(&change, 1), durability::synced));
    };
    expunge(7, now - 7200);    // older than what is kept: others as old may be missing already
    expunge(8, now);
    expunge(5, now);
    EXPECT_EQ(in.expunged_since(box.id, 1).value(), std::nullopt);
    EXPECT_EQ(in.expunged_since(box.id, 2).value()->to_string(), "5,8");
    EXPECT_EQ(in.expunged_since(box.id, 3).value()->to_string(), "5");
    EXPECT_EQ(in.expunged_since(box.id, 4).value()->to_string(), "");
    EXPECT_EQ(in.expunged_since(box.id + 1, 1).value()->to_string(), "") << "no such mailbox has changed";
}

TEST_F(index_test, keeps_announced_deliveries_and_finds_messages_by_them) {
    index in(pool, "a");
    auto const box = in.create("INBOX").value();
    auto const now = base::unix_seconds(base::system_clock().now());
    announced_row const rows[] = {{"id-1", "INBOX", 7, 8, std::string("\0k", 2), 5, now}, {"id-2", "Other", 1, 2, "k", 5, now}};
    ASSERT_TRUE(in.announce(rows));
    auto const found = in.announced("INBOX").value();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].offset, 7u);
    EXPECT_EQ(found[0].key, rows[0].key);
    EXPECT_EQ(found[0].date, 5);
    auto row = message_row(1);
    row.name = "1,2,id-1";
    index_change add{box, {row}, {}, {}, {}};
    ASSERT_TRUE(in.commit(std::span(&add, 1), durability::lazy));
    EXPECT_EQ(in.names_ending("id-1").value(), std::vector<std::string>{"1,2,id-1"});
    EXPECT_TRUE(in.names_ending("id-2").value().empty());
}

TEST_F(index_test, an_older_index_is_copied_and_brought_up_to_date) {
    for (auto const* older : {"1", "2", "3"}) {
        auto const path = index_path(root.string(), older) + "/index.db";
        {
            index in(pool, older);
            auto const box = in.create("INBOX").value();
            index_change add{box, {message_row(1)}, {}, {}, {}};
            ASSERT_TRUE(in.commit(std::span(&add, 1), durability::lazy));
        }
        {
            auto const db = database::open(path).value();
            ASSERT_TRUE(db->run("ALTER TABLE messages DROP COLUMN email; ALTER TABLE messages DROP COLUMN saved;"
                                "ALTER TABLE mailboxes DROP COLUMN object; PRAGMA user_version = 3"));
            if (*older != '3') {
                ASSERT_TRUE(db->run("ALTER TABLE messages DROP COLUMN uidl; PRAGMA user_version = 2"));
            }
            if (*older == '1') {
                ASSERT_TRUE(db->run("DROP TABLE announced; PRAGMA user_version = 1"));
            }
        }
        index in(pool, older);
        auto const box = in.find("INBOX").value();
        ASSERT_TRUE(box);
        EXPECT_TRUE(in.announced("INBOX").value().empty());
        EXPECT_EQ(in.rows(box->id).value().size(), 1u);
        std::uint32_t const first[] = {1};
        EXPECT_EQ(in.origins(box->id, first).value()[0].saved, 4) << "the date is the best that is known";
        EXPECT_TRUE(in.uidls(box->id).value().empty());
        auto row = message_row(2);
        row.uidl = "of another server";
        index_change more{*box, {row}, {}, {}, {}};
        ASSERT_TRUE(in.commit(std::span(&more, 1), durability::lazy));
        EXPECT_EQ(in.uidls(box->id).value()[0].second, "of another server");
        EXPECT_TRUE(std::filesystem::exists(path + ".version-" + older));
    }
}

TEST_F(index_test, a_mailbox_keeps_its_id) {
    std::string id, other;
    {
        index in(pool, "a");
        auto const box = in.create("One").value();
        id = box.object;
        other = in.create("Two").value().object;
        EXPECT_EQ(in.rename(box.id, "Three").value().object, id);
        EXPECT_NE(in.create("One").value().object, id);
    }
    index in(pool, "a");
    EXPECT_EQ(in.find("Three").value()->object, id);
    EXPECT_EQ(in.find("Two").value()->object, other);
    EXPECT_NE(id, other);
    EXPECT_EQ(id.size(), 25u);
    // One that is made anew, of the same name and UIDVALIDITY, has the same; and so has one from before there were ids.
    mailbox_row again;
    again.name = "Two";
    again.uidvalidity = in.find("Two").value()->uidvalidity;
    EXPECT_EQ(index(pool, "b").adopt(again).value().object, other);
    in.close();
    auto const path = index_path(root.string(), "a") + "/index.db";
    ASSERT_TRUE(database::open(path).value()->run("UPDATE mailboxes SET object=NULL"));
    auto const two = in.find("Two").value().value();
    EXPECT_EQ(two.object, other);
    EXPECT_EQ(in.rename(two.id, "Four").value().object, other);
    EXPECT_EQ(in.find("Four").value()->object, other);
}

TEST_F(index_test, remembers_ids_and_when_messages_were_saved) {
    index in(pool, "a");
    auto const box = in.create("INBOX").value();
    auto const before = base::unix_seconds(base::system_clock().now());
    auto found = message_row(1), copied = message_row(2), later = message_row(3);
    found.saved = 77;
    copied.email = "M1";
    later.saved = before + 100'000;
    index_change add{box, {found, copied, later}, {}, {}, {}};
    ASSERT_TRUE(in.commit(std::span(&add, 1), durability::lazy));
    std::uint32_t const uids[] = {1, 2, 3, 4};
    auto const rows = in.origins(box.id, uids).value();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].saved, 77);
    EXPECT_EQ(rows[0].email, "");
    EXPECT_GE(rows[1].saved, before);
    EXPECT_EQ(rows[1].email, "M1");
    EXPECT_LE(rows[2].saved, base::unix_seconds(base::system_clock().now())) << "nothing is saved in the future";
    // Flags change, the rest does not.
    auto changed = rows[1];
    changed.what.flags = 0;
    index_change more{box, {}, {changed}, {}, {}};
    ASSERT_TRUE(in.commit(std::span(&more, 1), durability::lazy));
    EXPECT_EQ(in.origins(box.id, uids).value()[1].email, "M1");
    EXPECT_EQ(in.origins(box.id, uids).value()[1].saved, rows[1].saved);
}

TEST_F(index_test, a_newer_index_is_left_alone) {
    { ASSERT_TRUE(index(pool, "a").create("INBOX")); }
    auto const path = index_path(root.string(), "a") + "/index.db";
    ASSERT_TRUE(database::open(path).value()->run("PRAGMA user_version = 99"));
    index in(pool, "a");
    EXPECT_FALSE(in.find("INBOX"));
    EXPECT_EQ(database::open(path).value()->integer("PRAGMA user_version").value(), 99);
}

// As the first version made it, with mail in it.
constexpr char first_version[] =
    "CREATE TABLE account(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE mailboxes(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, uidvalidity INTEGER NOT NULL,"
    " uidnext INTEGER NOT NULL, ceiling INTEGER NOT NULL, modseq INTEGER NOT NULL, applied INTEGER NOT NULL,"
    " recent_from INTEGER NOT NULL, stamp TEXT NOT NULL, keywords TEXT NOT NULL);"
    "CREATE TABLE messages(mailbox INTEGER NOT NULL, uid INTEGER NOT NULL, name TEXT NOT NULL, place INTEGER NOT NULL,"
    " flags INTEGER NOT NULL, keywords INTEGER NOT NULL, modseq INTEGER NOT NULL, date INTEGER NOT NULL, size INTEGER NOT NULL,"
    " PRIMARY KEY(mailbox, uid)) WITHOUT ROWID;"
    "CREATE TABLE expunged(mailbox INTEGER NOT NULL, uid INTEGER NOT NULL, modseq INTEGER NOT NULL, base TEXT NOT NULL,"
    " delivery TEXT, size INTEGER NOT NULL, hash BLOB, at INTEGER NOT NULL, pending INTEGER NOT NULL,"
    " PRIMARY KEY(mailbox, uid)) WITHOUT ROWID;"
    "CREATE INDEX expunged_delivery ON expunged(delivery) WHERE delivery IS NOT NULL;"
    "CREATE INDEX expunged_pending ON expunged(mailbox, base) WHERE pending;"
    "INSERT INTO account VALUES('uidvalidity', 77);"
    "INSERT INTO mailboxes VALUES(3, 'INBOX', 77, 5, 1000, 9, 8, 2, 's', 'k' || char(10));"
    "INSERT INTO messages VALUES(3, 4, 'name4', 1, 1, 1, 9, 10, 11);"
    "INSERT INTO expunged VALUES(3, 2, 7, 'base2', 'id-2', 5, x'00', 4000000000, 1);"
    "PRAGMA user_version = 1";

TEST_F(index_test, what_the_first_version_kept_is_kept) {
    auto const directory = index_path(root.string(), "a");
    std::filesystem::create_directories(directory);
    { ASSERT_TRUE(database::open(directory + "/index.db").value()->run(first_version)); }
    index in(pool, "a");
    auto const box = in.find("INBOX").value().value();
    EXPECT_EQ(box.uidvalidity, 77u);
    EXPECT_EQ(box.uidnext, 5u);
    EXPECT_EQ(box.keywords, std::vector<std::string>{"k"});
    auto const rows = in.rows(box.id).value();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].name, "name4");
    EXPECT_EQ(in.expunged("id-2").value().size(), 1u);
    EXPECT_EQ(in.pending_unlinks(box.id).value(), std::vector<std::string>{"base2"});
    EXPECT_TRUE(in.announced("INBOX").value().empty());
}

TEST_F(index_test, a_newer_version_is_refused_and_left_alone) {
    { ASSERT_TRUE(index(pool, "a").create("INBOX")); }
    auto const directory = index_path(root.string(), "a");
    auto const path = directory + "/index.db";
    { ASSERT_TRUE(database::open(path).value()->run("PRAGMA user_version = 1000000")); }
    index in(pool, "a");
    EXPECT_EQ(in.find("INBOX").error(), make_error_code(errc::newer));
    EXPECT_FALSE(in.create("Other"));
    in.close();
    EXPECT_EQ(database::open(path).value()->integer("SELECT count(*) FROM mailboxes").value(), 1);
    for (auto const& at : std::filesystem::directory_iterator(directory))
        EXPECT_EQ(at.path().string().find("damaged"), std::string::npos) << at.path();
}

TEST_F(index_test, logs_what_was_expunged) {
    index in(pool, "a");
    auto const box = in.create("INBOX").value();
    index_change add{box, {message_row(1)}, {}, {}, {}};
    ASSERT_TRUE(in.commit(std::span(&add, 1), durability::lazy));
    auto const now = base::unix_seconds(base::system_clock().now());
    index_change drop{box, {}, {}, {{1, 9, "base1", "id-1", 77, std::string("\0h", 2), now, true}}, {}};
    ASSERT_TRUE(in.commit(std::span(&drop, 1), durability::synced));
    EXPECT_TRUE(in.rows(box.id).value().empty());
    EXPECT_EQ(in.pending_unlinks(box.id).value(), (std::vector<std::string>{"base1"}));
    auto const logged = in.expunged("id-1").value();
    ASSERT_EQ(logged.size(), 1u);
    EXPECT_EQ(logged[0].hash, std::string("\0h", 2));
    index_change forget{box, {}, {}, {}, {"base1"}};
    ASSERT_TRUE(in.commit(std::span(&forget, 1), durability::lazy));
    EXPECT_TRUE(in.pending_unlinks(box.id).value().empty());
    EXPECT_EQ(in.expunged("id-1").value().size(), 1u);
}

TEST_F(index_test, uidvalidity_only_grows) {
    index in(pool, "a");
    auto const first = in.create("A").value();
    ASSERT_TRUE(in.remove(first.id));
    auto const second = in.create("A").value();
    EXPECT_GT(second.uidvalidity, first.uidvalidity);
    auto const third = in.rename(second.id, "B").value();
    EXPECT_GT(third.uidvalidity, second.uidvalidity);
    EXPECT_EQ(third.name, "B");
    mailbox_row old;
    old.name = "C";
    old.uidvalidity = third.uidvalidity + 1000;
    EXPECT_EQ(in.adopt(old).value().uidvalidity, old.uidvalidity);
    EXPECT_GT(in.create("D").value().uidvalidity, old.uidvalidity);
}

TEST_F(index_test, a_failed_change_leaves_nothing) {
    index in(pool, "a");
    auto const box = in.create("INBOX").value();
    index_change twice[] = {{box, {message_row(1)}, {}, {}, {}}, {box, {message_row(1)}, {}, {}, {}}};
    EXPECT_FALSE(in.commit(twice, durability::synced));
    EXPECT_TRUE(in.rows(box.id).value().empty());
}

TEST_F(index_test, the_pool_keeps_few_open) {
    index a(pool, "a"), b(pool, "b"), c(pool, "c");
    for (auto* in : {&a, &b, &c, &a}) EXPECT_TRUE(in->mailboxes());
    EXPECT_EQ(pool->open_count(), 2u);
    EXPECT_TRUE(b.create("X"));
    EXPECT_EQ(pool->open_count(), 2u);
}

TEST_F(index_test, a_damaged_file_is_set_aside) {
    index in(pool, "a");
    ASSERT_TRUE(in.create("INBOX"));
    in.close();
    std::ofstream(in.directory() + "/index.db", std::ios::trunc) << std::string(5000, 'x');
    EXPECT_TRUE(in.mailboxes().value().empty());
    int aside = 0;
    for (auto const& at : std::filesystem::directory_iterator(in.directory()))
        aside += at.path().string().find("damaged") != std::string::npos;
    EXPECT_EQ(aside, 1);
}

TEST_F(index_test, no_shared_memory_file) {
    index in(pool, "a");
    ASSERT_TRUE(in.create("INBOX"));
    EXPECT_TRUE(std::filesystem::exists(in.directory() + "/index.db-wal"));
    EXPECT_FALSE(std::filesystem::exists(in.directory() + "/index.db-shm"));
}

TEST(index_path, escapes_account_names) {
    EXPECT_EQ(index_path("/i", "alice@example.org").substr(5), "/alice@example.org");
    EXPECT_EQ(index_path("/i", "../x").substr(5), "/%2E.%2Fx");
    EXPECT_EQ(index_path("/i", std::string(300, 'a')).substr(5).size(), 66u);
    EXPECT_NE(index_path("/i", "a"), index_path("/i", "A"));
}

TEST(content_hash, looks_at_the_end) {
    std::string big(200000, 'a'), other = big;
    other.back() = 'b';
    EXPECT_EQ(content_hash(big).size(), 16u);
    EXPECT_NE(content_hash(big), content_hash(other));
}

}  // namespace
}  // namespace mailstead::store
