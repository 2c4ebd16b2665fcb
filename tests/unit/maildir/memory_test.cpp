// An open mailbox costs under 84 octets a message (8 MB for 100,000), however many sessions look at it.
#include <gtest/gtest.h>
#include <malloc.h>

#include <fstream>

#include "maildir/name.h"
#include "sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace mailstead::maildir {
namespace {

std::size_t in_use() {
#if defined(__SANITIZE_ADDRESS__)
    return __sanitizer_get_current_allocated_bytes();
#else
    return ::mallinfo2().uordblks;
#endif
}

TEST_F(sandbox, an_open_mailbox_is_small) {
    constexpr std::size_t count = 20'000, sessions = 50;
    (void)inbox();
    for (std::uint64_t i = 1; i <= count; ++i) {
        auto const name = with_sizes(delivered_name(1'700'000'000, {1, i, 0, 0}, "host.example.org"), 1000, 1020);
        std::ofstream(maildir() / (i % 2 ? "new/" + name : "cur/" + name + ":2,S"));
    }
    for (int round = 0; round < 2; ++round) {    // never seen before; known from the index
        restart();
        auto const mine = account();
        auto const before = in_use();
        std::vector<std::shared_ptr<store::mailbox>> open;
        std::vector<store::view> views;
        for (std::size_t i = 0; i < sessions; ++i) {
            open.push_back(mine->open("INBOX").value());
            views.push_back(open.back()->refresh().value());
        }
        ASSERT_EQ(views.front()->size(), count);
        with->drain();
        auto const used = in_use() - before;
        std::printf("%zu messages, %zu sessions: %.1f octets a message\n", count, sessions, static_cast<double>(used) / count);
        // A connection to SQLite with its page cache is the account's, not the mailbox's.
        EXPECT_LT(used, count * 80 + 600'000);
    }
}

}  // namespace
}  // namespace mailstead::maildir
