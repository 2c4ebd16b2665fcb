// SEARCH in slices: nobody waits for the end of a long one, and the result does not depend on the slices.
#include "imap/search_run.h"

#include <gtest/gtest.h>

#include "store/memory.h"

namespace mailstead::imap {
namespace {

struct search_slices : testing::Test {
    store::memory::account account;
    std::shared_ptr<store::mailbox> box;
    std::unique_ptr<selected> view;

    void fill(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) account.put("INBOX", "Subject: " + std::to_string(i) + "\r\n\r\n", i % 2 ? store::flag::seen : 0);
        box = *account.open("INBOX");
        view = std::make_unique<selected>(box, "INBOX", access::read_write, box->now(), 1);
    }
    static search_key seen() {
        search_key out;
        out.what = search_key::kind::flag;
        out.number = store::flag::seen;
        return out;
    }
};

TEST_F(search_slices, also_what_needs_no_disk_gives_others_their_turn) {
    fill(1000);
    search_run run(*view, seen(), 0);
    ASSERT_FALSE(run.needs_disk());
    std::size_t turns = 0;
    for (; !run.done(); ++turns) ASSERT_TRUE(run.go_on(std::chrono::milliseconds(0)));
    EXPECT_GT(turns, 10u);
    ASSERT_EQ(run.hits().size(), 500u);
    for (std::size_t i = 0; i < run.hits().size(); ++i) ASSERT_EQ(run.hits()[i].sequence, 2 * i + 2);
}

TEST_F(search_slices, one_slice_that_is_long_enough_does_all) {
    fill(100);
    search_run run(*view, seen(), 0);
    ASSERT_TRUE(run.go_on(std::chrono::hours(1)));
    EXPECT_TRUE(run.done());
    EXPECT_EQ(run.hits().size(), 50u);
}

}  // namespace
}  // namespace mailstead::imap
