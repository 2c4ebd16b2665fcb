// Columns of a page against the texts themselves, and books against what was put into them.
#include "imap/books.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "mime/date.h"
#include "mime/search_text.h"
#include "store/memory.h"

#include "imap/book_filler.h"
#include "imap/order_facts.h"

namespace mailstead::imap {
namespace {

using text = order_facts::text;
using rows = std::vector<std::size_t>;

store::facts facts_of(std::optional<std::string> subject, std::string from = {}) {
    store::facts out;
    out.envelope.subject = std::move(subject);
    out.envelope.message_id = "<id@x>";
    out.envelope.date = "Tue, 5 Mar 2024 23:00:00 -0300";
    if (!from.empty()) out.envelope.from.push_back({std::move(from), {}, "a", "b.test"});
    out.references = "<a@x> <b@x>";
    out.single_fields = true;
    return out;
}

book_page page_of(std::vector<std::uint32_t> const& uids, std::string const& what) {
    book_page out;
    for (auto const uid : uids) add_texts(out, uid, facts_of(what + std::to_string(uid)));
    return out;
}

rows holding(book_column const& in, std::string const& folded, std::size_t from, std::size_t to) {
    rows out;
    in.each_holding(book_needle(folded), from, to, [&](std::size_t row) { out.push_back(row); });
    return out;
}

std::string subject_in(book_page const& page, std::uint32_t uid) {
    auto const row = page.row_of(uid);
    return row ? std::string(page.columns[static_cast<std::size_t>(book_text::subject)].of(*row)) : "nothing";
}

TEST(order_facts, come_back_from_their_bytes) {
    store::facts from;
    from.envelope.subject = "Re: a";
    from.envelope.date = "1 Jan 1960 00:00:00 +0000";
    from.envelope.in_reply_to = "<p@x>";
    order_facts const again{std::string_view(order_facts(from).bytes())};
    EXPECT_EQ(again.of(text::subject), "A");
    EXPECT_EQ(again.of(text::id), "");
    EXPECT_TRUE(again.is_reply());
    EXPECT_EQ(again.sent(), -315619200);
    EXPECT_EQ(again.references(), std::vector<std::string>{"p@x"});
    order_facts const nothing{store::facts()};
    EXPECT_EQ(nothing.sent(), std::nullopt);
    EXPECT_FALSE(nothing.is_reply());
    EXPECT_TRUE(nothing.references().empty());
}

TEST(book_columns, say_which_rows_hold_a_text) {
    std::mt19937 dice(5);
    auto const below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice); };
    auto const letters = [&](std::size_t most) {
        std::string out;
        for (auto n = below(most + 1); n > 0; --n) out += "AB"[below(2)];
        return out;
    };
    for (int round = 0; round < 300; ++round) {
        book_column column;
        std::vector<std::optional<std::string>> texts;
        for (auto n = 1 + below(12); n > 0; --n) {
            if (below(4)) texts.push_back(letters(8));
            else texts.emplace_back();
            column.add(texts.back() ? book_mark + *texts.back() : "");
        }
        auto const needle = letters(4);
        auto const from = below(texts.size() + 1), to = from + below(texts.size() - from + 1);
        rows expected;
        for (auto row = from; row < to; ++row)
            if (texts[row] && texts[row]->find(needle) != std::string::npos) expected.push_back(row);
        ASSERT_EQ(holding(column, needle, from, to), expected) << round;
    }
}

TEST(book_pages, keep_what_search_looks_through) {
    book_page page;
    add_texts(page, 3, facts_of("=?utf-8?Q?=C3=A9t=C3=A9?= Fi"));
    add_texts(page, 4, facts_of(std::nullopt, "Ida"));
    store::facts odd;
    odd.envelope.subject = std::string(100'000, 'x');
    add_texts(page, 9, odd);
    EXPECT_EQ(subject_in(page, 3), book_mark + mime::casefold("\xc3\xa9t\xc3\xa9 Fi"));
    EXPECT_EQ(subject_in(page, 4), "");
    EXPECT_EQ(page.columns[static_cast<std::size_t>(book_text::from)].of(1), book_mark + std::string("IDA <A@B.TEST>"));
    EXPECT_EQ(page.days[0], mime::local_day(*mime::parse_date("5 Mar 2024 12:00:00 +0000")));
    EXPECT_EQ(page.days[2], no_day);
    EXPECT_EQ(page.columns[static_cast<std::size_t>(book_text::subject)].unknown(), std::vector<std::uint32_t>{2});
    EXPECT_EQ(page.doubtful, std::vector<std::uint32_t>{2});
    EXPECT_EQ(page.row_of(5), std::nullopt);
}

TEST(book_pages, take_rows_behind_before_and_between) {
    auto page = page_of({4, 6}, "a");
    add_rows(page, page_of({10, 11}, "b"));
    add_rows(page, page_of({1, 5, 6, 12}, "c"));
    EXPECT_EQ(page.uids, (std::vector<std::uint32_t>{1, 4, 5, 6, 10, 11, 12}));
    for (auto const& [uid, expected] : {std::pair(1u, "C1"), std::pair(6u, "A6"), std::pair(11u, "B11"), std::pair(12u, "C12")})
        EXPECT_EQ(subject_in(page, uid), book_mark + std::string(expected));
    book_page doubtful;
    add_texts(doubtful, 2, {});
    add_rows(page, doubtful);
    EXPECT_EQ(page.doubtful, std::vector<std::uint32_t>{1});
}

TEST(book_pages, are_put_in_order) {
    auto page = page_of({9, 2, 7, 3}, "a");
    add_texts(page, 5, {});    // doubtful
    put_in_order(page);
    EXPECT_EQ(page.uids, (std::vector<std::uint32_t>{2, 3, 5, 7, 9}));
    EXPECT_EQ(page.doubtful, std::vector<std::uint32_t>{2});
    for (auto const& [uid, expected] : {std::pair(2u, "A2"), std::pair(7u, "A7"), std::pair(9u, "A9")}) EXPECT_EQ(subject_in(page, uid), book_mark + std::string(expected));
}

struct some_books : testing::Test {
    store::memory::account account;
    std::shared_ptr<store::mailbox> box = *account.open("INBOX");
    book_place here = place_in_books(box, box->now()->uidvalidity());

    static std::size_t known(books::pages const& in) {
        std::size_t out = 0;
        for (auto const& page : in) out += page->uids.size();
        return out;
    }
};

TEST_F(some_books, what_was_put_in_is_found) {
    books all;
    std::vector<book_page> parts = {page_of({1, 2, 4095}, "a"), page_of({4096, 5000}, "b"), page_of({90'000}, "c")};
    ASSERT_TRUE(all.add(here, books::group::texts, parts));
    parts = {page_of({3}, "d")};
    ASSERT_TRUE(all.add(here, books::group::texts, parts));
    auto const found = all.find(here, books::group::texts);
    EXPECT_EQ(found.size(), 3u);
    for (std::uint32_t const uid : {1, 2, 3, 4095, 4096, 5000, 90'000}) {
        auto const at = find_in(found, uid);
        ASSERT_TRUE(at.page) << uid;
        EXPECT_EQ(at.page->uids[at.row], uid);
    }
    for (std::uint32_t const uid : {4, 4094, 4097, 60'000, 100'000}) EXPECT_FALSE(find_in(found, uid).page) << uid;
    EXPECT_TRUE(all.find(here, books::group::order).empty());
    EXPECT_TRUE(all.find(place_in_books(box, here.uidvalidity + 1), books::group::texts).empty());
    EXPECT_EQ(all.octets(), 0u);
}

TEST_F(some_books, another_mailbox_has_others_and_one_that_is_closed_none) {
    ASSERT_TRUE(account.create("other"));
    auto other = *account.open("other");
    books all;
    std::vector<book_page> const parts = {page_of({1}, "a")};
    ASSERT_TRUE(all.add(place_in_books(other, 1), books::group::texts, parts));
    EXPECT_TRUE(all.find(here, books::group::texts).empty());
    EXPECT_GT(all.octets(), 0u);
}

TEST_F(some_books, let_go_of_what_is_closed_when_swept) {
    auto const what = std::make_shared<int const>(1);
    books all;
    {
        store::memory::account closed;
        all.keep(place_in_books(*closed.open("INBOX"), 1), 0, what, 100);
        all.sweep();
        EXPECT_EQ(what.use_count(), 2);
    }
    EXPECT_EQ(what.use_count(), 2);
    all.sweep();
    EXPECT_EQ(what.use_count(), 1);
}

// A look at many leaves out what it does not find at once.
TEST_F(some_books, what_a_look_leaves_out_is_asked_for_alone) {
    for (int i = 0; i < 20; ++i) account.put("INBOX", "Subject: " + std::to_string(i) + "\r\n\r\n");
    std::vector<std::uint32_t> uids(20);
    std::iota(uids.begin(), uids.end(), 1u);
    books all;
    account.fail_next("glance", store::make_error_code(store::errc::damaged), 5);
    EXPECT_FALSE(fill_book(all, box, here.uidvalidity, books::group::texts, uids, {}).trouble);
    auto const found = all.find(here, books::group::texts);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.front()->uids, uids);
    EXPECT_EQ(subject_in(*found.front(), 5), book_mark + std::string("4"));
    account.fail_next("glance", store::make_error_code(store::errc::damaged), 5);
    account.fail_next("facts", store::make_error_code(store::errc::damaged), 1);
    EXPECT_TRUE(fill_book(all, box, here.uidvalidity, books::group::order, uids, {}).trouble);
    EXPECT_EQ(known(all.find(here, books::group::order)), 19u);
}


TEST_F(some_books, are_bounded) {
    ASSERT_TRUE(account.create("other"));
    auto const other = place_in_books(*account.open("other"), 1);
    books all(20'000);
    std::vector<book_page> parts = {page_of({1}, "a")};
    ASSERT_TRUE(all.add(here, books::group::texts, parts));
    std::uint32_t uid = 1;
    for (parts = {page_of({uid}, "b")}; all.add(other, books::group::texts, parts); parts = {page_of({++uid}, "b")}) ASSERT_LT(uid, 10'000u);
    EXPECT_GT(uid, 20u);
    EXPECT_LE(all.octets(), 20'000u);
    EXPECT_TRUE(all.find(here, books::group::texts).empty());
    EXPECT_EQ(known(all.find(other, books::group::texts)), uid - 1);
}

TEST_F(some_books, are_filled_with_what_is_there) {
    for (int i = 0; i < 300; ++i) account.put("INBOX", "Subject: " + std::to_string(i) + "\r\n\r\n");
    ASSERT_TRUE(box->expunge(store::uid_set::of({7}), store::mailbox::expunge_mode::all));
    std::vector<std::uint32_t> uids;
    for (std::uint32_t uid = 1; uid <= 301; ++uid) uids.push_back(uid);
    books all;
    for (auto const group : {books::group::texts, books::group::order}) {
        EXPECT_TRUE(fill_book(all, box, here.uidvalidity, group, uids, {}).has_room);
        auto const found = all.find(here, group);
        EXPECT_EQ(known(found), 299u);
        EXPECT_FALSE(find_in(found, 7).page);
        EXPECT_FALSE(find_in(found, 301).page);
    }
    auto const order = find_in(all.find(here, books::group::order), 300);
    ASSERT_TRUE(order.page);
    EXPECT_EQ(order_facts(order.page->columns.front().of(order.row)).of(text::subject), "299");
    books none(1);
    EXPECT_FALSE(fill_book(none, box, 1, books::group::texts, uids, {}).has_room);
}

TEST_F(some_books, are_filled_behind_others_backs_where_many_are_not_known) {
    for (int i = 0; i < 2500; ++i) account.put("INBOX", "Subject: " + std::to_string(i) + "\r\n\r\n");
    auto const all = std::make_shared<books>();
    {
        net::disk_pool disk(2, std::chrono::seconds(10));
        fill_later(all, box, box->now(), disk);
        fill_later(all, box, box->now(), disk);
        for (int i = 0; i < 1000 && known(all->find(here, books::group::texts)) < 2500; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(known(all->find(here, books::group::texts)), 2500u);
    EXPECT_TRUE(all->reserve(here));
}

}  // namespace
}  // namespace mailstead::imap
