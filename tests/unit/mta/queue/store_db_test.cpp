// The moves of docs/queue-states.md, recovery, and numbers that are never used again.
#include "mta/queue/store_db.h"

#include <gtest/gtest.h>

#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "mta/queue/envelope_blob.h"
#include "room.h"

namespace mailstead::mta::queue {
namespace {

using purpose = store_db::purpose;
using rows_of = store_db::rows;

struct database : ::testing::Test {
    test::temporary_directory where;
    std::unique_ptr<store_db> db = open();
    std::string const envelope = encode_envelope(test::letter("a@example.org", {"b@example.com", "c@example.com"}));

    std::unique_ptr<store_db> open(purpose why = purpose::serve, std::int64_t now = 1000) {
        store_db::options wanted;
        wanted.wal_bytes = 1 << 20;
        auto out = store_db::open(where.path(), wanted, why, now);
        if (!out) throw std::runtime_error(out.error().message());
        return std::move(*out);
    }
    void reopen(std::int64_t now = 1000) {
        db.reset();
        db = open(purpose::serve, now);
    }
    void insert(std::uint64_t number, std::string_view body = "text") {
        new_message one;
        one.number = number;
        one.size = body.size();
        one.envelope = envelope;
        one.body = body;
        ASSERT_TRUE(db->begin());
        ASSERT_TRUE(db->insert(one));
        ASSERT_TRUE(db->commit());
    }
    void defer(std::uint64_t number, std::int64_t next) {
        status_row row;
        row.number = number;
        row.next_attempt = next;
        row.attempts = 1;
        row.reason = "why";
        ASSERT_TRUE(db->begin());
        ASSERT_TRUE(db->set_status(row));
        ASSERT_TRUE(db->commit());
    }
    std::optional<stored_message> find(std::uint64_t number) { return db->find(number).value(); }
};

TEST_F(database, fresh_message_has_no_status_and_comes_back_uncertain_after_a_crash) {
    insert(7);
    EXPECT_FALSE(find(7)->status);
    EXPECT_EQ(db->text(7).value(), "text");
    EXPECT_EQ(db->counts().value().active, 1u);
    reopen(5000);
    EXPECT_EQ(db->recovered(), 1u);
    ASSERT_TRUE(find(7)->status);
    EXPECT_EQ(find(7)->status->state, state::deferred);
    EXPECT_TRUE(find(7)->status->uncertain);
    EXPECT_EQ(find(7)->status->next_attempt, 5000);
    EXPECT_EQ(find(7)->status->attempts, 0u);
}

// What is committed between the pieces is in the copy, too; and the writer need not wait for the whole of it.
TEST_F(database, copy_in_pieces_has_what_was_committed_meanwhile) {
    for (std::uint64_t i = 1; i <= 200; ++i) insert(i, std::string(4000, 'x'));
    std::filesystem::create_directories(where.path() + "/copy");
    ASSERT_TRUE(db->begin_copy(where.path() + "/copy/queue.db"));
    EXPECT_FALSE(db->copy_some(50).value());
    insert(900, "later");
    defer(1, 77);
    EXPECT_FALSE(std::filesystem::exists(where.path() + "/copy/queue.db"));
    int pieces = 1;
    while (!db->copy_some(50).value()) ++pieces;
    EXPECT_GE(pieces, 4);
    insert(901, "after");
    store_db::options wanted;
    auto const copy = store_db::open(where.path() + "/copy", wanted, purpose::inspect, 1000);
    ASSERT_TRUE(copy) << copy.error().message();
    EXPECT_EQ((*copy)->text(900).value(), "later");
    EXPECT_TRUE((*copy)->find(200).value());
    EXPECT_FALSE((*copy)->find(901).value());
    EXPECT_EQ((*copy)->find(1).value()->status->next_attempt, 77);
    EXPECT_FALSE(db->copy_some(50));    // none was begun
    ASSERT_TRUE(db->begin_copy(where.path() + "/copy/queue.db"));    // given up at the end
}

TEST_F(database, deferred_is_not_uncertain_after_a_restart_but_active_is) {
    insert(1);
    insert(2);
    defer(1, 100);
    defer(2, 9999);
    ASSERT_TRUE(db->begin());
    auto const taken = db->take_due(200, 10);
    ASSERT_TRUE(taken);
    ASSERT_TRUE(db->commit());
    ASSERT_EQ(taken->size(), 1u);
    EXPECT_EQ(taken->front().number, 1u);
    EXPECT_EQ(find(1)->status->state, state::active);
    reopen();
    EXPECT_TRUE(find(1)->status->uncertain);
    EXPECT_EQ(find(1)->status->state, state::deferred);
    EXPECT_FALSE(find(2)->status->uncertain);
    EXPECT_EQ(find(2)->status->next_attempt, 9999);
}

TEST_F(database, a_clean_end_leaves_nothing_to_take_back) {
    insert(1);
    defer(1, 100);
    insert(2);
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->remove(2, rows_of::fresh));
    ASSERT_TRUE(db->commit());
    db->leave_clean();
    reopen(5000);
    EXPECT_EQ(db->recovered(), 0u);
    EXPECT_EQ(find(1)->status->next_attempt, 100);
    EXPECT_FALSE(find(1)->status->uncertain);
    // The mark held for that start only.
    insert(3);
    reopen(6000);
    EXPECT_EQ(db->recovered(), 1u);
    EXPECT_TRUE(find(3)->status->uncertain);
}

TEST_F(database, an_end_with_active_messages_is_never_clean) {
    insert(1);
    db->leave_clean();
    reopen(1000);
    EXPECT_EQ(db->recovered(), 1u) << "in its first attempt";
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->take_due(2000, 10));
    ASSERT_TRUE(db->commit());
    db->leave_clean();
    reopen(3000);
    EXPECT_EQ(db->recovered(), 1u) << "taken up again";
    insert(2);
    ASSERT_TRUE(db->begin());
    status_row row;
    row.number = 2;
    row.state = state::deferred;
    ASSERT_TRUE(db->set_status(row));
    db->rollback();
    db->leave_clean();
    reopen(4000);
    EXPECT_EQ(db->recovered(), 1u) << "its deferral was rolled back";
}

TEST_F(database, takes_what_is_longest_due_first_and_never_twice) {
    for (std::uint64_t n = 1; n <= 5; ++n) {
        insert(n);
        defer(n, static_cast<std::int64_t>(1000 - n));
    }
    EXPECT_EQ(db->next_due().value(), 995);
    ASSERT_TRUE(db->begin());
    auto const first = db->take_due(998, 2).value();
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].number, 5u);
    EXPECT_EQ(first[1].number, 4u);
    auto const second = db->take_due(998, 10).value();
    ASSERT_EQ(second.size(), 2u);
    EXPECT_TRUE(db->take_due(998, 10).value().empty());
    EXPECT_EQ(db->next_due().value(), 999);
    ASSERT_TRUE(db->commit());
}

TEST_F(database, numbers_are_never_used_again) {
    insert(41);
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->remove(41, rows_of::fresh));
    ASSERT_TRUE(db->commit());
    reopen();
    EXPECT_FALSE(find(41));
    EXPECT_EQ(db->last_number(), 41u);
    auto const queue = db->queue_number();
    reopen();
    EXPECT_EQ(db->queue_number(), queue);
    EXPECT_NE(queue, 0u);
}

TEST_F(database, a_number_twice_is_refused) {
    insert(3);
    new_message one;
    one.number = 3;
    one.envelope = envelope;
    ASSERT_TRUE(db->begin());
    EXPECT_FALSE(db->insert(one));
    db->rollback();
    EXPECT_EQ(db->text(3).value(), "text");
}

TEST_F(database, hold_and_release_are_legal_from_one_state_each) {
    insert(1);
    auto const in_transaction = [&](auto what) {
        EXPECT_TRUE(db->begin());
        auto const out = what();
        EXPECT_TRUE(db->commit());
        return out;
    };
    EXPECT_EQ(in_transaction([&] { return db->hold(1); }).error(), errc::not_found) << "active";
    defer(1, 10);
    EXPECT_EQ(in_transaction([&] { return db->release(1, 20); }).error(), errc::not_found) << "deferred";
    EXPECT_TRUE(in_transaction([&] { return db->hold(1); }));
    EXPECT_FALSE(db->next_due().value());
    EXPECT_EQ(in_transaction([&] { return db->make_due(5, 1); }).error(), errc::not_found) << "held";
    reopen();
    EXPECT_EQ(find(1)->status->state, state::hold);
    EXPECT_EQ(db->counts().value().hold, 1u);
    EXPECT_TRUE(in_transaction([&] { return db->release(1, 20); }));
    EXPECT_EQ(db->next_due().value(), 20);
    EXPECT_TRUE(in_transaction([&] { return db->make_due(5, std::nullopt); }));
    EXPECT_EQ(db->next_due().value(), 5);
}

TEST_F(database, looking_through_shows_what_pages_have) {
    for (std::uint64_t number : {2, 3, 5, 8, 9}) insert(number);
    for (std::uint64_t number : {3, 5, 9}) defer(number, 100);
    progress sent, late;
    sent.fate = fate::sent;
    late.fate = fate::deferred;
    late.reason = "later";
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->set_progress(2, 0, sent));    // in its first attempt
    ASSERT_TRUE(db->set_progress(5, 0, sent));
    ASSERT_TRUE(db->set_progress(5, 1, late));
    ASSERT_TRUE(db->set_progress(9, 1, late));
    ASSERT_TRUE(db->commit());
    auto const rows = db->page(2, 100).value();
    std::size_t at = 0;
    auto const compare = [&](message_view const& one) {
        auto const& row = rows.at(at++);
        EXPECT_EQ(one.number, row.number);
        EXPECT_EQ(one.size, row.size);
        EXPECT_EQ(one.envelope, row.envelope);
        EXPECT_EQ(one.state, row.status ? row.status->state : state::active);
        EXPECT_EQ(one.reason, row.status ? row.status->reason : "");
        EXPECT_EQ(one.recipients.size(), row.recipients.size()) << one.number;
        for (std::size_t i = 0; i < row.recipients.size(); ++i) {
            EXPECT_EQ(one.recipients[i].fate, row.recipients[i].fate) << one.number;
            EXPECT_EQ(one.recipients[i].reason, row.recipients[i].reason) << one.number;
        }
        return true;
    };
    EXPECT_EQ(db->look_through(2, compare).value(), std::nullopt);
    EXPECT_EQ(at, 4u);
}

TEST_F(database, looking_through_goes_on_where_it_stopped) {
    for (std::uint64_t number : {2, 3, 5}) insert(number);
    std::vector<std::uint64_t> seen;
    auto const two = [&](message_view const& one) {
        seen.push_back(one.number);
        return seen.size() % 2 != 0;
    };
    auto const next = db->look_through(0, two).value();
    ASSERT_EQ(next, 3u);
    EXPECT_EQ(db->look_through(*next, two).value(), std::nullopt);
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{2, 3, 5}));
    EXPECT_EQ(db->look_through(5, two).value(), std::nullopt);
    insert(6);    // no statement was left open
}

TEST_F(database, progress_goes_with_its_message) {
    insert(1);
    defer(1, 10);
    progress how;
    how.fate = fate::sent;
    how.reason = "done";
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->set_progress(1, 1, how));
    ASSERT_TRUE(db->commit());
    auto const row = find(1);
    ASSERT_EQ(row->recipients.size(), 2u);
    EXPECT_EQ(row->recipients[0].fate, fate::pending);
    EXPECT_EQ(row->recipients[1].fate, fate::sent);
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->remove(1, rows_of::all));
    ASSERT_TRUE(db->commit());
    insert(2);
    defer(2, 10);
    EXPECT_TRUE(find(2)->recipients.empty());
    EXPECT_EQ(db->counts().value().deferred, 1u);
}

TEST_F(database, forwards_are_remembered_until_their_message_goes) {
    insert(1);
    insert(17);
    forward_mark const branch{{db->queue_number(), 1, 0, 2}, "ab12"};
    auto other = branch, elsewhere = branch, longer = branch, foreign = branch;
    other.branch.branch = 3;
    elsewhere.target = "ab13";    // the alias has been changed
    longer.branch.message = 17;    // "11" begins with "1"
    foreign.branch.queue ^= 1;
    auto const mark = [&](forward_mark const& what) {
        EXPECT_TRUE(db->begin());
        EXPECT_TRUE(db->mark_forwarded(what, 99));
        EXPECT_TRUE(db->commit());
    };
    for (auto const& one : {branch, longer, foreign}) mark(one);
    reopen();
    EXPECT_EQ(db->forwarded_as(branch).value(), 99u);
    EXPECT_FALSE(db->forwarded_as(other).value());
    EXPECT_FALSE(db->forwarded_as(elsewhere).value());
    EXPECT_FALSE(db->forwarded_as(foreign).value());    // its end would never come
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->remove(1, rows_of::all));
    db->rollback();
    EXPECT_TRUE(db->forwarded_as(branch).value());
    ASSERT_TRUE(db->begin());
    ASSERT_TRUE(db->remove(1, rows_of::fresh));
    ASSERT_TRUE(db->commit());
    EXPECT_FALSE(db->forwarded_as(branch).value());
    EXPECT_EQ(db->forwarded_as(longer).value(), 99u);
    reopen();
    EXPECT_FALSE(db->forwarded_as(branch).value());
    EXPECT_EQ(db->forwarded_as(longer).value(), 99u);
}

TEST_F(database, the_log_is_written_in_full_once_and_keeps_its_size) {
    auto const wal = where.path() + "/queue.db-wal";
    EXPECT_EQ(std::filesystem::file_size(wal), std::uintmax_t{1} << 20);
    std::string const body(60000, 'b');
    std::uint64_t checkpoints = 0;
    for (std::uint64_t n = 1; n <= 200; ++n) {
        insert(n, body);
        ASSERT_TRUE(db->begin());
        ASSERT_TRUE(db->remove(n, rows_of::fresh));
        ASSERT_TRUE(db->commit());
        auto const done = db->checkpoint_if_long();
        ASSERT_TRUE(done);
        checkpoints += *done;
    }
    EXPECT_GT(checkpoints, 0u);
    auto const grown = std::filesystem::file_size(wal);
    EXPECT_LT(grown, std::uintmax_t{6} << 20);
    reopen();
    EXPECT_EQ(std::filesystem::file_size(wal), grown) << "never truncated";
    EXPECT_EQ(db->last_number(), 200u);
}

TEST_F(database, belongs_to_one_process_alone) {
    insert(1);
    EXPECT_FALSE(store_db::open(where.path(), {}, purpose::serve, 0));
    db.reset();
    auto const looking = open(purpose::inspect);
    EXPECT_FALSE(looking->find(1).value()->status) << "looking changes nothing";
}

void change(std::string const& path, char const* sql) {
    auto db = open_sqlite(path, SQLITE_OPEN_READWRITE, "");
    ASSERT_TRUE(db);
    ASSERT_TRUE(execute(db->get(), sql));
}

std::int64_t ask(std::string const& path, char const* sql) {
    auto db = open_sqlite(path, SQLITE_OPEN_READWRITE, "");
    auto query = statement::prepare(db->get(), sql);
    EXPECT_TRUE(query->step().value());
    return query->number(0);
}

// Its mark `clean` may be older than its last end.
TEST_F(database, an_older_version_is_brought_up_to_date_and_kept) {
    insert(7);
    db.reset();
    auto const path = where.path() + "/queue.db", copy = path + ".version-1";
    change(path, "PRAGMA user_version=1; INSERT INTO meta VALUES('clean', 1)");
    db = open(purpose::inspect);
    EXPECT_TRUE(db->find(7).value());
    db.reset();
    EXPECT_FALSE(std::filesystem::exists(copy)) << "looking changes nothing";
    EXPECT_EQ(ask(path, "PRAGMA user_version"), 1);
    std::ofstream(copy) << "of an attempt that was cut off";
    db = open(purpose::serve, 5000);
    EXPECT_EQ(db->recovered(), 1u);
    EXPECT_TRUE(find(7)->status->uncertain);
    db.reset();
    EXPECT_EQ(ask(path, "PRAGMA user_version"), 2);
    EXPECT_EQ(std::filesystem::status(copy).permissions(), std::filesystem::perms(0600));
    EXPECT_EQ(ask(copy, "PRAGMA user_version"), 1);
    EXPECT_EQ(ask(copy, "SELECT count(*) FROM message LEFT JOIN status USING(number) WHERE number=7 AND state IS NULL"), 1);
    std::filesystem::remove(copy);
    db = open();
    EXPECT_FALSE(std::filesystem::exists(copy)) << "once is enough";
}

TEST_F(database, a_later_version_is_refused) {
    insert(7);
    db.reset();
    auto const path = where.path() + "/queue.db";
    change(path, "PRAGMA user_version=3");
    for (auto const why : {purpose::serve, purpose::inspect}) {
        auto const opened = store_db::open(where.path(), {}, why, 0);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error(), errc::newer);
        EXPECT_NE(opened.error().message().find("later version"), std::string::npos);
    }
    EXPECT_EQ(ask(path, "PRAGMA user_version"), 3);
    change(path, "PRAGMA user_version=2");
    db = open();
    EXPECT_TRUE(find(7));
}

TEST_F(database, a_foreign_file_is_refused) {
    test::temporary_directory other;
    std::ofstream(other.path() + "/queue.db") << std::string(10000, 'x');
    EXPECT_FALSE(store_db::open(other.path(), {}, purpose::serve, 0));
    EXPECT_FALSE(store_db::open(other.path() + "/absent", {}, purpose::inspect, 0));
}

}  // namespace
}  // namespace mailstead::mta::queue
