// Mail is durable when commit returns: group commit, large texts, a full disk, a stopped writer, many threads.
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/lib/fault_vfs.h"
#include "mta/queue/queue_id.h"
#include "room.h"

namespace mailstead::mta::queue {
namespace {

using mailstead::test::fault_vfs;

// A storage over a file system that fails on demand.
std::unique_ptr<storage> open_on(fault_vfs& vfs, std::string const& directory) {
    store_db::options database;
    database.vfs = vfs.name();
    database.wal_bytes = 0;
    auto out = storage::open(test::small_settings(directory), database, base::system_clock(), base::system_files());
    if (!out) throw std::runtime_error(out.error().message());
    return std::move(*out);
}

TEST(intake, keeps_small_and_large_texts_over_a_restart) {
    test::temporary_directory where;
    std::vector<std::string> const texts = {"", "short\r\n", std::string(65536, 'a'), std::string(65537, 'b'),
                                            std::string(300000, 'c'), std::string(2500000, 'd')};
    std::vector<std::string> ids;
    auto fill = [&](net::executor home_executor) -> net::task<void> {
        auto queue = test::open(test::small_settings(where.path()));
        home here(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        for (auto const& text : texts) {
            auto what = test::letter("a@example.org", {"b@example.com"});
            auto const id = co_await test::put(*door, text, std::move(what));
            if (id) ids.push_back(*id);
        }
        queue->stop();
    };
    mailstead::test::run(fill);
    ASSERT_EQ(ids.size(), texts.size());

    auto check = [&](net::executor home_executor) -> net::task<void> {
        auto queue = test::open(test::small_settings(where.path()));
        home here(home_executor);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_EQ(all.size(), texts.size());
        EXPECT_EQ(queue->segments().blocks_in_use(), 2u + 5u + 39u);
        for (std::size_t i = 0; i < all.size(); ++i) {
            EXPECT_EQ(id_text(all[i].number), ids[i]);
            EXPECT_EQ(all[i].size, texts[i].size());
            auto row = all[i];
            auto const back = revive(std::move(row));
            EXPECT_TRUE(back && back->uncertain);
            if (!back || back->extents.empty()) continue;
            auto const pieces = queue->segments().read(back->extents, back->size);
            std::string text;
            for (auto const& one : *pieces) text += one;
            EXPECT_TRUE(text == texts[i]) << i;
        }
    };
    mailstead::test::run(check);
}

TEST(intake, a_spool_without_commit_leaves_nothing) {
    test::temporary_directory where;
    auto body = [&](net::executor home_executor) -> net::task<void> {
        auto queue = test::open(test::small_settings(where.path()));
        home here(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        {
            auto spool = door->begin();
            auto const added = co_await (*spool)->append(std::string(400000, 'x'));
            EXPECT_TRUE(added);
            EXPECT_GT(queue->segments().blocks_in_use(), 0u);
            EXPECT_EQ((*spool)->size(), 400000u);
        }
        EXPECT_EQ(queue->segments().blocks_in_use(), 0u);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_TRUE(all.empty());
    };
    mailstead::test::run(body);
}

TEST(intake, sessions_of_several_threads_share_commits_and_wake_on_their_own) {
    test::temporary_directory where;
    auto queue = test::open(test::small_settings(where.path()));
    net::disk_pool disk(2, std::chrono::seconds(5));
    constexpr int threads = 4, sessions = 16, each = 10;
    std::atomic<int> taken{0}, strays{0};
    std::vector<std::unique_ptr<boost::asio::io_context>> loops;
    std::vector<std::unique_ptr<home>> homes;
    std::vector<std::unique_ptr<intake>> doors;
    std::vector<std::thread> runners;
    for (int i = 0; i < threads; ++i) {
        loops.push_back(std::make_unique<boost::asio::io_context>(1));
        homes.push_back(std::make_unique<home>(loops.back()->get_executor()));
        doors.push_back(make_intake(*queue, *homes.back(), disk));
    }
    auto session = [&](intake& door) -> net::task<void> {
        for (int i = 0; i < each; ++i) {
            auto const before = std::this_thread::get_id();
            auto what = test::letter("", {"b@example.com"});
            auto const id = co_await test::put(door, "text\r\n", std::move(what));
            if (id) ++taken;
            if (before != std::this_thread::get_id()) ++strays;
        }
    };
    for (int i = 0; i < threads; ++i) {
        for (int k = 0; k < sessions; ++k) boost::asio::co_spawn(*loops[i], session(*doors[i]), boost::asio::detached);
        runners.emplace_back([&, i] { loops[i]->run(); });
    }
    for (auto& one : runners) one.join();
    EXPECT_EQ(taken, threads * sessions * each);
    EXPECT_EQ(strays, 0);
    auto const did = queue->writer().counted();
    EXPECT_EQ(did.jobs, static_cast<std::uint64_t>(threads * sessions * each));
    EXPECT_LT(did.commits, did.jobs / 2) << "group commit";
    queue->stop();
    auto const reopened = store_db::open(where.path(), {}, store_db::purpose::inspect, 0);
    EXPECT_FALSE(reopened) << "the storage still holds the file";
    queue.reset();
    auto const after = store_db::open(where.path(), {}, store_db::purpose::inspect, 0);
    ASSERT_TRUE(after);
    EXPECT_EQ((*after)->counts().value().active, static_cast<std::uint64_t>(threads * sessions * each));
}

TEST(intake, a_full_disk_refuses_new_mail_and_keeps_the_removal_of_old) {
    test::temporary_directory where;
    fault_vfs vfs("full");
    auto body = [&](net::executor home_executor) -> net::task<void> {
        auto queue = open_on(vfs, where.path());
        home here(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        auto what = test::letter("a@example.org", {"b@example.com"});
        auto const first = co_await test::put(*door, "first", what);
        EXPECT_TRUE(first);

        vfs.fail_at(1, fault_vfs::failure::full_on);
        bool removed = false;
        auto work = [number = *id_number(*first)](store_db& db) { return db.remove(number, store_db::rows::fresh); };
        auto done = [&](base::error_code failed) { removed = !failed; };
        queue->writer().submit(std::make_unique<change>(job::kind::must, work, done), here, writer::urgency::lazy);
        auto const refused = co_await test::put(*door, "second", what);
        EXPECT_EQ(refused.error(), errc::no_space);
        EXPECT_FALSE(removed);
        EXPECT_FALSE(queue->writer().failed());

        vfs.heal();
        auto const third = co_await test::put(*door, "third", what);
        EXPECT_TRUE(third);
        auto const gone = co_await test::until(home_executor, [&] { return removed; });
        EXPECT_TRUE(gone);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_EQ(all.size(), 1u);
        queue->stop();
    };
    mailstead::test::run(body);
}

TEST(intake, a_failed_sync_stops_the_queue_until_a_restart) {
    test::temporary_directory where;
    fault_vfs vfs("sync");
    std::string kept;
    auto body = [&](net::executor home_executor) -> net::task<void> {
        auto queue = open_on(vfs, where.path());
        home here(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        auto what = test::letter("a@example.org", {"b@example.com"});
        auto const first = co_await test::put(*door, "first", what);
        kept = first.value();
        vfs.fail_at(2, fault_vfs::failure::sync_error);
        while (!vfs.was_hit()) {
            auto const refused = co_await test::put(*door, "second", what);
            if (!refused) {
                EXPECT_EQ(refused.error(), errc::stopped);
            }
        }
        EXPECT_TRUE(queue->writer().failed());
        EXPECT_EQ(door->begin().error(), errc::stopped);
        queue->stop();
    };
    mailstead::test::run(body);
    vfs.restart(fault_vfs::unsynced::lost);
    auto again = [&](net::executor home_executor) -> net::task<void> {
        auto queue = open_on(vfs, where.path());
        home here(home_executor);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_FALSE(all.empty());
        if (!all.empty()) {
            EXPECT_EQ(id_text(all.front().number), kept);
        }
    };
    mailstead::test::run(again);
}

TEST(intake, asks_for_free_space_before_it_takes_mail) {
    test::temporary_directory where;
    auto wanted = test::small_settings(where.path());
    wanted.minfree = std::uint64_t{1} << 60;
    auto const queue = test::open(wanted);
    boost::asio::io_context loop;
    home here(loop.get_executor());
    net::disk_pool disk(1, std::chrono::seconds(5));
    EXPECT_EQ(make_intake(*queue, here, disk)->begin().error(), errc::no_space);
}

TEST(intake, mail_on_hold_waits_for_the_administrator) {
    test::temporary_directory where;
    auto body = [&](net::executor home_executor) -> net::task<void> {
        auto queue = test::open(test::small_settings(where.path()));
        home here(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        auto what = test::letter("a@example.org", {"b@example.com"});
        what.hold = true;
        auto const id = co_await test::put(*door, "held\r\n", std::move(what));
        EXPECT_TRUE(id);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_EQ(all.size(), 1u);
        EXPECT_TRUE(!all.empty() && all[0].status && all[0].status->state == state::hold);
        queue->stop();
    };
    mailstead::test::run(body);
}

TEST(intake, mail_above_the_active_limit_waits_in_the_database) {
    test::temporary_directory where;
    auto body = [&](net::executor home_executor) -> net::task<void> {
        auto queue = test::open(test::small_settings(where.path()));
        home here(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        queue->active() = queue->settings().active_limit;
        auto what = test::letter("a@example.org", {"b@example.com"});
        auto const id = co_await test::put(*door, "text", std::move(what));
        EXPECT_TRUE(id);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_EQ(all.size(), 1u);
        EXPECT_TRUE(all[0].status && all[0].status->state == state::deferred && !all[0].status->uncertain);
        EXPECT_EQ(queue->remembered(), 0u) << "its text is not kept";
    };
    mailstead::test::run(body);
}

TEST(intake, mail_to_be_held_is_held_from_the_first_moment) {
    test::temporary_directory where;
    auto body = [&](net::executor home_executor) -> net::task<void> {
        auto queue = test::open(test::small_settings(where.path()));
        home here(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        auto door = make_intake(*queue, here, disk);
        auto what = test::letter("a@example.org", {"b@example.com"});
        what.hold = true;
        auto const id = co_await test::put(*door, "text", std::move(what));
        EXPECT_TRUE(id);
        auto const all = co_await test::rows(*queue, here);
        EXPECT_EQ(all.size(), 1u);
        EXPECT_TRUE(all[0].status && all[0].status->state == state::hold);
    };
    mailstead::test::run(body);
}

}  // namespace
}  // namespace mailstead::mta::queue
