// A process that takes mail is killed at random moments: every message it acknowledged is found, and no number is given
// twice. (This proves process death; fault_test.cpp proves the syncs.)
#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "mta/queue/queue_id.h"
#include "tests/unit/mta/queue/room.h"

namespace mailstead::mta::queue {
namespace {

// Shared with the child: numbers that were acknowledged.
struct ledger {
    std::atomic<std::uint32_t> count;
    std::uint64_t numbers[100000];
};

std::size_t size_of(std::uint64_t number) { return number % 7 == 0 ? 100000 : 200 + number % 3000; }

net::task<void> session(storage& queue, intake& door, ledger& book) {
    for (;;) {
        auto spool = door.begin();
        if (!spool) co_return;
        auto const number = *id_number((*spool)->id());
        auto const added = co_await (*spool)->append(std::string(size_of(number), static_cast<char>('a' + number % 26)));
        if (!added) co_return;
        auto what = test::letter("a@example.org", {"b@example.com"});
        auto const done = co_await (*spool)->commit(std::move(what));
        if (!done || queue.writer().failed()) co_return;
        book.numbers[book.count] = number;
        ++book.count;    // after the number: the parent reads what is counted
    }
}

[[noreturn]] void child(std::string const& directory, ledger& book) {
    auto queue = test::open(test::small_settings(directory));
    boost::asio::io_context loop(1);
    home here(loop.get_executor());
    net::disk_pool disk(2, std::chrono::seconds(5));
    auto door = make_intake(*queue, here, disk);
    for (int i = 0; i < 20; ++i) boost::asio::co_spawn(loop, session(*queue, *door, book), boost::asio::detached);
    loop.run_for(std::chrono::seconds(20));
    std::_Exit(3);
}

TEST(kill, nothing_acknowledged_is_lost) {
    test::temporary_directory directory;
    auto* const memory = ::mmap(nullptr, sizeof(ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    auto& book = *new (memory) ledger;
    std::uint32_t before = 0;
    for (int round = 0; round < 5; ++round) {
        pid_t const pid = ::fork();
        ASSERT_GE(pid, 0);
        if (pid == 0) child(directory.path(), book);
        auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(15);
        auto const enough = before + 100 + static_cast<std::uint32_t>(round) * 37;
        while (book.count < enough && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        ::kill(pid, SIGKILL);
        int status = 0;
        ::waitpid(pid, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        EXPECT_GE(book.count, enough);
        before = book.count;
    }
    std::set<std::uint64_t> numbers(book.numbers, book.numbers + before);
    EXPECT_EQ(numbers.size(), before) << "a number was given twice";

    auto queue = test::open(test::small_settings(directory.path()));
    queue->stop();
    auto segments_found = queue->segments().blocks_in_use();
    queue.reset();
    auto const db = store_db::open(directory.path(), {}, store_db::purpose::inspect, 0);
    ASSERT_TRUE(db);
    std::uint64_t large = 0;
    for (auto const number : numbers) {
        auto const row = (*db)->find(number);
        ASSERT_TRUE(row && *row) << "acknowledged and lost: " << number;
        EXPECT_EQ((*row)->size, size_of(number));
        if (!(*row)->extents.empty()) ++large;
        else EXPECT_EQ((*db)->text(number).value(), std::string(size_of(number), static_cast<char>('a' + number % 26)));
    }
    EXPECT_GT(large, 0u);
    EXPECT_GE(segments_found, large * 2);
    ::munmap(memory, sizeof(ledger));
}

}  // namespace
}  // namespace mailstead::mta::queue
