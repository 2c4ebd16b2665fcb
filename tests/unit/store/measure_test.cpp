// Which rows lack size or date, and asking for them piece by piece.
#include "store/measure.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "store/index.h"
#include "store/mailbox.h"
#include "store/memory.h"

namespace mailstead::store {
namespace {

TEST(measure, a_row_has_what_is_known) {
    message row;
    EXPECT_TRUE(has(row, measures::both));
    row.size = unknown_size;
    EXPECT_TRUE(has(row, measures::date));
    EXPECT_FALSE(has(row, measures::size));
    EXPECT_FALSE(has(row, measures::both));
    row = {};
    row.internal_date = unknown_date;
    EXPECT_TRUE(has(row, measures::size));
    EXPECT_FALSE(has(row, measures::both));
}

TEST(measure, unmeasured_are_found_within_bounds) {
    std::vector<message> rows;
    for (std::uint32_t uid = 1; uid <= 10; ++uid) rows.push_back({uid, 0, 0, 1, 5, uid % 2 ? unknown_size : 7});
    snapshot const in({}, rows);
    EXPECT_EQ(unmeasured(in, measures::size, 0, 100), (std::vector<std::uint32_t>{1, 3, 5, 7, 9}));
    EXPECT_EQ(unmeasured(in, measures::size, 1, 5), (std::vector<std::uint32_t>{3, 5}));
    EXPECT_EQ(unmeasured(in, measures::size, 0, 100, 2), (std::vector<std::uint32_t>{1, 3}));
    EXPECT_TRUE(unmeasured(in, measures::date, 0, 100).empty());
}

TEST(measure, all_means_all) {
    memory::account account;
    constexpr std::size_t count = measured_at_once * 2 + 3;
    for (std::size_t i = 0; i < count; ++i) account.put("INBOX", std::string(i % 9, 'x'), 0, 77);
    account.forget_measures("INBOX");
    auto const box = account.open("INBOX").value();
    EXPECT_EQ(unmeasured(*box->now(), measures::both, 0, count).size(), count);
    EXPECT_FALSE(account.status("INBOX").value().sizes_known);
    auto const found = measure_all(*box, box->now(), measures::both).value();
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ((*found)[i].size, i % 9);
        ASSERT_EQ((*found)[i].internal_date, 77);
    }
    EXPECT_EQ(box->now(), found);
}

TEST(measure, trouble_is_told) {
    memory::account account;
    account.put("INBOX", "x");
    account.forget_measures("INBOX");
    account.fail_next("measured", base::from_errno(EIO));
    EXPECT_EQ(account.status_with_sizes("INBOX").error(), base::from_errno(EIO));
    EXPECT_EQ(account.status_with_sizes("INBOX").value().size, 1u);
}

TEST(measure, what_cannot_be_found_can_be_left_out) {
    memory::account account;
    account.put("INBOX", "one");
    account.put("INBOX", "three");
    account.forget_measures("INBOX");
    auto const box = account.open("INBOX").value();
    auto const before = box->now();
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mailbox::expunge_mode::all));
    auto const left = only_measured(*box, before, measures::size).value();
    ASSERT_EQ(left->size(), 1u);
    EXPECT_EQ((*left)[0].uid, 2u);
    EXPECT_EQ((*left)[0].size, 5u);
}

TEST(measure, the_index_keeps_what_is_unknown_and_what_was_found) {
    std::string root = "/tmp/mailstead-measure-XXXXXX";
    ASSERT_NE(::mkdtemp(root.data()), nullptr);
    {
        index_settings how;
        how.directory = root;
        index in(std::make_shared<index_pool>(how), "a");
        auto row = in.create("INBOX").value();
        index_change change{row, {}, {}, {}, {}};
        change.added.push_back({{1, 3, 0, 2, unknown_date, unknown_size}, "1.x", 0});
        change.added.push_back({{2, 0, 5, 2, 9, 10}, "2.x", 0});
        ASSERT_TRUE(in.commit(std::span(&change, 1), durability::synced));
        auto all = in.messages(row.id).value();
        ASSERT_EQ(all.size(), 2u);
        EXPECT_EQ(all[0].size, unknown_size);
        EXPECT_EQ(all[0].internal_date, unknown_date);
        EXPECT_EQ(all[0].flags, 3u);
        EXPECT_EQ(all[1].keywords, 5u);
        EXPECT_EQ(all[1].internal_date, 9);
        all[0].size = 8;
        all[0].internal_date = 7;
        ASSERT_TRUE(in.note_measures(row.id, std::span(all).first(1)));
        EXPECT_EQ(in.row(row.id, 1).value().what.size, 8u);
        EXPECT_EQ(in.row(row.id, 1).value().what.internal_date, 7);
        EXPECT_EQ(in.row(row.id, 2).value().what.size, 10u);
        message const gone{99, 0, 0, 0, 1, 1};
        EXPECT_TRUE(in.note_measures(row.id, std::span(&gone, 1)));
    }
    std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace mailstead::store
