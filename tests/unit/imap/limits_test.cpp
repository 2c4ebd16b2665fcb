// Where a limited SEARCH begins, and that a long set costs no more for a large mailbox.
#include "imap/limits.h"

#include <chrono>

#include <gtest/gtest.h>

#include "store/memory.h"

namespace mailstead::imap {
namespace {

using kind = search_key::kind;

std::unique_ptr<selected> mailbox_of(std::uint32_t count) {
    static store::memory::account account;
    store::snapshot::totals totals;
    totals.uidnext = 2 * count + 1;
    totals.keywords = std::make_shared<std::vector<std::string> const>();
    std::vector<store::message> rows(count);
    for (std::uint32_t i = 0; i < count; ++i) rows[i].uid = 2 * (i + 1);
    return std::make_unique<selected>(*account.open("INBOX"), "INBOX", access::read_only, std::make_shared<store::snapshot const>(totals, rows), 0);
}

search_key key_of(kind what, std::vector<sequence_set::range> ranges) {
    search_key out;
    out.what = what;
    out.set.ranges = std::move(ranges);
    return out;
}

search_key both(search_key one, search_key other) {
    search_key out;
    out.what = kind::all_of;
    out.keys = {std::move(one), std::move(other)};
    return out;
}

TEST(limits, what_all_sets_name_counts) {
    auto const box = mailbox_of(10);    // uids 2, 4 ... 20
    EXPECT_EQ(start_of(*box, {}, 3).position, 7u);
    EXPECT_EQ(start_of(*box, key_of(kind::sequence, {{1, 5}}), 3).position, 2u);
    EXPECT_EQ(start_of(*box, key_of(kind::uid, {{1, 5}}), 3).position, 0u) << "two are no more than three";
    auto const mixed = both(key_of(kind::sequence, {{1, 5}}), key_of(kind::uid, {{4, 0}}));
    EXPECT_EQ(start_of(*box, mixed, 2).position, 3u);
    EXPECT_EQ(start_of(*box, mixed, 2).by.lowest, 8u);
    search_key after;
    after.what = kind::uid_after;
    after.number = 4;
    EXPECT_EQ(start_of(*box, both(after, key_of(kind::sequence, {{1, 5}})), 2).position, 3u);
    box->save(store::uid_set::of({2, 6, 8}));
    search_key saved;
    saved.what = kind::sequence;
    saved.set.saved = true;
    EXPECT_EQ(start_of(*box, saved, 2).position, 2u);
}

TEST(limits, a_long_set_is_read_once) {
    auto const box = mailbox_of(50'000);
    std::vector<sequence_set::range> ranges;
    for (std::uint32_t i = 0; i < 10'000; ++i) ranges.push_back({2 * i + 1, 2 * i + 1});
    search_key key;
    key.what = kind::all_of;
    for (int i = 0; i < 20; ++i) key.keys.push_back(key_of(kind::sequence, ranges));
    auto const began = std::chrono::steady_clock::now();
    EXPECT_EQ(start_of(*box, key, 100).by.limit, 100u);
    EXPECT_EQ(start_of(*box, key, 20'000).by.limit, 0u);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

}  // namespace
}  // namespace mailstead::imap
