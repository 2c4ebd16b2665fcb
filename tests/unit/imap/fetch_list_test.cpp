// FETCH of many messages says what it says of each alone, whoever helps and whatever is known before.
#include <gtest/gtest.h>

#include <mutex>
#include <random>
#include <thread>

#include "imap/fetch_run.h"
#include "imap/parse.h"
#include "store/memory.h"

namespace mailstead::imap {
namespace {

std::vector<fetch_item> items_of(std::string_view text) {
    auto asked = parse("a FETCH 1 " + std::string(text));
    return std::get<commands::fetch>(asked.value).items;
}

struct fetch_lists : testing::Test {
    store::memory::account account;
    std::shared_ptr<store::mailbox> box;
    std::unique_ptr<selected> view;
    std::shared_ptr<summaries> book = std::make_shared<summaries>();
    std::mutex lock;
    std::vector<std::thread> threads;

    ~fetch_lists() override {
        for (auto& one : threads) one.join();
    }
    helpers by_threads() {
        return [this](std::function<void()> work) { threads.emplace_back(std::move(work)); };
    }
    static std::string letter(std::size_t n) {
        std::string const head = "Date: 1 Jan 2024 00:00:00 +0000\nMessage-ID: <" + std::to_string(n) + "@x>\n";
        switch (n % 8) {
            case 0: return head + "From: \"A \\\"B\\\"\" <a@b>\nSubject: plain\n\nbody\n";
            case 1: return head + "From: a@b\nSender: s@b\nSubject: \xc3\xa4\xc3\xb6\n\nbody\n";
            case 2: return head + "From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: image/png\n\ntwo\n--b--\n";
            case 3: return "";
            case 4: return "no header at all\n";
            case 5: return head + "Subject: " + std::string(2000, 'l') + "\r\nFrom: g: a@b, c@d;\r\n\r\n" + std::string(1, '\0') + "nul\r\n\n";
            case 6: return head + "From: a@b\nSubject: 8 bits below\n\n\xc3\xa4\n";
            default: return head + "From: a@b\nTo: x@y\n\n" + std::string(200, 'y') + "\n" + std::string(n * 300 % 9000, 'z') + "\n";
        }
    }
    void fill(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) account.put("INBOX", letter(i), i % 3 ? store::flag::seen : 0, static_cast<std::int64_t>(i * 86399) - 1000000);
        box = *account.open("INBOX");
        view = std::make_unique<selected>(box, "INBOX", access::read_write, box->now(), 1);
    }
    std::vector<picked> all() const {
        std::vector<picked> out;
        for (std::size_t i = 0; i < view->view()->size(); ++i) out.push_back({view->sequence_at(i), &(*view->view())[i]});
        return out;
    }
    std::string answer(fetch_run& run) {
        std::string out, piece;
        while (!run.done()) {
            piece.clear();
            EXPECT_TRUE(run.fill(piece, 5000));
            out += piece;
        }
        return out;
    }
    std::string together(std::string_view items, fetch_aids const& with, by form = by::sequence) {
        fetch_run run(*view, all(), items_of(items), form, with);
        return answer(run);
    }
    std::string alone(std::string_view items, by form = by::sequence) {
        std::string out;
        for (auto const& one : all()) {
            fetch_run run(*view, {one}, items_of(items), form);
            out += answer(run);
        }
        return out;
    }
};

constexpr char const* lists[] = {"(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)", "ALL", "FULL", "BODYSTRUCTURE", "(ENVELOPE MODSEQ BODY)", "(BODY BODYSTRUCTURE)"};
constexpr char const* texts[] = {"BODY.PEEK[]", "(UID BODY.PEEK[HEADER] FLAGS)", "BODY.PEEK[HEADER.FIELDS (Subject From)]", "(BODY.PEEK[]<10.50> RFC822.SIZE)",
                                 "BODY.PEEK[TEXT]", "(BODY.PEEK[HEADER.FIELDS.NOT (Date)] UID BODY.PEEK[TEXT]<0.5>)", "RFC822.HEADER"};

TEST_F(fetch_lists, say_the_same_as_of_each_message_alone) {
    fill(300);
    for (auto const& with : {fetch_aids(), fetch_aids{book, {}}, fetch_aids{book, by_threads()}, fetch_aids{std::make_shared<summaries>(), by_threads()},
                             fetch_aids{std::make_shared<summaries>(20'000), by_threads()}}) {
        for (auto const* items : lists) ASSERT_EQ(together(items, with), alone(items)) << items;
        ASSERT_EQ(together("FAST", with, by::uid), alone("FAST", by::uid));
    }
}

TEST_F(fetch_lists, tell_8_bit_headers_to_those_who_may_see_them) {
    fill(64);
    ASSERT_EQ(together("ENVELOPE", {book, {}}).find('\xc3'), std::string::npos);
    extensions how;
    how.utf8_accept = true;
    view->speak(how);
    auto const shown = together("ENVELOPE", {book, {}});
    EXPECT_NE(shown.find('\xc3'), std::string::npos);
    EXPECT_EQ(shown, alone("ENVELOPE"));
}

TEST_F(fetch_lists, texts_say_the_same_too) {
    fill(100);
    for (auto const& with : {fetch_aids(), fetch_aids{book, by_threads()}})
        for (auto const* items : texts) ASSERT_EQ(together(items, with), alone(items)) << items;
    account.put("INBOX", "Subject: large\n\n" + std::string(300'000, 'x') + "\n");
    std::string news;
    view->sync(box->now(), {}, news);
    for (auto const* items : texts) ASSERT_EQ(together(items, {book, by_threads()}), alone(items)) << items;
}

TEST_F(fetch_lists, what_was_listed_once_needs_no_store) {
    fill(200);
    fetch_run first(*view, all(), items_of("ENVELOPE"), by::sequence, {book, {}});
    EXPECT_TRUE(first.needs_disk());
    auto const told = answer(first);
    fetch_run again(*view, all(), items_of("(ENVELOPE)"), by::sequence, {book, {}});
    EXPECT_TRUE(again.needs_disk());    // some have 8-bit headers, which this client is shown in another form
    EXPECT_EQ(answer(again), told);
    extensions how;
    how.utf8_accept = true;
    view->speak(how);
    account.fail_next("facts", store::make_error_code(store::errc::damaged));
    fetch_run shown(*view, all(), items_of("(ENVELOPE BODYSTRUCTURE)"), by::sequence, {book, {}});
    std::string out;
    while (!shown.done()) {
        EXPECT_FALSE(shown.needs_disk());
        ASSERT_TRUE(shown.fill(out, out.size() + 3000));
    }
    EXPECT_FALSE(shown.trouble());
    EXPECT_EQ(std::count(out.begin(), out.end(), '*') >= 200, true);
}

// What lies beyond what was at hand is left to the next fill(), which is then run where it may wait.
TEST_F(fetch_lists, never_wait_for_the_store_where_they_said_they_would_not) {
    fill(1000);
    auto some = all();
    some.resize(700);
    fetch_run before(*view, some, items_of("BODY"), by::sequence, {book, {}});
    answer(before);
    store::uid_set gone;
    gone.add(300, 300);
    gone.add(900, 900);
    ASSERT_TRUE(box->expunge(gone, store::mailbox::expunge_mode::all));
    fetch_run run(*view, all(), items_of("BODY"), by::sequence, {book, {}});
    std::string out;
    int waited = 0;
    constexpr std::chrono::milliseconds slow{300};
    while (!run.done()) {
        bool const may_wait = run.needs_disk();
        waited += may_wait;
        account.delay("facts", may_wait ? slow * 0 : slow);
        auto const had = out.size();
        auto const begun = std::chrono::steady_clock::now();
        ASSERT_TRUE(run.fill(out, had + 192 * 1024));
        ASSERT_GT(out.size(), had);
        ASSERT_LT(may_wait ? slow * 0 : std::chrono::steady_clock::now() - begun, slow) << out.size();
    }
    EXPECT_GT(waited, 0);
    EXPECT_TRUE(run.some_gone());
    EXPECT_NE(out.find("* 300 FETCH"), std::string::npos);    // told before, and nobody has said that it is gone
    EXPECT_EQ(out.find("* 900 FETCH"), std::string::npos);
    EXPECT_NE(out.find("* 1000 FETCH"), std::string::npos);
}

TEST_F(fetch_lists, end_where_the_right_to_read_is_taken_away) {
    fill(400);
    for (auto const* items : {"BODY", "BODY.PEEK[]"}) {
        for (int i = 0; i < 2; ++i) {    // the second time all of the list is known
            account.fail_next("may_read", store::make_error_code(store::errc::no_right), 3);
            fetch_run run(*view, all(), items_of(items), by::sequence, {book, by_threads()});
            auto const told = answer(run);
            EXPECT_EQ(run.trouble(), store::errc::no_right) << items;
            EXPECT_EQ(told.find("* 400 FETCH"), std::string::npos);
        }
    }
}

// One command of a few kilobytes shall not take as much memory as its whole answer.
TEST_F(fetch_lists, what_is_asked_for_many_times_is_answered_in_steps) {
    for (int i = 0; i < 20; ++i) account.put("INBOX", "From: a@b\nTo: " + std::string(3000, 'x') + "\n\n" + std::string(100'000, 'y'));
    fill(1);
    for (auto const* one : {"BODY.PEEK[] ", "ENVELOPE ", "RFC822.HEADER "}) {
        std::string items = "(";
        for (int i = 0; i < 200; ++i) items += one;
        items.back() = ')';
        fetch_run run(*view, all(), items_of(items), by::sequence, {book, {}});
        while (!run.done()) {
            std::string out;
            ASSERT_TRUE(run.fill(out, 1000));
            ASSERT_LT(out.size(), 300'000u) << one;
        }
    }
    std::string const thrice = "(BODY.PEEK[] BODY.PEEK[TEXT] BODY.PEEK[HEADER])";
    EXPECT_EQ(together(thrice, {book, by_threads()}), alone(thrice));
}

TEST_F(fetch_lists, very_long_envelopes_are_not_kept) {
    for (int i = 0; i < 70; ++i) account.put("INBOX", "Subject: " + std::string(i % 2 ? 100'000 : 100, 's') + "\n\nbody\n");
    fill(1);
    EXPECT_EQ(together("ENVELOPE", {book, by_threads()}), alone("ENVELOPE"));
    EXPECT_GT(book->octets(), 0u);
    EXPECT_LT(book->octets(), 100'000u);
}

TEST_F(fetch_lists, sizes_and_dates_that_nobody_knew_are_told) {
    fill(50);
    auto const wanted = alone("ALL");
    account.forget_measures("INBOX");
    view = std::make_unique<selected>(box, "INBOX", access::read_write, box->now(), 1);
    EXPECT_EQ(together("ALL", {book, by_threads()}), wanted);
}

TEST_F(fetch_lists, messages_that_are_gone_are_passed_over) {
    fill(100);
    store::uid_set some;
    some.add(10, 19);
    ASSERT_TRUE(box->expunge(some, store::mailbox::expunge_mode::all));
    for (auto const* items : {"ENVELOPE", "BODY.PEEK[]"}) {
        fetch_run run(*view, all(), items_of(items), by::sequence, {std::make_shared<summaries>(), by_threads()});
        auto const told = answer(run);
        EXPECT_TRUE(run.some_gone());
        EXPECT_EQ(told.find("* 10 FETCH"), std::string::npos);
        EXPECT_EQ(told.find("* 19 FETCH"), std::string::npos);
        EXPECT_NE(told.find("* 20 FETCH"), std::string::npos);
    }
}

TEST_F(fetch_lists, a_failing_store_is_told_and_the_others_are_answered) {
    fill(40);
    account.fail_next("facts", store::make_error_code(store::errc::damaged), 5);
    fetch_run run(*view, all(), items_of("ENVELOPE"), by::sequence, {book, {}});
    auto const told = answer(run);
    EXPECT_EQ(std::count(told.begin(), told.end(), '('), std::count(told.begin(), told.end(), ')'));
    EXPECT_NE(told.find("* 40 FETCH"), std::string::npos);
}

TEST_F(fetch_lists, a_session_that_ends_in_the_middle_leaves_its_helpers_in_peace) {
    fill(500);
    for (int i = 0; i < 20; ++i) {
        fetch_run run(*view, all(), items_of(i % 2 ? "ENVELOPE" : "BODY.PEEK[]"), by::sequence, {std::make_shared<summaries>(), by_threads()});
        std::string out;
        ASSERT_TRUE(run.fill(out, 100));
    }
}

}  // namespace
}  // namespace mailstead::imap
