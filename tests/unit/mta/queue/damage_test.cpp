// A queue whose files were damaged, removed or put in somebody else's place: it is told, nothing is written over, and what
// is whole goes on.
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "mta/queue/envelope_blob.h"
#include "mta/queue/queue_id.h"
#include "office.h"

namespace mailstead::mta::queue {
namespace {

namespace fs = std::filesystem;
using purpose = store_db::purpose;

struct damage : ::testing::Test {
    test::temporary_directory where;
    std::string const path = where.path() + "/queue.db";
    std::string const segment = where.path() + "/segments/00000001";

    // Held messages with texts of these sizes; their numbers.
    std::vector<std::uint64_t> fill(std::vector<std::size_t> sizes) {
        std::vector<std::uint64_t> out;
        auto body = [&](net::executor executor) -> net::task<void> {
            auto queue = test::open(test::small_settings(where.path()));
            home here(executor);
            net::disk_pool disk(1, std::chrono::seconds(5));
            auto door = make_intake(*queue, here, disk);
            for (auto const size : sizes) {
                auto what = test::letter("a@example.org", test::to("b@example.com"));
                what.hold = true;
                auto const id = co_await test::put(*door, std::string(size, static_cast<char>('a' + out.size())), std::move(what));
                EXPECT_TRUE(id);
                if (id) out.push_back(*id_number(*id));
            }
        };
        mailstead::test::run(body);
        return out;
    }
    base::error_code refusal() {
        auto const opened = storage::open(test::small_settings(where.path()), base::system_clock());
        return opened ? base::error_code() : opened.error();
    }
    std::map<std::uint64_t, state> states() {
        std::map<std::uint64_t, state> out;
        auto const db = store_db::open(where.path(), {}, purpose::inspect, 0);
        EXPECT_TRUE(db);
        auto const rows = (*db)->page(0, 100);
        for (auto const& row : *rows) out[row.number] = row.status ? row.status->state : state::active;
        return out;
    }
    std::string bytes_of(std::string const& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

TEST_F(damage, a_database_that_is_gone_is_not_made_anew) {
    fill({100, 100000});
    fs::rename(path, path + ".away");
    EXPECT_EQ(refusal(), errc::missing);
    EXPECT_FALSE(fs::exists(path));
    std::ofstream(path).close();
    EXPECT_EQ(refusal(), errc::missing);
    EXPECT_EQ(fs::file_size(path), 0u);
    fs::rename(path + ".away", path);
    EXPECT_FALSE(refusal());
    EXPECT_EQ(states().size(), 2u);
}

TEST_F(damage, an_empty_directory_is_a_new_queue) {
    EXPECT_FALSE(refusal());
}

TEST_F(damage, what_is_no_queue_is_left_alone) {
    fs::create_directories(where.path());
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE precious(x)", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(other);
    auto const before = bytes_of(path);
    EXPECT_EQ(refusal(), errc::foreign);
    EXPECT_TRUE(bytes_of(path) == before);
    std::ofstream(path) << std::string(20000, 'x');
    EXPECT_TRUE(refusal());
    EXPECT_TRUE(bytes_of(path) == std::string(20000, 'x'));
    fs::remove(path);
    fs::create_directory(path);
    EXPECT_TRUE(refusal());
    EXPECT_TRUE(fs::is_directory(path));
}

TEST_F(damage, a_database_that_was_cut_short_is_refused) {
    fill(std::vector<std::size_t>(20, 30000));
    fs::remove(path + "-wal");    // all of it is in queue.db by now; else the log would mend what follows
    auto const whole = bytes_of(path);
    ASSERT_GT(whole.size(), 400000u);
    for (auto const size : {whole.size() - 4096, whole.size() / 2, std::size_t{8192}, std::size_t{1000}}) {
        std::ofstream(path, std::ios::binary) << whole.substr(0, size);
        EXPECT_TRUE(refusal()) << size;
        EXPECT_TRUE(bytes_of(path) == whole.substr(0, size)) << size;
        fs::remove(path + "-wal");
    }
    std::ofstream(path, std::ios::binary) << whole;
    EXPECT_FALSE(refusal());
}

TEST_F(damage, a_segment_that_is_gone_condemns_its_messages_alone) {
    auto const old = fill({100, 100000});
    fs::remove(segment);
    auto const next = fill({100000});
    EXPECT_EQ(states(), (std::map<std::uint64_t, state>{{old[0], state::hold}, {old[1], state::corrupt}, {next[0], state::hold}}));
    EXPECT_FALSE(fs::exists(segment)) << "its name would let the old message show the new one's text";
    EXPECT_FALSE(refusal());
    EXPECT_EQ(states()[next[0]], state::hold) << "and not after another start either";
}

TEST_F(damage, a_segment_that_was_cut_short_condemns_what_lay_behind) {
    auto const old = fill({100000, 100000});
    fs::resize_file(segment, 2 * segments::block_size);
    auto const next = fill({100000});
    EXPECT_EQ(states(), (std::map<std::uint64_t, state>{{old[0], state::hold}, {old[1], state::corrupt}, {next[0], state::hold}}));
}

TEST_F(damage, a_condemned_message_can_be_removed) {
    auto const old = fill({100000, 100000});
    fs::resize_file(segment, 2 * segments::block_size);
    auto body = [&](test::office& room) -> net::task<void> {
        auto const used = room.queue->segments().blocks_in_use();
        auto const failed = co_await room.manager.administer(admin_move::remove, old[1]);
        EXPECT_FALSE(failed);
        EXPECT_EQ(room.queue->segments().blocks_in_use(), used);
    };
    auto run = [&](net::executor executor) -> net::task<void> {
        test::office room(executor, test::small_settings(where.path()));
        room.manager.start();
        co_await body(room);
        co_await room.close();
    };
    mailstead::test::run(run);
    EXPECT_EQ(states().size(), 1u);
}

TEST_F(damage, nothing_is_taken_into_files_that_were_removed_while_the_server_runs) {
    auto run = [&](net::executor executor) -> net::task<void> {
        test::office room(executor, test::small_settings(where.path()));
        co_await room.send("a@store", test::to("b@late1.example"), std::string(100000, 'x'));
        fs::remove(segment);
        co_await room.send("a@store", test::to("b@late1.example"), std::string(100000, 'x'));
        EXPECT_TRUE(fs::exists(where.path() + "/segments/00000002"));
        fs::rename(path, path + ".away");
        bool const refused = co_await test::until(executor, [&] { return room.queue->refusal() == errc::stopped; });
        EXPECT_TRUE(refused);
        auto const spool = room.door->begin();
        EXPECT_FALSE(spool);
        co_await room.close();
    };
    mailstead::test::run(run);
}

}  // namespace
}  // namespace mailstead::mta::queue
