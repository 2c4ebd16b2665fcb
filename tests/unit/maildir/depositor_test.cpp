// Delivery: durable files, batches, exactly once, open mailboxes told.
#include "maildir/depositor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using depositor_test = sandbox;
using store::outcome;

TEST_F(depositor_test, a_delivery_is_a_file_in_new) {
    depositor to(*with);
    EXPECT_EQ(wait_for(to, mail(7)).value(), outcome::stored);
    EXPECT_EQ(files_in(maildir() / "new"),
              (std::vector<std::string>{"1700000000.0000000000000001-7-0-0.host,S=34,W=38"}));
    EXPECT_TRUE(files_in(maildir() / "tmp").empty());
    auto const box = inbox();
    ASSERT_EQ(box->now()->size(), 1u);
    EXPECT_EQ((*box->now())[0].size, 38u);
    EXPECT_EQ((*box->now())[0].internal_date, 1700000000);
    EXPECT_EQ(text_of(*box, 1), "Return-Path: <>\nSubject: x\n\nhello\n");
}

TEST_F(depositor_test, an_open_mailbox_hears_of_it) {
    auto const box = inbox();
    bell b;
    box->listen(b);
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    EXPECT_TRUE(b.wait(1));
    ASSERT_EQ(box->now()->size(), 1u);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(box->refresh().value()->size(), 1u);
    EXPECT_EQ(b.rung, 1);  // the watcher did not take it for a foreign file
    box->unlisten(b);
}

TEST_F(depositor_test, a_doubtful_delivery_is_made_once) {
    depositor to(*with);
    auto again = mail(1);
    again.maybe_delivered = true;
    again.arrival = ::time(nullptr);                          // the log forgets what is too old to be retried
    EXPECT_EQ(wait_for(to, again).value(), outcome::stored);  // no earlier copy: delivered
    EXPECT_EQ(wait_for(to, again).value(), outcome::already_there);
    auto const a = account();
    ASSERT_TRUE(a->create("Saved"));
    auto const box = a->open("INBOX").value();
    ASSERT_TRUE(box->move(store::uid_set::everything(), *a->open("Saved").value()));
    EXPECT_EQ(wait_for(to, again).value(), outcome::already_there);
    ASSERT_TRUE(a->open("Saved").value()->expunge(store::uid_set::everything(), store::mailbox::expunge_mode::all));
    EXPECT_EQ(wait_for(to, again).value(), outcome::already_there);
    EXPECT_EQ(box->refresh().value()->size(), 0u);
}

TEST_F(depositor_test, a_doubtful_delivery_does_not_come_back_after_it_was_replaced) {
    depositor to(*with);
    auto again = mail(1);
    again.arrival = ::time(nullptr);
    ASSERT_EQ(wait_for(to, again).value(), outcome::stored);
    auto const box = account()->open("INBOX").value();
    ASSERT_EQ(box->refresh().value()->size(), 1u);
    store::new_message other;
    other.text = box->begin().value();
    ASSERT_TRUE(other.text->append("Subject: other\r\n\r\n"));
    ASSERT_TRUE(box->replace((*box->now())[0].uid, std::move(other), *box));
    again.maybe_delivered = true;
    EXPECT_EQ(wait_for(to, again).value(), outcome::already_there);
    EXPECT_EQ(box->refresh().value()->size(), 1u);
}

TEST_F(depositor_test, the_same_id_with_other_content_is_delivered) {
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    auto other = mail(1, "Subject: y\r\n\r\nhello\r\n");
    other.maybe_delivered = true;
    other.arrival += 1;
    EXPECT_EQ(wait_for(to, other).value(), outcome::stored);
    EXPECT_EQ(files_in(maildir() / "new").size(), 2u);
}

TEST_F(depositor_test, an_unmarked_repetition_of_the_very_file_is_seen) {
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    EXPECT_EQ(wait_for(to, mail(1)).value(), outcome::already_there);
    EXPECT_EQ(files_in(maildir() / "new").size(), 1u);
    EXPECT_TRUE(files_in(maildir() / "tmp").empty());
}

TEST_F(depositor_test, a_maildir_made_anew_gets_its_mail) {
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    std::filesystem::rename(maildir(), root / "elsewhere");
    ASSERT_TRUE(wait_for(to, mail(2)));
    EXPECT_EQ(files_in(maildir() / "new").size(), 1u);
    std::filesystem::remove_all(maildir());
    ASSERT_TRUE(wait_for(to, mail(3)));
    EXPECT_EQ(files_in(maildir() / "new").size(), 1u);
    EXPECT_EQ(files_in(root / "elsewhere/new").size(), 1u);
}

TEST_F(depositor_test, large_messages_and_shared_texts) {
    how.deposit_threads = 1;  // all through one thread's buffers
    restart();
    depositor to(*with);
    std::string big;
    while (big.size() < 3'000'000) big += "a line of text with its end\r\n";
    auto one = mail(1, big), two = mail(2);
    two.text = one.text;
    two.headers = "Delivered-To: b\r\n";
    ASSERT_TRUE(wait_for(to, one));
    ASSERT_TRUE(wait_for(to, two));
    auto three = mail(3), four = mail(4);
    four.text = three.text;
    ASSERT_TRUE(wait_for(to, three));
    ASSERT_TRUE(wait_for(to, four));
    auto const box = inbox();
    ASSERT_EQ(box->now()->size(), 4u);
    EXPECT_EQ(box->now()->find(1)->size, big.size() + 17);
    EXPECT_EQ(text_of(*box, 4), "Return-Path: <>\nSubject: x\n\nhello\n");
    auto const text = text_of(*box, 2);
    EXPECT_EQ(text.substr(0, 40), "Delivered-To: b\na line of text with its ");
    EXPECT_EQ(text.size(), big.size() - big.size() / 29 + 16);
}

TEST_F(depositor_test, a_full_queue_is_busy) {
    how.deposit_queue = 0;
    restart();
    depositor to(*with);
    EXPECT_EQ(wait_for(to, mail(1)).error(), make_error_code(store::errc::busy));
}

bool is_there_or_gone(result<std::unique_ptr<store::content>> const& got) {
    return got || got.error() == make_error_code(store::errc::gone);
}

class depositor_modes : public sandbox, public testing::WithParamInterface<sync_mode> {};

TEST_P(depositor_modes, many_deliveries_beside_reading_flagging_and_expunging) {
    how.sync = GetParam();
    restart();
    constexpr unsigned total = 400;
    auto const box = inbox();
    std::atomic<unsigned> stored{0}, answered{0};
    std::atomic<bool> stop{false};
    std::vector<std::uint32_t> expunged;
    {
        depositor to(*with);
        std::thread reader([&] {
            while (!stop) {
                auto const view = box->now();
                for (std::size_t i = 0; i < view->size(); i += 7)
                    EXPECT_TRUE(is_there_or_gone(box->open((*view)[i].uid)));
            }
        });
        std::thread changer([&] {
            while (!stop) {
                auto const view = box->refresh().value();
                if (view->size() == 0) continue;
                auto const uid = (*view)[view->size() / 2].uid;
                EXPECT_TRUE(box->change_flags(store::uid_set::of({uid}),
                                              {store::flag_change::how::add, store::flag::seen, {}}, ~0ull));
                auto const gone = box->expunge(store::uid_set::of({(*view)[0].uid}), store::mailbox::expunge_mode::all);
                EXPECT_TRUE(gone);
                expunged.insert(expunged.end(), gone->begin(), gone->end());
            }
        });
        std::vector<std::thread> senders;
        for (unsigned t = 0; t < 4; ++t)
            senders.emplace_back([&, t] {
                for (unsigned i = 0; i < total / 4; ++i)
                    to.deposit(mail(1 + t * 1000 + i), [&](result<outcome> got) {
                        stored += got && *got == outcome::stored;
                        ++answered;
                    });
            });
        for (auto& each : senders) each.join();
        while (answered < total) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        stop = true;
        reader.join();
        changer.join();
    }
    with->drain();
    EXPECT_EQ(stored, total);
    auto const view = box->refresh().value();
    EXPECT_EQ(view->size() + expunged.size(), total);
    EXPECT_EQ(view->uidnext(), total + 1);
    EXPECT_EQ(files_in(maildir() / "new").size() + files_in(maildir() / "cur").size(), view->size());
}

INSTANTIATE_TEST_SUITE_P(ways, depositor_modes,
                         testing::Values(sync_mode::automatic, sync_mode::fsync, sync_mode::syncfs));

}  // namespace
}  // namespace mailstead::maildir
