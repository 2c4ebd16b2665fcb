// Contexts against a model: a client that applies ADDTO and REMOVEFROM as RFC 5267 §4.3 says always has what a new search finds.
#include "imap/contexts.h"

#include <random>

#include <gtest/gtest.h>

#include "store/memory.h"

#include "imap/context_run.h"
#include "imap/search_result.h"
#include "imap/sort_run.h"

namespace mailstead::imap {
namespace {

constexpr std::chrono::hours long_enough(1);

// "5,7:9" as numbers.
std::vector<std::uint32_t> numbers(std::string_view set) {
    std::vector<std::uint32_t> out;
    while (!set.empty()) {
        auto const item = set.substr(0, set.find(','));
        auto const colon = item.find(':');
        auto const first = static_cast<std::uint32_t>(std::stoul(std::string(item.substr(0, colon))));
        auto const last = colon == item.npos ? first : static_cast<std::uint32_t>(std::stoul(std::string(item.substr(colon + 1))));
        for (auto n = first; n <= last; ++n) out.push_back(n);
        set.remove_prefix(std::min(set.size(), item.size() + 1));
    }
    return out;
}

struct client {
    std::vector<std::uint32_t> results;

    void apply(std::string_view text) {
        for (std::string_view const name : {"REMOVEFROM (", "ADDTO ("}) {
            for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
                auto list = text.substr(at + name.size());
                list = list.substr(0, list.find(')'));
                pairs(list, name == "ADDTO (");
            }
        }
    }
    void pairs(std::string_view list, bool add) {
        while (!list.empty()) {
            auto const space = list.find(' ');
            auto const position = std::stoul(std::string(list.substr(0, space)));
            list.remove_prefix(space + 1);
            auto const set = list.substr(0, list.find(' '));
            list.remove_prefix(std::min(list.size(), set.size() + 1));
            add ? insert(position, numbers(set)) : remove(position, numbers(set));
        }
    }
    void insert(std::size_t position, std::vector<std::uint32_t> const& what) {
        if (position == 0) {
            results.insert(results.end(), what.begin(), what.end());
            std::sort(results.begin(), results.end());
            return;
        }
        ASSERT_LE(position, results.size() + 1);
        results.insert(results.begin() + static_cast<std::ptrdiff_t>(position - 1), what.begin(), what.end());
    }
    void remove(std::size_t position, std::vector<std::uint32_t> const& what) {
        if (position == 0) {
            for (auto const n : what) ASSERT_EQ(std::erase(results, n), 1u);
            return;
        }
        auto const from = results.begin() + static_cast<std::ptrdiff_t>(position - 1);
        ASSERT_LE(position - 1 + what.size(), results.size());
        ASSERT_TRUE(std::equal(what.begin(), what.end(), from));
        results.erase(from, from + static_cast<std::ptrdiff_t>(what.size()));
    }
};

class world {
public:
    world(unsigned seed, std::vector<sort_criterion> order) : dice(seed) {
        for (int i = 0; i < 8; ++i) add();
        box = *account.open("INBOX");
        view = std::make_unique<selected>(box, "INBOX", access::read_write, box->now(), 1);
        made.tag = "t";
        made.correlator = tag_correlator("t");
        made.form = by::uid;
        made.key.what = search_key::kind::flag;
        made.key.number = store::flag::flagged;
        made.order = std::move(order);
        made.uids = fresh();
        model.results = made.uids;
    }

    void add() {
        auto const subject = std::string(1, static_cast<char>('a' + dice() % 6));
        account.put("INBOX", "Subject: " + subject + "\r\n\r\n" + std::string(dice() % 50, 'x'), dice() % 2 ? store::flag::flagged : 0,
                    static_cast<std::int64_t>(dice() % 100));
    }
    std::uint32_t some_uid() { return 1 + dice() % box->now()->uidnext(); }
    void act() {
        auto const uid = store::uid_set::of({some_uid(), some_uid()});
        store::flag_change change;
        change.flags = store::flag::flagged;
        change.action = dice() % 2 ? store::flag_change::how::add : store::flag_change::how::remove;
        switch (dice() % 3) {
            case 0: add(); break;
            case 1: (void)box->change_flags(uid, change); break;
            case 2:
                if (dice() % 2) (void)box->expunge(uid, store::mailbox::expunge_mode::all);
                break;
        }
    }
    std::vector<std::uint32_t> fresh() {
        search_run search(*view, made.key, 0);
        EXPECT_TRUE(search.go_on(long_enough));
        auto hits = search.hits();
        if (!made.order.empty()) {
            sort_run sort({known, box, view->view()->uidvalidity()}, hits, made.order);
            EXPECT_TRUE(sort.go_on(long_enough));
            hits = sort.sorted();
        }
        std::vector<std::uint32_t> out;
        for (auto const& hit : hits) out.push_back(hit.row->uid);
        return out;
    }
    void catch_up() {
        auto const now = box->now();
        auto const diff = now->since(*view->view());
        std::string out;
        contexts all;
        ASSERT_TRUE(all.add(made));
        all.tell_gone(out, *view, diff.gone);
        made = all.all().front();
        std::string others;
        view->sync(now, {}, others);
        auto uids = diff.changed;
        uids.insert(uids.end(), diff.added.begin(), diff.added.end());
        std::sort(uids.begin(), uids.end());
        context_run run(known, *view, made, uids, 0);
        while (!run.done()) ASSERT_TRUE(run.go_on(long_enough));
        model.apply(out);
        out.clear();
        ASSERT_TRUE(run.write(out));
        model.apply(out);
        ASSERT_EQ(model.results, made.uids);
        ASSERT_EQ(model.results, fresh());
    }

    std::mt19937 dice;
    books known;
    store::memory::account account;
    std::shared_ptr<store::mailbox> box;
    std::unique_ptr<selected> view;
    context made;
    client model;
};

void play(std::vector<sort_criterion> const& order) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        world w(seed, order);
        for (int step = 0; step < 40; ++step) {
            for (auto n = w.dice() % 6; n > 0; --n) w.act();
            w.catch_up();
            if (testing::Test::HasFatalFailure()) return;
        }
    }
}

TEST(contexts, in_the_order_of_the_mailbox) { play({}); }
TEST(contexts, by_arrival) { play({{sort_criterion::key::arrival, true}}); }
TEST(contexts, by_subject_and_size) { play({{sort_criterion::key::subject, false}, {sort_criterion::key::size, true}}); }

struct with_mail : testing::Test {
    with_mail() {
        for (int i = 0; i < 5; ++i) account.put("INBOX", "Subject: x\r\n\r\n", 0, 100 * i);
        box = *account.open("INBOX");
        view = std::make_unique<selected>(box, "INBOX", access::read_write, box->now(), 1);
    }
    store::memory::account account;
    std::shared_ptr<store::mailbox> box;
    std::unique_ptr<selected> view;
};

search_key set_key(search_key::kind what, std::vector<sequence_set::range> ranges) {
    search_key out;
    out.what = what;
    out.set.ranges = std::move(ranges);
    return out;
}

using sets = std::vector<sequence_set::range>;
using kind = search_key::kind;

TEST_F(with_mail, numbers_are_those_of_now) {
    (void)box->expunge(store::uid_set::of({2}), store::mailbox::expunge_mode::all);
    std::string out;
    view->sync(box->now(), {}, out);
    auto const key = pinned(set_key(kind::sequence, {{2, 0}}), *view);    // 2:*
    EXPECT_EQ(key.what, kind::uid);
    EXPECT_EQ(key.set.ranges, (sets{{3, 5}})) << "one range for one, however many messages it names";
    EXPECT_EQ(pinned(set_key(kind::sequence, {{1, 2}, {4, 0}}), *view).set.ranges, (sets{{1, 3}, {5, 5}}));
    EXPECT_TRUE(pinned(set_key(kind::sequence, {}), *view).set.ranges.empty());
    EXPECT_EQ(pinned(set_key(kind::uid, {{4, 0}}), *view).set.ranges, (sets{{4, ~0u}}));
    EXPECT_EQ(pinned(set_key(kind::uid, {{0, 4}}), *view).set.ranges, (sets{{4, ~0u}}));
    EXPECT_EQ(pinned(set_key(kind::uid, {{9, 0}}), *view).set.ranges, (sets{{5, ~0u}}));
    EXPECT_EQ(pinned(set_key(kind::uid, {{0, 0}, {1, 2}}), *view).set.ranges, (sets{{5, 5}, {1, 2}}));
    view->save(store::uid_set::of({1, 4}));
    search_key saved;
    saved.what = kind::sequence;
    saved.set.saved = true;
    EXPECT_EQ(pinned(saved, *view).set.ranges, (sets{{1, 1}, {4, 4}}));
    search_key both;
    both.what = kind::none_of;
    both.keys = {saved};
    EXPECT_EQ(pinned(both, *view).keys.front().what, kind::uid);
}

TEST_F(with_mail, numbers_count_what_has_not_been_told_to_be_gone) {
    (void)box->expunge(store::uid_set::of({2, 5}), store::mailbox::expunge_mode::all);
    std::string out;
    selected::telling how;
    how.gone = expunges::held_back;
    view->sync(box->now(), how, out);
    EXPECT_EQ(pinned(set_key(kind::sequence, {{3, 4}}), *view).set.ranges, (sets{{3, 4}}));
    EXPECT_EQ(pinned(set_key(kind::sequence, {{1, 0}}), *view).set.ranges, (sets{{1, 4}}));
    EXPECT_TRUE(pinned(set_key(kind::sequence, {{2, 2}, {5, 5}}), *view).set.ranges.empty());
}

TEST_F(with_mail, time_alone_touches_what_grew_older) {
    context made;
    made.key.what = kind::older;
    made.key.number = 1000;
    made.looked_at = 1150;
    using uids = std::vector<std::uint32_t>;
    EXPECT_EQ(touched_by_time(made, *view->view(), 1150), uids{});
    EXPECT_EQ(touched_by_time(made, *view->view(), 1350), (uids{3, 4}));    // of 200 and 300
    made.key.what = kind::all;
    EXPECT_EQ(touched_by_time(made, *view->view(), 1350), uids{});
}

TEST_F(with_mail, limits) {
    contexts all;
    for (std::size_t i = 0; i < contexts::most; ++i) {
        context one;
        one.tag = "t" + std::to_string(i);
        EXPECT_TRUE(all.add(one));
    }
    EXPECT_FALSE(all.add({}));
    EXPECT_TRUE(all.cancel("t3"));
    EXPECT_FALSE(all.cancel("t3"));
    context large;
    large.tag = "large";
    large.uids.resize(contexts::most_results + 1);
    EXPECT_FALSE(all.add(large));
    large.uids.pop_back();
    EXPECT_TRUE(all.add(large));
    EXPECT_TRUE(all.has("large"));
}

}  // namespace
}  // namespace mailstead::imap
