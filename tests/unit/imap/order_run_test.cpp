// SORT and THREAD by the books' numbers give what they give by the texts themselves.
#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "imap/order_ranks.h"
#include "imap/sort_run.h"
#include "imap/thread_run.h"
#include "store/memory.h"

namespace mailstead::imap {
namespace {

using key = sort_criterion::key;

class dice {
public:
    explicit dice(unsigned seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }
    std::string letters(std::size_t most, std::string_view of) {
        std::string out;
        for (auto n = below(most + 1); n > 0; --n) out += of[below(of.size())];
        return out;
    }

private:
    std::mt19937 engine_;
};

TEST(order_ranks, order_as_texts_do) {
    dice any(3);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> texts;
        for (auto n = any.below(60); n > 0; --n) texts.push_back(any.below(3) ? "the same beginning of " + any.letters(20, "ab") : any.letters(9, std::string_view("a\0\xff", 3)));
        std::vector<std::string_view> const views(texts.begin(), texts.end());
        auto const ranks = ranked(views);
        ASSERT_EQ(ranks.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            ASSERT_EQ(ranks[i] == 0, texts[i].empty());
            for (std::size_t j = 0; j < texts.size(); ++j) ASSERT_EQ(ranks[i] < ranks[j], texts[i] < texts[j]) << round;
        }
    }
}

TEST(order_ranks, sorting_by_numbers_is_stable) {
    dice any(4);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::uint64_t> keys(1 + any.below(100));
        for (auto& one : keys) one = any.below(2) ? any.below(4) << any.below(60) : ~std::uint64_t{0} - any.below(300);
        std::vector<std::uint32_t> order(keys.size());
        std::iota(order.begin(), order.end(), 0u);
        auto expected = order;
        std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
        sort_stably(keys, order);
        ASSERT_EQ(order, expected);
    }
}

struct orders : testing::Test {
    store::memory::account account;
    std::shared_ptr<store::mailbox> box = *account.open("INBOX");
    dice any{9};

    std::string id() { return "<" + std::to_string(any.below(40)) + "@x>"; }
    std::string message() {
        std::string out;
        if (any.below(5)) out += "Subject: " + std::string(any.below(2) ? "Re: " : "") + any.letters(3, "aB ") + "\r\n";
        if (any.below(4)) out += "Date: " + std::to_string(1 + any.below(4)) + " Mar 2024 10:00:0" + std::to_string(any.below(3)) + " +0000\r\n";
        if (any.below(3)) out += "From: =?utf-8?Q?" + any.letters(2, "xY") + "?= <" + any.letters(2, "pQ") + "@b.test>\r\n";
        if (any.below(3)) out += "To: " + any.letters(2, "pQ") + "@b.test\r\n";
        if (any.below(3)) out += "Cc: " + any.letters(2, "pQ") + "@b.test\r\n";
        if (any.below(5)) out += "Message-ID: " + id() + "\r\n";
        if (any.below(2)) out += "References: " + id() + " " + id() + "\r\n";
        return out + "\r\n" + any.letters(5, "m");
    }
    std::vector<picked> all() {
        std::vector<picked> out;
        for (std::size_t i = 0; i < view->size(); ++i) out.push_back({static_cast<std::uint32_t>(i + 1), &(*view)[i], static_cast<std::uint8_t>(1 + any.below(3))});
        return out;
    }
    template <class Run>
    static void finish(Run& run) {
        while (!run.done()) ASSERT_TRUE(run.go_on(std::chrono::milliseconds(any_slice)));
    }
    static constexpr int any_slice = 5;
    store::view view = box->now();
};

std::vector<std::uint32_t> numbers(std::vector<picked> const& of) {
    std::vector<std::uint32_t> out;
    for (auto const& one : of) out.push_back(one.sequence);
    return out;
}

TEST_F(orders, are_the_same_by_the_book_and_by_texts) {
    books known, none(1);
    for (int round = 0; round < 40; ++round) {
        for (int i = 0; i < 10; ++i) account.put("INBOX", message(), 0);
        auto const gone = static_cast<std::uint32_t>(1 + any.below(10 * static_cast<std::size_t>(round) + 1));
        if (round % 5 == 4) {
            EXPECT_TRUE(box->expunge(store::uid_set::of({gone}), store::mailbox::expunge_mode::all));
        }
        view = box->now();
        std::vector<sort_criterion> order;
        static constexpr key keys[] = {key::arrival, key::cc, key::date, key::from, key::size, key::subject, key::to, key::display_from, key::display_to, key::relevancy};
        for (auto n = 1 + any.below(3); n > 0; --n) order.push_back({keys[any.below(std::size(keys))], any.below(2) == 0});
        auto messages = all();
        if (round % 7 == 6) messages.erase(messages.begin() + 3, messages.begin() + static_cast<std::ptrdiff_t>(any.below(messages.size() - 3) + 3));
        sort_run by_book({known, box, 1}, messages, order), by_texts({none, box, 1}, messages, order);
        finish(by_book);
        finish(by_texts);
        ASSERT_EQ(numbers(by_book.sorted()), numbers(by_texts.sorted())) << round;
        for (auto const how : {thread_algorithm::ordered_subject, thread_algorithm::references, thread_algorithm::refs}) {
            thread_run one({known, box, 1}, messages, how), other({none, box, 1}, messages, how);
            finish(one);
            finish(other);
            std::string a, b;
            one.write(a, by::uid);
            other.write(b, by::uid);
            ASSERT_EQ(a, b) << round;
            ASSERT_FALSE(a.empty());
        }
    }
    EXPECT_GT(known.octets(), 0u);
    EXPECT_EQ(none.octets(), 0u);
}

// Between two turns of one SORT another mailbox may take all the room there is.
TEST_F(orders, keep_all_messages_where_another_mailbox_takes_the_room) {
    for (int i = 0; i < 5000; ++i) account.put("INBOX", "Subject: " + std::to_string(i % 10) + "\r\n\r\n", 0);
    ASSERT_TRUE(account.create("other"));
    auto const other = *account.open("other");
    view = box->now();
    auto const messages = all();
    books known(1'700'000);
    std::vector<book_page> large(1);
    store::facts what;
    what.envelope.subject = std::string(4000, 's');
    for (std::uint32_t uid = 1; uid < 1500; ++uid) add_order(large.front(), uid, what);
    auto const take_room = [&] { return known.add(place_in_books(other, 1), books::group::order, large); };
    order_walk walk({known, box, 1}, messages);
    ASSERT_TRUE(walk.prepare(std::chrono::steady_clock::now() + std::chrono::milliseconds(1)));
    ASSERT_FALSE(walk.is_prepared());
    ASSERT_TRUE(take_room());
    ASSERT_TRUE(known.find(place_in_books(box, 1), books::group::order).empty());
    ASSERT_TRUE(walk.prepare(std::chrono::steady_clock::now() + std::chrono::hours(1)));
    std::vector<book_row> rows;
    EXPECT_FALSE(walk.find_rows(rows));
}

TEST_F(orders, leave_out_what_is_gone) {
    for (int i = 0; i < 50; ++i) account.put("INBOX", message(), 0);
    view = box->now();
    auto const messages = all();
    ASSERT_TRUE(box->expunge(store::uid_set::of({7, 8}), store::mailbox::expunge_mode::all));
    books known;
    sort_run run({known, box, 1}, messages, {{key::subject, false}});
    finish(run);
    EXPECT_EQ(run.sorted().size(), 48u);
}

}  // namespace
}  // namespace mailstead::imap
