// Snapshots against a plain map: every way of making one, and the differences between any two of a history.
#include "store/snapshot.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace mailstead::store {
namespace {

using model = std::map<std::uint32_t, message>;

void expect_same(snapshot const& got, model const& want) {
    ASSERT_EQ(got.size(), want.size());
    std::size_t at = 0;
    for (auto const& [uid, row] : want) {
        ASSERT_EQ(got[at].uid, uid);
        ASSERT_EQ(got[at].flags, row.flags);
        ASSERT_EQ(got.lower_bound(uid), at);
        ASSERT_EQ(got.find(uid), &got[at]);
        ++at;
    }
}

void expect_differences(snapshot::differences const& got, model const& older, model const& newer) {
    std::vector<std::uint32_t> gone, added, changed;
    for (auto const& [uid, row] : older)
        if (!newer.count(uid)) gone.push_back(uid);
    for (auto const& [uid, row] : newer) {
        auto const was = older.find(uid);
        if (was == older.end())
            added.push_back(uid);
        else if (was->second.flags != row.flags || was->second.keywords != row.keywords)
            changed.push_back(uid);
    }
    EXPECT_EQ(got.gone, gone);
    EXPECT_EQ(got.added, added);
    EXPECT_EQ(got.changed, changed);
}

// A mailbox's history made of random steps, each kept as snapshot and as map.
struct history {
    std::mt19937 random;
    std::vector<view> views{std::make_shared<snapshot const>(snapshot::totals{})};
    std::vector<model> models{{}};

    explicit history(unsigned seed) : random(seed) {}
    unsigned below(unsigned n) { return std::uniform_int_distribution<unsigned>(0, n - 1)(random); }

    void step() {
        auto rows = models.back();
        auto totals = views.back()->all_totals();
        ++totals.highest_modseq;
        switch (below(3)) {
        case 0: return add(std::move(rows), std::move(totals));
        case 1: return change(std::move(rows), std::move(totals));
        default: return remove(std::move(rows), std::move(totals));
        }
    }

    void add(model rows, snapshot::totals totals) {
        std::vector<message> fresh;
        for (auto n = below(900); n-- > 0;) {
            totals.uidnext += below(3);
            fresh.push_back({totals.uidnext++, below(32), 0, totals.highest_modseq, 0, 1});
            rows[fresh.back().uid] = fresh.back();
        }
        views.push_back(views.back()->with_added(totals, fresh));
        models.push_back(std::move(rows));
    }

    void change(model rows, snapshot::totals totals) {
        std::vector<message> edits;
        for (auto& [uid, row] : rows) {
            if (below(40) != 0) continue;
            row.flags ^= 1;
            edits.push_back(row);
        }
        views.push_back(views.back()->with_changed(totals, edits));
        models.push_back(std::move(rows));
    }

    void remove(model rows, snapshot::totals totals) {
        std::vector<std::uint32_t> uids;
        auto const one_in = 1 + below(20);
        for (auto const& [uid, row] : rows)
            if (below(one_in) == 0) uids.push_back(uid);
        for (auto const uid : uids) rows.erase(uid);
        uids.push_back(0xfffffff0);  // unknown: passed over
        views.push_back(views.back()->without(totals, uids));
        models.push_back(std::move(rows));
    }
};

TEST(snapshot, agrees_with_a_map_through_random_histories) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        history h(seed);
        for (int i = 0; i < 14; ++i) h.step();
        for (std::size_t i = 0; i < h.views.size(); ++i) expect_same(*h.views[i], h.models[i]);
        for (std::size_t i = 0; i < h.views.size(); ++i)
            for (std::size_t k = i; k < h.views.size(); ++k)
                expect_differences(h.views[k]->since(*h.views[i]), h.models[i], h.models[k]);
    }
}

TEST(snapshot, another_uidvalidity_is_another_mailbox) {
    snapshot::totals one, two;
    one.uidvalidity = 1;
    two.uidvalidity = 2;
    snapshot const a(one, {{1, 0, 0, 1, 0, 1}, {2, 0, 0, 1, 0, 1}}), b(two, {{1, 0, 0, 1, 0, 1}});
    auto const d = b.since(a);
    EXPECT_EQ(d.gone, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(d.added, (std::vector<std::uint32_t>{1}));
}

TEST(snapshot, a_change_shares_the_other_chunks) {
    std::vector<message> rows;
    for (std::uint32_t uid = 1; uid <= 5000; ++uid) rows.push_back({uid, 0, 0, 1, 0, 1});
    snapshot const before({}, rows);
    message const edit{700, flag::seen, 0, 2, 0, 1};
    auto const after = before.with_changed({}, std::span(&edit, 1));
    EXPECT_EQ(&before[0], &(*after)[0]);
    EXPECT_NE(before.find(700), after->find(700));
    EXPECT_EQ(&before[4999], &(*after)[4999]);
}

TEST(snapshot, finds_nothing_in_an_empty_mailbox) {
    snapshot const empty{snapshot::totals{}};
    EXPECT_EQ(empty.find(1), nullptr);
    EXPECT_EQ(empty.lower_bound(1), 0u);
    EXPECT_TRUE(empty.keywords().empty());
}

}  // namespace
}  // namespace mailstead::store
