// Promise 1 for the queue: whatever was acknowledged is there after a failure at any write or sync. A script of puts,
// deferrals and removals runs again and again with its n-th operation on the disk failing; then the queue is opened anew.
#include <gtest/gtest.h>

#include <map>

#include "tests/lib/fault_vfs.h"
#include "mta/queue/queue_id.h"
#include "tests/unit/mta/queue/room.h"

namespace mailstead::mta::queue {
namespace {

using mailstead::test::fault_vfs;

// What the outside knows of a message.
struct known {
    std::string text;
    bool deferral_asked = false, deferral_done = false;
    bool removal_asked = false, removal_done = false;
};
using ledger = std::map<std::uint64_t, known>;

store_db::options over(fault_vfs const& vfs) {
    store_db::options out;
    out.vfs = vfs.name();
    out.wal_bytes = 0;
    out.wal_pages = 12;    // several checkpoints in a short script
    return out;
}

net::task<bool> make(storage& queue, home& here, change::work work) {
    awaited_change job(job::kind::must, std::move(work));
    auto const failed = co_await perform(queue.writer(), here, job);
    co_return !failed;
}

net::task<void> script(storage& queue, home& here, intake& door, ledger& book) {
    for (int round = 0; round < 12; ++round) {
        std::string text(static_cast<std::size_t>(300 + round % 4 * 2500), static_cast<char>('a' + round));
        auto what = test::letter("a@example.org", {"b@example.com"});
        auto const id = co_await test::put(door, text, std::move(what));
        if (!id) {
            if (queue.writer().failed()) co_return;
            continue;
        }
        auto const number = *id_number(*id);
        auto& entry = book[number];
        entry.text = std::move(text);
        if (round % 3 == 1) {
            entry.deferral_asked = true;
            status_row row;
            row.number = number;
            row.next_attempt = 77;
            row.attempts = 1;
            auto defer = [row](store_db& db) { return db.set_status(row); };
            entry.deferral_done = co_await make(queue, here, defer);
        }
        if (round % 3 == 2) {
            entry.removal_asked = true;
            auto remove = [number](store_db& db) { return db.remove(number, store_db::rows::all); };
            entry.removal_done = co_await make(queue, here, remove);
        }
        if (queue.writer().failed()) co_return;
    }
}

// False: the script ended before the n-th operation.
bool run_with(fault_vfs& vfs, std::string const& directory, std::uint64_t n, fault_vfs::failure how, ledger& book) {
    auto body = [&](net::executor executor) -> net::task<void> {
        auto queue = storage::open(test::small_settings(directory), over(vfs), base::system_clock(), base::system_files());
        EXPECT_TRUE(queue);
        home here(executor);
        net::disk_pool disk(1, std::chrono::seconds(5));
        auto door = make_intake(**queue, here, disk);
        vfs.fail_at(n, how);
        co_await script(**queue, here, *door, book);
        (*queue)->stop();
    };
    mailstead::test::run(body);
    return vfs.was_hit();
}

void check(fault_vfs& vfs, std::string const& directory, ledger const& book, std::string const& when) {
    auto db = store_db::open(directory, over(vfs), store_db::purpose::serve, 999);
    ASSERT_TRUE(db) << when << ": " << db.error().message();
    for (auto const& [number, entry] : book) {
        auto const row = (*db)->find(number);
        ASSERT_TRUE(row) << when;
        if (entry.removal_done) {
            EXPECT_FALSE(*row) << when << ": removed mail is back";
        }
        if (entry.removal_asked) continue;
        ASSERT_TRUE(*row) << when << ": acknowledged mail is lost";
        EXPECT_EQ((*db)->text(number).value(), entry.text) << when;
        ASSERT_TRUE((*row)->status) << when;
        if (entry.deferral_done) {
            EXPECT_EQ((*row)->status->next_attempt, 77) << when;
            EXPECT_FALSE((*row)->status->uncertain) << when;
        } else if (!entry.deferral_asked) {
            EXPECT_TRUE((*row)->status->uncertain) << when;
        }
        EXPECT_LE(number, (*db)->last_number()) << when;
    }
}

void every_operation(fault_vfs::failure how, fault_vfs::unsynced rest, std::string const& name) {
    for (std::uint64_t n = 1;; ++n) {
        test::temporary_directory directory;
        fault_vfs vfs("fault");
        ledger book;
        bool const hit = run_with(vfs, directory.path(), n, how, book);
        vfs.restart(rest);
        check(vfs, directory.path(), book, name + " at operation " + std::to_string(n));
        if (::testing::Test::HasFatalFailure()) return;
        if (!hit) {
            EXPECT_EQ(book.size(), 12u);
            EXPECT_GT(n, 30u) << "the script did too little";
            return;
        }
    }
}

TEST(fault, power_cut_with_unsynced_bytes_lost) {
    every_operation(fault_vfs::failure::power_cut, fault_vfs::unsynced::lost, "power cut, lost");
}
TEST(fault, power_cut_with_unsynced_bytes_kept) {
    every_operation(fault_vfs::failure::power_cut, fault_vfs::unsynced::kept, "power cut, kept");
}
TEST(fault, power_cut_with_some_unsynced_bytes) {
    every_operation(fault_vfs::failure::power_cut, fault_vfs::unsynced::every_second, "power cut, some");
}
TEST(fault, no_space) { every_operation(fault_vfs::failure::full, fault_vfs::unsynced::lost, "no space"); }
TEST(fault, sync_error) { every_operation(fault_vfs::failure::sync_error, fault_vfs::unsynced::lost, "sync error"); }
TEST(fault, write_error) { every_operation(fault_vfs::failure::write_error, fault_vfs::unsynced::lost, "write error"); }

}  // namespace
}  // namespace mailstead::mta::queue
