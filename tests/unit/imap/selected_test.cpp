// Sequence numbers against a model: a client that applies EXISTS, EXPUNGE and FETCH as RFC 3501 §7 says must always agree
// with the server on what each number means.
#include "imap/selected.h"

#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "store/memory.h"

namespace mailstead::imap {
namespace {

// What a client believes, from untagged responses alone.
struct client {
    std::vector<std::uint32_t> uids;          // 0: not asked yet
    std::vector<std::string> flags;
    bool expunge_allowed = true;

    void apply(std::string const& text) {
        std::istringstream in(text);
        std::string line;
        while (std::getline(in, line)) {
            std::size_t n = 0;
            char what[16] = {};
            if (std::sscanf(line.c_str(), "* %zu %15s", &n, what) != 2) continue;
            if (std::string_view(what) == "EXISTS") {
                ASSERT_GE(n, uids.size()) << "EXISTS took messages away";
                uids.resize(n);
                flags.resize(n);
            } else if (std::string_view(what) == "EXPUNGE") {
                ASSERT_TRUE(expunge_allowed);
                ASSERT_GE(n, 1u);
                ASSERT_LE(n, uids.size());
                uids.erase(uids.begin() + static_cast<std::ptrdiff_t>(n - 1));
                flags.erase(flags.begin() + static_cast<std::ptrdiff_t>(n - 1));
            } else if (std::string_view(what) == "FETCH") {
                ASSERT_GE(n, 1u);
                ASSERT_LE(n, uids.size());
                flags[n - 1] = line.substr(line.find("FLAGS"));
            }
        }
    }
};

std::string shown(selected const& box, store::message const& row) {
    std::string out;
    box.write_flags(out, row);
    return out + ")\r";
}

class world {
public:
    explicit world(unsigned seed) : dice(seed), box(*account.open("INBOX")) {
        for (int i = 0; i < 5; ++i) add();
        view = std::make_unique<selected>(box, "INBOX", access::read_write, box->now(), *box->claim_recent());
        model.uids.resize(view->size());
        model.flags.resize(view->size());
        learn();
    }

    void add() { account.put("INBOX", "Subject: x\n\ny\n"); }
    void remove() {
        auto const now = box->now();
        if (now->size() == 0) return;
        auto const uid = (*now)[dice() % now->size()].uid;
        ASSERT_TRUE(box->expunge(store::uid_set::of({uid}), store::mailbox::expunge_mode::all));
    }
    void flag() {
        auto const now = box->now();
        if (now->size() == 0) return;
        store::flag_change change;
        change.action = dice() % 2 ? store::flag_change::how::add : store::flag_change::how::remove;
        change.flags = 1u << dice() % 5;
        if (dice() % 4 == 0) change.keywords.push_back("k" + std::to_string(dice() % 3));
        ASSERT_TRUE(box->change_flags(store::uid_set::of({(*now)[dice() % now->size()].uid}), change));
    }
    void sync(expunges how) {
        auto const now = box->now();
        if (now->uidnext() > view->view()->uidnext()) view->add_recent(*box->claim_recent(), *now);
        std::string out;
        selected::telling telling;
        telling.gone = how;
        view->sync(now, telling, out);
        model.expunge_allowed = how == expunges::told;
        model.apply(out);
    }
    // A client that fetches all it can.
    void learn() {
        sequence_set all;
        all.ranges.push_back({1, sequence_set::star});
        auto const chosen = view->choose(all, by::sequence);
        for (auto const& one : chosen.messages) {
            auto& known = model.uids[one.sequence - 1];
            ASSERT_TRUE(known == 0 || known == one.row->uid) << "number " << one.sequence << " means another message";
            known = one.row->uid;
            auto const now = shown(*view, *one.row);
            auto& flags = model.flags[one.sequence - 1];
            ASSERT_TRUE(flags.empty() || flags == now) << flags << " is now " << now << " and was not told";
            flags = now;
        }
    }
    void check() {
        ASSERT_EQ(model.uids.size(), view->size());
        learn();
        // Each living uid is found by number and the number by uid.
        for (std::size_t i = 0; i < model.uids.size(); ++i) {
            if (!view->view()->find(model.uids[i])) continue;
            ASSERT_EQ(view->sequence_of(model.uids[i]), i + 1);
            sequence_set one;
            one.ranges.push_back({static_cast<std::uint32_t>(i + 1), static_cast<std::uint32_t>(i + 1)});
            auto const chosen = view->choose(one, by::sequence);
            ASSERT_EQ(chosen.messages.size(), 1u);
            ASSERT_EQ(chosen.messages[0].row->uid, model.uids[i]);
        }
    }

    std::mt19937 dice;
    store::memory::account account;
    std::shared_ptr<store::mailbox> box;
    std::unique_ptr<selected> view;
    client model;
};

TEST(selected, agrees_with_a_client) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        world w(seed);
        for (int step = 0; step < 120 && !testing::Test::HasFatalFailure(); ++step) {
            switch (w.dice() % 8) {
                case 0: case 1: w.add(); break;
                case 2: case 3: w.remove(); break;
                case 4: case 5: w.flag(); break;
                case 6: w.sync(expunges::held_back); w.check(); break;
                default: w.sync(expunges::told); w.check(); break;
            }
        }
        ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed;
    }
}

TEST(selected, hides_what_the_client_did_itself) {
    world w(1);
    own_change own;
    own.which = store::uid_set::of({1, 2});
    own.change.flags = store::flag::flagged;
    ASSERT_TRUE(w.box->change_flags(own.which, own.change));
    store::flag_change other;
    other.flags = store::flag::seen;
    ASSERT_TRUE(w.box->change_flags(store::uid_set::of({2, 3}), other));
    std::string out;
    selected::telling telling;
    telling.own = &own;
    w.view->sync(w.box->now(), telling, out);
    EXPECT_EQ(out, "* 2 FETCH (FLAGS (\\Flagged \\Seen \\Recent))\r\n* 3 FETCH (FLAGS (\\Seen \\Recent))\r\n");
}

TEST(selected, sets) {
    world w(2);
    sequence_set set;
    set.ranges.push_back({4, 9});
    EXPECT_TRUE(w.view->choose(set, by::sequence).invalid);
    EXPECT_EQ(w.view->choose(set, by::uid).messages.size(), 2u);
    EXPECT_FALSE(w.view->choose(set, by::uid).invalid);
    set.ranges = {{9, sequence_set::star}};    // the last message is always meant, RFC 3501 §6.4.8
    EXPECT_EQ(w.view->choose(set, by::uid).messages.size(), 1u);
    set.ranges = {{1, 2}, {4, 5}};
    EXPECT_EQ(w.view->uids_of(w.view->choose(set, by::sequence).messages).to_string(), "1:2,4:5");
}

}  // namespace
}  // namespace mailstead::imap
