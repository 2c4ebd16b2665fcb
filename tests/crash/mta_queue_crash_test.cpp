// Promises 1 and 2 for the whole queue: the power goes at the n-th operation on queue.db, segments/ or maildrop/, counted
// together, for every n; then the server starts over what is left and runs to its end. Nothing acknowledged is lost, nothing
// is delivered twice into a mailbox, every sender is told, held mail stays held, removed mail stays removed, and no block or
// file is left over.
#include <gtest/gtest.h>

#include "tests/crash/queue_machine.h"

namespace mailstead::mta::queue::crash {
namespace {

using mailstead::test::unsynced;
using queue::test::to;

constexpr std::size_t small = 200, large = 70'000, huge = 300'000;    // in the row; in 2 blocks; in 5, written in pieces
char const ann[] = "ann@store.example";

// What is delivered, put off, refused and taken back.
net::task<void> deliver_and_report(life& now) {
    co_await now.put("small", ann, to("ok@store.example"), small);
    co_await now.put("large", ann, to("ok@store.example"), large);
    co_await now.put("both", ann, to("ok@store.example", "later@store.example", "ok@far.example"), huge);
    co_await now.put("back", ann, to("no@store.example"), small);
    co_await now.put("back-large", "bob@far.example", to("no@far.example", "ok@store.example"), large);
    co_await now.put("back-part", ann, to("no@store.example", "later@far.example"), small);
    co_await now.in_state("both", state::deferred);
    co_await now.in_state("back-part", state::deferred);
    co_await now.retry("both");
}

// What the administrator does with mail that waits. Blocks that one letter leaves are the next one's.
net::task<void> administer(life& now) {
    co_await now.put("kept", ann, to("ok@store.example"), large, true);
    for (std::string const mark : {"held", "let-go", "removed", "again", "again-large"}) {
        bool const is_large = mark == "removed" || mark == "again-large" || mark == "held";
        co_await now.put(mark, ann, to("later@store.example"), is_large ? large : small);
        co_await now.in_state(mark, state::deferred);
    }
    co_await now.administer(admin_move::hold, "held");
    co_await now.administer(admin_move::hold, "let-go");
    co_await now.administer(admin_move::release, "let-go");
    co_await now.administer(admin_move::remove, "removed");
    co_await now.put("in-its-place", ann, to("ok@store.example"), large);
    co_await now.requeue("again");
    co_await now.requeue("again-large");
    co_await now.put("after", ann, to("ok@far.example", "later@store.example"), large);
}

net::task<void> hand_in_locally(life& now) {
    now.drop("dropped", "ok@store.example");
    now.drop("dropped-later", "later@store.example");
    co_await now.look_at_maildrop();
    co_await now.look_at_maildrop();
}

net::task<void> first_life(life& now) {
    now.manager().start();
    co_await hand_in_locally(now);
    co_await deliver_and_report(now);
    co_await administer(now);
    co_await now.put("vague", ann, to("vague@store.example"), large);
    co_await now.put("last", ann, to("ok@store.example"), small);
    co_await now.rows();
}

bool goes_on(letter const& one) { return one.acknowledged && !one.removal_asked; }

// Everybody takes everything now.
net::task<void> last_life(life& now, world& around, unsigned cuts) {
    co_await now.check_blocks();
    co_await now.look_at_maildrop();
    now.manager().start();
    now.manager().flush();
    bool const delivered = co_await now.drained(true);
    if (!delivered) around.complain("the queue does not become empty");
    co_await now.check_blocks();
    for (auto const& [mark, one] : around.letters)
        if (goes_on(one) && !one.hold_asked) around.expect_settled(mark, cuts);
    for (auto const& [mark, one] : around.letters)
        if (one.held && !one.removal_asked) co_await now.administer(admin_move::release, mark);
    for (auto const& row : co_await now.rows())
        if (row.status && row.status->state == state::hold) {
            auto const failed = co_await now.manager().administer(admin_move::release, row.number);
            if (failed) around.complain("what is held cannot be released");
        }
    bool const empty = co_await now.drained(false);
    if (!empty) around.complain("what was held is not delivered");
    for (auto const& [mark, one] : around.letters)
        if (goes_on(one)) around.expect_settled(mark, cuts);
    co_await now.check_blocks();
}

using body = std::function<net::task<void>(life&)>;

void live(machine& on, world& around, body what) {
    auto run = [&](net::executor where) -> net::task<void> {
        auto const now = life::begin(where, on, around);
        if (!now) co_return;
        co_await what(*now);
        co_await now->end();
    };
    mailstead::test::run(run, 30);
}

void live_to_the_end(machine& on, world& around, unsigned cuts) {
    around.good = true;
    live(on, around, [&](life& now) { return last_life(now, around, cuts); });
    for (auto& fault : on.faults()) around.complain(std::move(fault));
}

void report(world const& around, std::string const& when) {
    for (auto const& one : around.complaints) ADD_FAILURE() << when << ": " << one;
}

// True: the power went before the life was over.
bool cut_at(std::uint64_t n, unsynced rest) {
    machine one;
    world around(one.line());
    one.line().cut_at(n);
    live(one, around, first_life);
    bool const hit = one.line().is_off();
    one.restart(rest);
    live_to_the_end(one, around, hit ? 1 : 0);
    report(around, "cut at operation " + std::to_string(n));
    if (hit) return true;
    EXPECT_EQ(around.letters.size(), 18u);
    EXPECT_GT(n, 200u) << "the life did too little";
    for (auto const& [mark, letter] : around.letters) EXPECT_TRUE(letter.acknowledged) << mark;
    return false;
}

// The power goes in the first life at `first`, and again while what is left of it is run to its end.
bool cut_twice(std::uint64_t first, std::uint64_t n, unsynced rest) {
    machine one;
    world around(one.line());
    one.line().cut_at(first);
    live(one, around, first_life);
    one.restart(rest);
    one.line().cut_at(n);
    around.good = true;
    live(one, around, [&](life& now) -> net::task<void> {
        co_await now.look_at_maildrop();
        now.manager().start();
        now.manager().flush();
        bool const done = co_await now.drained(true);
        static_cast<void>(done);
    });
    bool const hit = one.line().is_off();
    one.restart(rest);
    live_to_the_end(one, around, 2);
    report(around, "cut at operation " + std::to_string(first) + ", then at " + std::to_string(n));
    return hit;
}

// Several processes share the work (GTEST_TOTAL_SHARDS): each part has every eighth n.
constexpr std::uint64_t parts = 8;
constexpr unsynced ways[] = {unsynced::lost, unsynced::kept, unsynced::every_second};

class queue_crash : public ::testing::TestWithParam<std::uint64_t> {};
class queue_crash_long : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(queue_crash, at_each_operation) {
    for (auto n = GetParam() + 1; cut_at(n, ways[n % std::size(ways)]) && !HasFailure();) n += parts;
}
TEST_P(queue_crash, at_each_operation_of_a_restart) {
    for (auto n = GetParam() + 1; cut_twice(300, n, ways[n % std::size(ways)]) && !HasFailure();) n += parts;
}

TEST_P(queue_crash_long, at_each_operation_whatever_the_disk_keeps) {
    for (auto const rest : ways)
        for (auto n = GetParam() + 1; cut_at(n, rest) && !HasFailure();) n += parts;
}
TEST_P(queue_crash_long, at_each_operation_of_a_restart_whatever_the_disk_keeps) {
    for (auto const rest : ways)
        for (std::uint64_t const first : {150, 250, 350, 450, 550})
            for (auto n = GetParam() + 1; cut_twice(first, n, rest) && !HasFailure();) n += parts;
}

INSTANTIATE_TEST_SUITE_P(part, queue_crash, ::testing::Range<std::uint64_t>(0, parts));
INSTANTIATE_TEST_SUITE_P(part, queue_crash_long, ::testing::Range<std::uint64_t>(0, parts));

}  // namespace
}  // namespace mailstead::mta::queue::crash
