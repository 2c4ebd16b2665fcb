// What a client that comes back has missed: the set arithmetic, compared with plain loops, and the sequence match data.
#include "imap/resync.h"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <random>

namespace mailstead::imap {
namespace {

store::snapshot box_of(std::vector<std::uint32_t> const& uids, std::uint32_t uidnext) {
    std::vector<store::message> rows;
    for (auto const uid : uids) rows.push_back({uid, 0, 0, 1, 0, 1});
    store::snapshot::totals totals;
    totals.uidnext = uidnext;
    totals.keywords = std::make_shared<std::vector<std::string> const>();
    return store::snapshot(totals, rows);
}

sequence_set set_of(std::vector<sequence_set::range> ranges) {
    sequence_set out;
    out.ranges = std::move(ranges);
    return out;
}

TEST(resync, sets_agree_with_plain_loops) {
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::uint32_t> alive, a, b;
        for (std::uint32_t uid = 1; uid < 40; ++uid) {
            if (random() % 2) alive.push_back(uid);
            if (random() % 3) a.push_back(uid);
            if (random() % 2) b.push_back(uid);
        }
        auto const box = box_of(alive, 35 + random() % 10);
        auto const left = store::uid_set::of(a), right = store::uid_set::of(b);
        store::uid_set both, gone;
        for (auto const uid : a) {
            if (right.contains(uid)) both.add(uid);
            if (uid < box.uidnext() && !box.find(uid)) gone.add(uid);
        }
        EXPECT_EQ(common(left, right).to_string(), both.to_string());
        EXPECT_EQ(missing(box, left).to_string(), gone.to_string());
    }
}

TEST(resync, of_an_empty_mailbox_all_it_ever_gave_is_missing) {
    EXPECT_EQ(missing(box_of({}, 1), store::uid_set::everything()).to_string(), "");
    EXPECT_EQ(missing(box_of({}, 9), store::uid_set::everything()).to_string(), "1:8");
    EXPECT_EQ(missing(box_of({1, 3, 5}, 7), store::uid_set::everything()).to_string(), "2,4,6");
}

TEST(resync, numbers_that_begin_again_are_not_walked_again) {
    std::vector<std::uint32_t> uids(50'000);
    std::iota(uids.begin(), uids.end(), 1u);
    auto const box = box_of(uids, 50'001);
    resync from;
    from.numbers = from.their_uids = set_of(std::vector<sequence_set::range>(3000, {1, 50'000}));
    auto const began = std::chrono::steady_clock::now();
    EXPECT_EQ(matched_up_to(box, from), 50'000u);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
}

TEST(resync, match_data_count_up_to_the_first_that_differs) {
    auto const box = box_of({3, 6, 8, 9}, 10);
    resync from;
    EXPECT_EQ(matched_up_to(box, from), 0u);
    from.numbers = set_of({{1, 3}});
    from.their_uids = set_of({{3, 3}, {6, 6}, {8, 8}});
    EXPECT_EQ(matched_up_to(box, from), 8u);
    from.their_uids = set_of({{3, 3}, {7, 8}});
    EXPECT_EQ(matched_up_to(box, from), 3u);
    from.their_uids = set_of({{3, 3}});
    EXPECT_EQ(matched_up_to(box, from), 3u) << "fewer uids than numbers";
    from.numbers = set_of({{9, 9}});
    EXPECT_EQ(matched_up_to(box, from), 0u) << "a number that is not there";
    from.numbers = set_of({{1, 4294967295u}});
    from.their_uids = set_of({{3, 4294967295u}});
    EXPECT_EQ(matched_up_to(box, from), 3u);
}

}  // namespace
}  // namespace mailstead::imap
