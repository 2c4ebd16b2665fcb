// A Maildir as a mailbox: our changes, other programs' changes, restarts.
#include "maildir/mailbox.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include <sys/stat.h>

#include "sandbox.h"
#include "store/edit.h"

namespace mailstead::maildir {
namespace {

namespace flag = store::flag;
using store::uid_set;
using how_ = store::flag_change::how;
using mode = store::mailbox::expunge_mode;
using mailbox_test = sandbox;
auto const gone = make_error_code(store::errc::gone);

TEST_F(mailbox_test, an_appended_message_is_there_after_a_restart) {
    auto box = inbox();
    auto const uid = append(*box, "Subject: one\r\n\r\nbody\r\n", flag::seen, {"$Junk"});
    auto const validity = box->now()->uidvalidity();
    for (int round = 0; round < 2; ++round) {
        auto const row = *box->now()->find(uid);
        EXPECT_EQ(row.flags, flag::seen);
        EXPECT_EQ(row.internal_date, 1234567890);
        EXPECT_EQ(row.size, 22u);
        EXPECT_EQ(box->now()->keywords().at(0), "$Junk");
        EXPECT_EQ(row.keywords, 1u);
        EXPECT_EQ(text_of(*box, uid), "Subject: one\n\nbody\n");
        EXPECT_EQ(box->facts_of(uid).value()->envelope.subject, "one");
        EXPECT_EQ(box->now()->uidvalidity(), validity);
        box.reset();
        restart();
        box = inbox();
    }
    auto const files = files_in(maildir() / "cur");
    ASSERT_EQ(files.size(), 1u);
    EXPECT_TRUE(files[0].ends_with(",S=19,W=22:2,Sa")) << files[0];
    EXPECT_TRUE(files_in(maildir() / "tmp").empty());
}

TEST_F(mailbox_test, flags_go_into_file_names_and_expunged_files_go) {
    auto const box = inbox();
    append(*box, "a: b\r\n\r\n1\r\n");
    append(*box, "a: b\r\n\r\n2\r\n");
    auto const before = box->now();
    ASSERT_TRUE(box->change_flags(uid_set::of({2}), {how_::add, flag::deleted | flag::seen, {}}, ~0ull));
    EXPECT_EQ(box->now()->since(*before).changed, (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(box->change_flags(uid_set::of({1, 2}), {how_::add, flag::flagged, {}}, before->highest_modseq()).value(),
              (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(box->expunge(uid_set::everything(), mode::only_deleted).value(), (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(box->open(2).error(), gone);
    EXPECT_EQ(box->vanished_since(box->now()->highest_modseq() - 1).value()->to_string(), "2");
    EXPECT_EQ(box->vanished_since(box->now()->highest_modseq()).value()->to_string(), "");
    auto const files = files_in(maildir() / "cur");
    ASSERT_EQ(files.size(), 1u);
    EXPECT_TRUE(files[0].ends_with(":2,F"));
    EXPECT_EQ(box->refresh().value()->size(), 1u);
}

TEST_F(mailbox_test, copies_and_moves) {
    auto const a = account();
    ASSERT_TRUE(a->create("Old"));
    auto const from = a->open("INBOX").value(), to = a->open("Old").value();
    append(*to, "x: y\r\n\r\n", 0, {"other"});
    append(*from, "n: 1\r\n\r\n", flag::answered, {"mine"});
    append(*from, "n: 2\r\n\r\n");
    auto const copied = from->copy(uid_set::of({1}), *to).value();
    EXPECT_EQ(copied.uids, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 2}}));
    EXPECT_EQ(copied.uidvalidity, to->now()->uidvalidity());
    EXPECT_EQ(to->now()->find(2)->flags, flag::answered);
    EXPECT_EQ(to->now()->find(2)->keywords, 2u);
    EXPECT_EQ(text_of(*to, 2), "n: 1\n\n");
    auto const moved = from->move(uid_set::everything(), *to).value();
    EXPECT_EQ(moved.uids.size(), 2u);
    EXPECT_EQ(from->now()->size(), 0u);
    EXPECT_EQ(to->now()->size(), 4u);
    EXPECT_EQ(to->refresh().value()->size(), 4u);
    EXPECT_EQ(from->refresh().value()->size(), 0u);
    EXPECT_TRUE(files_in(maildir() / "cur").empty());
    EXPECT_EQ(files_in(maildir() / ".Old/cur").size(), 4u);
    // onto itself: a second copy
    EXPECT_EQ(to->copy(uid_set::of({1}), *to).value().uids.front().second, 5u);
}

TEST_F(mailbox_test, sees_what_other_programs_deliver_and_change) {
    // Both before the mailbox is open: a watcher that saw one of them first would number it first.
    std::filesystem::create_directories(maildir() / "new/directory");
    std::filesystem::create_directories(maildir() / "cur");
    put_file(maildir() / "new/100.foreign", "Subject: f\n\nx\n");
    put_file(maildir() / "cur/99.older:2,S", "Subject: g\r\n\r\nx\r\n");
    put_file(maildir() / "new/.hidden", "no");
    auto const box = inbox();
    auto view = box->refresh().value();
    ASSERT_EQ(view->size(), 2u);
    EXPECT_EQ((*view)[0].flags, flag::seen);  // 99 came before 100
    auto const sized = store::measure_all(*box, view, store::measures::size).value();
    EXPECT_EQ((*sized)[0].size, 17u);
    EXPECT_EQ((*sized)[1].size, 17u);
    // mutt reads one, marks the other and removes it
    std::filesystem::rename(maildir() / "new/100.foreign", maildir() / "cur/100.foreign:2,RS");
    view = box->refresh().value();
    EXPECT_EQ(view->find(2)->flags, flag::seen | flag::answered);
    EXPECT_EQ(text_of(*box, 2), "Subject: f\n\nx\n");
    std::filesystem::remove(maildir() / "cur/99.older:2,S");
    EXPECT_EQ(box->refresh().value()->size(), 1u);
    EXPECT_EQ(box->open(1).error(), gone);
}

TEST_F(mailbox_test, a_file_renamed_behind_our_back_is_found_when_opened_or_changed) {
    auto const box = inbox();
    put_file(maildir() / "new/100.foreign", "Subject: f\n\nx\n");
    ASSERT_EQ(box->refresh().value()->size(), 1u);
    std::filesystem::rename(maildir() / "new/100.foreign", maildir() / "cur/100.foreign:2,F");
    EXPECT_EQ(text_of(*box, 1), "Subject: f\n\nx\n");
    std::filesystem::rename(maildir() / "cur/100.foreign:2,F", maildir() / "cur/100.foreign:2,FP");
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {how_::add, flag::seen, {}}, ~0ull));
    ASSERT_TRUE(box->refresh());
    EXPECT_TRUE(box->now()->find(1)->flags & flag::seen);
    EXPECT_TRUE(files_in(maildir() / "cur").front().ends_with("S"));
}

TEST_F(mailbox_test, a_file_renamed_behind_our_back_is_copied) {
    how.watch = false;    // else the watcher may come first
    restart();
    put_file(maildir() / "new/100.foreign", "a: b\n\n1\n");
    auto const box = inbox();
    std::filesystem::rename(maildir() / "new/100.foreign", maildir() / "cur/100.foreign:2,F");
    auto const copied = box->copy(uid_set::of({1}), *box);
    ASSERT_TRUE(copied) << copied.error().message();
    EXPECT_EQ(copied->uids.size(), 1u);
    std::filesystem::remove(maildir() / "cur/100.foreign:2,F");
    auto const none = box->copy(uid_set::of({1}), *box);
    ASSERT_TRUE(none) << none.error().message();
    EXPECT_TRUE(none->uids.empty());
}

TEST_F(mailbox_test, inotify_tells_listeners) {
    auto const box = inbox();
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    bell b;
    box->listen(b);
    put_file(maildir() / "tmp/x", "Subject: f\n\nx\n");
    std::filesystem::rename(maildir() / "tmp/x", maildir() / "new/7.x");
    EXPECT_TRUE(b.wait(1));
    EXPECT_EQ(box->now()->size(), 1u);
    box->unlisten(b);
}

TEST_F(mailbox_test, our_own_steps_are_not_taken_for_foreign_ones) {
    auto const box = inbox();
    for (int i = 0; i < 20; ++i) append(*box, "a: b\r\n\r\n");
    bell b;
    box->listen(b);
    ASSERT_TRUE(box->change_flags(uid_set::everything(), {how_::add, flag::seen, {}}, ~0ull));
    ASSERT_TRUE(box->expunge(uid_set::of({3}), mode::all));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    with->drain();
    EXPECT_EQ(b.rung, 2);
    EXPECT_EQ(box->refresh().value()->size(), 19u);
    EXPECT_EQ(b.rung, 2);
    box->unlisten(b);
}

TEST_F(mailbox_test, a_look_without_a_wait_leaves_news_to_the_other) {
    auto const box = inbox();
    append(*box, "a: b\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));    // until the times of the directories can be believed
    ASSERT_TRUE(box->refresh());
    auto const same = box->refresh_at_once();
    ASSERT_TRUE(same);
    EXPECT_EQ(*same, box->now());
    append(*box, "a: b\r\n\r\n");
    // A step of our own. While the watcher's thread hears of it, looking would be a wait.
    auto seen = box->refresh_at_once();
    for (auto waited = 0; !seen && waited < 5000; ++waited) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        seen = box->refresh_at_once();
    }
    ASSERT_TRUE(seen);
    EXPECT_EQ((*seen)->size(), 2u);
    put_file(maildir() / "new/100.foreign", "Subject: f\n\nx\n");
    EXPECT_FALSE(box->refresh_at_once());
    EXPECT_EQ(box->refresh().value()->size(), 3u);
}

TEST_F(mailbox_test, uids_survive_the_loss_of_the_index) {
    auto box = inbox();
    for (int i = 0; i < 5; ++i) append(*box, "a: b\r\n\r\n");
    ASSERT_TRUE(box->expunge(uid_set::of({2, 5}), mode::all));
    auto const validity = box->now()->uidvalidity();
    auto const ids = box->unique_ids(box->now()).value();
    box.reset();
    with.reset();
    std::filesystem::remove_all(root / "index");
    with = std::make_unique<service>(how);
    box = inbox();
    auto const view = box->now();
    EXPECT_EQ(view->uidvalidity(), validity);
    ASSERT_EQ(view->size(), 3u);
    EXPECT_TRUE(view->find(1) && view->find(3) && view->find(4));
    EXPECT_EQ(box->unique_ids(view).value(), ids);
    EXPECT_GT(append(*box, "a: b\r\n\r\n"), 1000u);  // above everything that may have been given
}

TEST_F(mailbox_test, more_keywords_than_letters) {
    auto const box = inbox();
    append(*box, "a: b\r\n\r\n");
    std::vector<std::string> many;
    for (int i = 0; i < 64; ++i) many.push_back(fmt::format("k{}", i));
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {how_::add, 0, many}, ~0ull));
    EXPECT_EQ(box->now()->find(1)->keywords, ~0ull);
    EXPECT_EQ(box->change_flags(uid_set::of({1}), {how_::add, 0, {"k64"}}, ~0ull).error(),
              make_error_code(store::errc::too_many_keywords));
    EXPECT_TRUE(files_in(maildir() / "cur").front().ends_with(":2,abcdefghijklmnopqrstuvwxyz"));
    EXPECT_EQ(box->refresh().value()->find(1)->keywords, ~0ull);
}

TEST_F(mailbox_test, letters_mean_what_dovecot_says) {
    put_file(maildir() / "cur/5.x:2,Sb", "a: b\n\n");
    put_file(maildir() / "new/.keep", "");
    std::filesystem::create_directory(maildir() / "tmp");
    put_file(maildir() / "dovecot-keywords", "0 Work\n1 $Forwarded\n");
    auto const box = inbox();
    EXPECT_EQ(box->now()->keywords(), (std::vector<std::string>{"Work", "$Forwarded"}));
    EXPECT_EQ(box->now()->find(1)->keywords, 2u);
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {how_::add, 0, {"new"}}, ~0ull));
    std::ifstream in(maildir() / "dovecot-keywords");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "0 Work\n1 $Forwarded\n2 new\n");
}

TEST_F(mailbox_test, recent_is_claimed_once) {
    auto box = inbox();
    append(*box, "a: b\r\n\r\n");
    EXPECT_EQ(box->recent_from(), 1u);
    EXPECT_EQ(box->claim_recent().value(), 1u);
    EXPECT_EQ(box->claim_recent().value(), 2u);
    box.reset();
    restart();
    EXPECT_EQ(inbox()->recent_from(), 2u);
}

// The last one's closing is still to come.
TEST_F(mailbox_test, a_claim_is_known_to_who_opens_again_at_once) {
    auto box = inbox();
    append(*box, "a: b\r\n\r\n");
    with->later([] { std::this_thread::sleep_for(std::chrono::milliseconds(100)); });    // the closing comes behind it
    EXPECT_EQ(box->claim_recent().value(), 1u);
    box.reset();
    box = inbox();
    EXPECT_EQ(box->recent_from(), 2u);
    box.reset();
    restart();
    EXPECT_EQ(inbox()->recent_from(), 2u);
}

TEST_F(mailbox_test, one_object_for_all_sessions_and_one_maildrop_lock) {
    auto const one = inbox(), two = inbox();
    EXPECT_EQ(one, two);
    auto const held = one->maildrop_lock();
    ASSERT_TRUE(held);
    EXPECT_EQ(two->maildrop_lock().error(), make_error_code(store::errc::in_use));
}

TEST_F(mailbox_test, a_writer_without_commit_leaves_nothing) {
    auto const box = inbox();
    {
        auto const text = box->begin().value();
        ASSERT_TRUE(text->append("a: b\r\n"));
        EXPECT_EQ(files_in(maildir() / "tmp").size(), 1u);
    }
    EXPECT_TRUE(files_in(maildir() / "tmp").empty());
}

TEST_F(mailbox_test, without_watcher_the_same_by_looking) {
    how.watch = false;
    restart();
    auto const box = inbox();
    append(*box, "a: b\r\n\r\n");
    put_file(maildir() / "new/100.foreign", "Subject: f\n\nx\n");
    EXPECT_EQ(box->refresh().value()->size(), 2u);
    ASSERT_TRUE(box->change_flags(uid_set::everything(), {how_::add, flag::seen, {}}, ~0ull));
    std::filesystem::remove(maildir() / "cur/100.foreign:2,S");
    EXPECT_EQ(box->refresh().value()->size(), 1u);
}

TEST_F(mailbox_test, a_big_mailbox_is_taken_over) {
    for (int i = 0; i < 3000; ++i) put_file(maildir() / fmt::format("cur/{}.m:2,S", 1000 + i), "a: b\n\n");
    auto box = inbox();
    ASSERT_EQ(box->now()->size(), 3000u);
    EXPECT_EQ((*box->now())[2999].uid, 3000u);
    auto const changed = box->change_flags(uid_set::everything(), {how_::add, flag::flagged, {}}, ~0ull);
    ASSERT_TRUE(changed);
    EXPECT_EQ(box->refresh().value()->size(), 3000u);
    box.reset();
    restart();
    box = inbox();
    EXPECT_EQ(box->now()->find(1500)->flags, flag::seen | flag::flagged);
}

TEST_F(mailbox_test, odd_file_names_are_messages_like_others) {
    account();
    std::vector<std::string> const names{std::string(255, 'n'), "new\nline", "x:1,foo", "y:2,S:2,F", "\xff\xfe", std::string(250, 'm') + ":2,S"};
    for (auto const& name : names) put_file(maildir() / "cur" / name, "a: b\n\n" + std::to_string(name.size()));
    auto box = inbox();
    ASSERT_EQ(box->now()->size(), names.size());
    store::flag_change const mark{how_::add, store::flag::flagged, {"word"}};
    ASSERT_TRUE(box->change_flags(store::uid_set::everything(), mark));
    for (int again = 0; again < 2; ++again) {
        auto const view = store::measure_all(*box, box->refresh().value(), store::measures::size).value();
        ASSERT_EQ(view->size(), names.size());
        for (std::size_t i = 0; i < view->size(); ++i) {
            auto const& row = (*view)[i];
            EXPECT_EQ(text_of(*box, row.uid).size(), row.size - 2) << i;
            EXPECT_TRUE(row.flags & store::flag::flagged) << i;
            EXPECT_EQ(store::names_of(*view, row.keywords), std::vector<std::string>{"word"}) << i;
        }
        box.reset();
        restart();
        box = inbox();
    }
    EXPECT_EQ(box->expunge(store::uid_set::everything(), mode::all).value().size(), names.size());
    EXPECT_TRUE(files_in(maildir() / "cur").empty());
}

TEST_F(mailbox_test, two_files_of_one_base_name_are_two_messages) {
    account();
    put_file(maildir() / "cur/1.a:2,S", "a: b\n\nfirst\n");
    put_file(maildir() / "new/1.a", "a: b\n\nsecond\n");
    auto const box = inbox();
    auto const view = box->refresh().value();
    ASSERT_EQ(view->size(), 2u);
    EXPECT_EQ(text_of(*box, (*view)[0].uid), "a: b\n\nfirst\n");
    EXPECT_EQ(text_of(*box, (*view)[1].uid), "a: b\n\nsecond\n");
    // One file under two names stays one.
    std::filesystem::create_hard_link(maildir() / "cur/1.a:2,S", maildir() / "new/1.a");
    EXPECT_EQ(box->refresh().value()->size(), 2u);
    EXPECT_TRUE(std::filesystem::exists(maildir() / "new/1.a"));
}

TEST_F(mailbox_test, stale_files_in_tmp_go) {
    account();
    struct late final : base::clock {
        std::chrono::system_clock::time_point now() const noexcept override { return std::chrono::system_clock::now() + ahead; }
        std::chrono::seconds ahead{};
    } clock;
    with = std::make_unique<service>(how, base::system_files(), clock);
    put_file(maildir() / "tmp/left-behind", "x");
    clock.ahead = std::chrono::hours(35);
    inbox();
    EXPECT_EQ(files_in(maildir() / "tmp").size(), 1u);
    with->drain();
    clock.ahead = std::chrono::hours(37);  // looked at less than eight hours ago
    inbox();
    EXPECT_EQ(files_in(maildir() / "tmp").size(), 1u);
    with->drain();
    clock.ahead = std::chrono::hours(44);
    inbox();
    EXPECT_TRUE(files_in(maildir() / "tmp").empty());
    with.reset();
}

TEST_F(mailbox_test, a_keywords_file_that_is_none_costs_names_alone) {
    account();
    put_file(maildir() / "cur/1.a:2,Sa", "a: b\n\n");
    put_file(maildir() / "dovecot-keywords", std::string(100'000, 'x'));
    EXPECT_EQ(inbox()->now()->size(), 1u);
    with->drain();
    std::filesystem::remove(maildir() / "dovecot-keywords");
    ASSERT_EQ(::mkfifo((maildir() / "dovecot-keywords").c_str(), 0600), 0);
    EXPECT_EQ(inbox()->now()->size(), 1u);
}

}  // namespace
}  // namespace mailstead::maildir
