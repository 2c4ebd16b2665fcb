#include "imap/summaries.h"

#include <gtest/gtest.h>

#include "tests/lib/fake_clock.h"
#include "store/memory.h"
#include "store/read.h"

#include "imap/write.h"

namespace mailstead::imap {
namespace {

store::facts of(std::string header) { return store::facts_in(header + "\n\nbody\n", store::facts_part::all); }

summaries::page page_of(std::uint32_t uid, store::facts const& what) {
    summary_page_maker maker;
    maker.add({uid, &what, true, 5, 6}, summary_page::envelope);
    return maker.done();
}

std::string envelope_of(summary_page const& in, std::uint32_t uid) {
    std::string out;
    in.write_envelope(out, uid);
    return out;
}

std::string envelope_of(store::facts const& what) {
    std::string out;
    write::envelope(out, what.envelope);
    return out;
}

TEST(summary_page, gives_back_the_texts_that_are_written) {
    for (auto const* header : {"From: A <a@b>\nTo: c@d, e@f\nSubject: \"x\\", "From: A <a@b>\nSender: s@s\nReply-To: r@r", "Subject: none",
                               "From: a@b\nSender: a@b\nReply-To: c@d", "From: a@b, c@d", "Subject: \xc3\xa4", "From: \xc3\xa4 <a@b>\nDate: x\nMessage-ID: <i@d>\nIn-Reply-To: <p@d>"}) {
        auto const what = of(header);
        auto const page = page_of(70, what);
        ASSERT_TRUE(page->has(70, summary_page::envelope | summary_page::structure)) << header;
        EXPECT_FALSE(page->has(71, summary_page::envelope));
        EXPECT_FALSE(page->has(70, summary_page::body));
        EXPECT_EQ(envelope_of(*page, 70), envelope_of(what)) << header;
        EXPECT_EQ(page->has_8_bits(70), std::string_view(header).find('\xc3') != std::string_view::npos);
        EXPECT_EQ(page->internal_date(70), 5);
        EXPECT_EQ(page->size(70), 6u);
        std::string structure, wanted;
        page->write_structure(structure, 70);
        write::body_structure(wanted, what.structure, write::detail::extended);
        EXPECT_EQ(structure, wanted);
    }
}

TEST(summary_page, keeps_what_an_older_one_knew) {
    auto const first = of("From: first@x"), second = of("From: second@x"), third = of("From: third@x");
    auto before = page_of(3, first);
    summary_page_maker more(before);
    more.add({9, &second, false, store::unknown_date, store::unknown_size}, summary_page::envelope);
    more.add({3, &third, true, store::unknown_date, store::unknown_size}, summary_page::body);
    auto const now = more.done();
    EXPECT_EQ(envelope_of(*now, 3), envelope_of(first));    // what was told once is told again
    EXPECT_TRUE(now->has(3, summary_page::envelope | summary_page::structure | summary_page::body));
    EXPECT_EQ(now->internal_date(3), 5);
    EXPECT_EQ(envelope_of(*now, 9), envelope_of(second));
    EXPECT_FALSE(now->has(9, summary_page::structure));
    summary_page_maker again(now);
    again.add({10, &third, true, 1, 2}, summary_page::envelope);
    auto const last = again.done();
    EXPECT_EQ(envelope_of(*last, 3), envelope_of(first));
    EXPECT_EQ(envelope_of(*last, 9), envelope_of(second));
    EXPECT_EQ(envelope_of(*last, 10), envelope_of(third));
}

struct summary_books : testing::Test {
    store::memory::account account;
    std::shared_ptr<store::mailbox> box = *account.open("INBOX");
    test::fake_clock clock;
    store::facts const some = of("From: a@b\nSubject: s");
};

TEST_F(summary_books, what_was_kept_is_found_under_its_uidvalidity_only) {
    summaries book(1 << 20, clock);
    book.keep(box, 7, 0, page_of(1, some));
    EXPECT_TRUE(book.find(box, 7, 0));
    EXPECT_FALSE(book.find(box, 7, 1));
    EXPECT_FALSE(book.find(box, 8, 0));
    EXPECT_FALSE(book.find(box, 7, 0));    // nobody will ask for the old ones again
    EXPECT_EQ(book.octets(), 0u);
}

TEST_F(summary_books, a_mailbox_that_was_closed_is_forgotten) {
    ASSERT_TRUE(account.create("A"));
    summaries book(1 << 20, clock);
    auto other = std::shared_ptr<store::mailbox>(box.get(), [](auto*) {});    // another owner at the same address
    book.keep(other, 7, 0, page_of(1, some));
    EXPECT_TRUE(book.find(other, 7, 0));
    other.reset();
    EXPECT_FALSE(book.find(box, 7, 0));
    book.sweep();
    EXPECT_EQ(book.octets(), 0u);
}

TEST_F(summary_books, is_bounded_and_the_one_used_last_stays) {
    ASSERT_TRUE(account.create("A"));
    auto const other = *account.open("A");
    auto const one = page_of(1, some)->octets() + 64;
    summaries book(10 * one, clock);
    for (std::uint32_t n = 0; n < 6; ++n) book.keep(other, 1, n, page_of(1, some));
    for (std::uint32_t n = 0; n < 30; ++n) {
        clock.advance(std::chrono::seconds(1));
        book.keep(box, 1, n, page_of(1, some));
        ASSERT_LE(book.octets(), 10 * one);
    }
    EXPECT_FALSE(book.find(other, 1, 0));
    for (std::uint32_t n = 0; n < 10; ++n) EXPECT_TRUE(book.find(box, 1, n));    // a scan of what is too large finds the beginning again
    EXPECT_FALSE(book.find(box, 1, 20));
    book.keep(box, 1, 3, page_of(1, some));    // in place of what was there
    EXPECT_LE(book.octets(), 10 * one);
    EXPECT_TRUE(book.find(box, 1, 3));
}

TEST_F(summary_books, what_is_not_used_for_minutes_goes) {
    summaries book(1 << 20, clock);
    book.keep(box, 1, 0, page_of(1, some));
    clock.advance(summaries::kept - std::chrono::seconds(1));
    EXPECT_TRUE(book.find(box, 1, 0));
    clock.advance(summaries::kept + std::chrono::seconds(1));
    book.sweep();
    EXPECT_EQ(book.octets(), 0u);
    EXPECT_FALSE(book.find(box, 1, 0));
}

}  // namespace
}  // namespace mailstead::imap
