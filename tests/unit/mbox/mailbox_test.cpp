// An mbox as sessions see it: what they do, and what other programs do to the file meanwhile.
#include "mbox/mailbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "mbox/from_line.h"
#include "sandbox.h"

namespace mailstead::mbox {
namespace {

namespace flag = store::flag;
namespace fs = std::filesystem;
using store::uid_set;
using how_to = store::flag_change::how;
using mode = store::mailbox::expunge_mode;
using mailbox_test = sandbox;
using list = std::vector<std::string>;

TEST_F(mailbox_test, no_file_is_an_empty_inbox) {
    auto box = inbox();
    EXPECT_EQ(box->now()->size(), 0u);
    EXPECT_FALSE(fs::exists(who.location)) << "reading makes nothing";
    EXPECT_EQ(append(*box, "Subject: one\r\n\r\nbody\r\n"), 1u);
    EXPECT_TRUE(fs::exists(who.location));
    EXPECT_FALSE(fs::exists(who.location + ".lock"));
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

TEST_F(mailbox_test, an_appended_message_is_there_after_a_restart) {
    auto box = inbox();
    auto const uid = append(*box, "Subject: one\r\n\r\nFrom me\r\n", flag::seen | flag::flagged, {"$Junk"});
    auto const validity = box->now()->uidvalidity();
    for (int round = 0; round < 2; ++round) {
        auto const row = *box->now()->find(uid);
        EXPECT_EQ(row.flags, flag::seen | flag::flagged);
        EXPECT_EQ(row.internal_date, 1234567890);
        EXPECT_EQ(row.size, 26u);
        EXPECT_EQ(box->now()->keywords().at(0), "$Junk");
        EXPECT_EQ(text_of(*box, uid), "Subject: one\n\n>From me\n");
        EXPECT_EQ(box->facts_of(uid).value()->envelope.subject, "one");
        EXPECT_EQ(box->facts_of(uid).value()->wire_size, row.size);
        EXPECT_EQ(box->now()->uidvalidity(), validity);
        box.reset();
        restart();
        box = inbox();
    }
    EXPECT_NE(read().find("\nStatus: RO\nX-Status: F\nX-Keywords: $Junk"), std::string::npos) << read();
}

TEST_F(mailbox_test, a_foreign_mbox_is_read_with_its_marks) {
    write(mail_text("one", "Status: RO\nX-Status: AF\n") + mail_text("two", "X-Keywords: Work\n") + mail_text("three"));
    auto box = inbox();
    ASSERT_EQ(subjects(*box), (list{"one", "two", "three"}));
    EXPECT_EQ((*box->now())[0].flags, flag::seen | flag::answered | flag::flagged);
    EXPECT_EQ((*box->now())[1].keywords, 1u);
    EXPECT_EQ(box->now()->keywords().at(0), "Work");
    EXPECT_EQ((*box->now())[2].uid, 3u);
    EXPECT_EQ(text_of(*box, 1), "Subject: one\n\nbody of one\n") << "the mailbox's own headers are not shown";
    EXPECT_EQ(read(), mail_text("one", "Status: RO\nX-Status: AF\n") + mail_text("two", "X-Keywords: Work\n") +
                          mail_text("three"));
}

TEST_F(mailbox_test, what_is_no_mbox_is_left_alone) {
    write("Subject: x\n\nThis is a letter.\n");
    auto const opened = account()->open("INBOX");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error(), make_error_code(store::errc::damaged));
    EXPECT_EQ(read(), "Subject: x\n\nThis is a letter.\n");
    fs::remove(who.location);
    fs::create_directory(who.location);
    EXPECT_FALSE(account()->open("INBOX"));
    fs::remove(who.location);
    ASSERT_EQ(::mkfifo(who.location.c_str(), 0600), 0);
    EXPECT_FALSE(account()->open("INBOX"));
}

TEST_F(mailbox_test, additions_by_others_get_the_next_uids) {
    write(mail_text("one"));
    auto box = inbox();
    bell rung;
    box->listen(rung);
    add(mail_text("two") + mail_text("three"));
    EXPECT_EQ(subjects(*box), (list{"one", "two", "three"}));
    EXPECT_EQ(box->now()->uidnext(), 4u);
    EXPECT_GE(rung.rung, 1);
    box->unlisten(rung);
    box.reset();
    restart();
    EXPECT_EQ(inbox()->now()->size(), 3u);
}

TEST_F(mailbox_test, an_idle_session_hears_of_them_by_itself) {
    how.look_every = std::chrono::milliseconds(20);
    restart();
    write(mail_text("one"));
    auto box = inbox();
    bell rung;
    box->listen(rung);
    add(mail_text("two"));
    EXPECT_TRUE(rung.wait(1));
    EXPECT_EQ(box->now()->size(), 2u);
    box->unlisten(rung);
}

TEST_F(mailbox_test, removals_and_marks_by_others_are_taken_over) {
    write(mail_text("one") + mail_text("two") + mail_text("three"));
    auto box = inbox();
    auto const modseq = box->now()->highest_modseq();
    write(mail_text("one", "Status: RO\n") + mail_text("three", "Status: O\nX-Status: F\n"));
    EXPECT_EQ(subjects(*box), (list{"one", "three"}));
    EXPECT_EQ((*box->now())[0].uid, 1u);
    EXPECT_EQ((*box->now())[0].flags, flag::seen);
    EXPECT_EQ((*box->now())[1].uid, 3u);
    EXPECT_EQ((*box->now())[1].flags, flag::flagged);
    EXPECT_GT(box->now()->highest_modseq(), modseq);
    EXPECT_EQ(box->vanished_since(box->now()->highest_modseq() - 1).value()->to_string(), "2");
}

TEST_F(mailbox_test, the_same_message_twice_is_two_messages) {
    write(mail_text("one") + mail_text("one"));
    auto box = inbox();
    ASSERT_EQ(box->now()->size(), 2u);
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mode::all));
    EXPECT_EQ(subjects(*box), list{"one"});
    EXPECT_EQ((*box->now())[0].uid, 2u);
    EXPECT_EQ(read(), mail_text("one"));
}

TEST_F(mailbox_test, expunged_messages_leave_the_file_and_the_inode_stays) {
    write(mail_text("one") + mail_text("two") + mail_text("three") + mail_text("four"));
    struct stat before, after;
    ASSERT_EQ(::stat(who.location.c_str(), &before), 0);
    auto box = inbox();
    ASSERT_TRUE(box->change_flags(uid_set::of({2, 4}), {how_to::add, flag::deleted, {}}));
    auto const gone = box->expunge(uid_set::everything(), mode::only_deleted);
    ASSERT_TRUE(gone) << gone.error().message();
    EXPECT_EQ(*gone, (std::vector<std::uint32_t>{2, 4}));
    EXPECT_EQ(read(), mail_text("one") + mail_text("three"));
    ASSERT_EQ(::stat(who.location.c_str(), &after), 0);
    EXPECT_EQ(before.st_ino, after.st_ino);
    EXPECT_EQ(subjects(*box), (list{"one", "three"}));
    box.reset();
    restart();
    box = inbox();
    EXPECT_EQ(subjects(*box), (list{"one", "three"}));
    EXPECT_EQ((*box->now())[1].uid, 3u);
    ASSERT_TRUE(box->expunge(uid_set::everything(), mode::all));
    EXPECT_EQ(read(), "");
    EXPECT_EQ(append(*box, "Subject: five\r\n\r\n"), 5u);
}

TEST_F(mailbox_test, marks_are_in_the_file_when_the_session_has_ended) {
    write(mail_text("one") + mail_text("two"));
    auto box = inbox();
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {how_to::add, flag::seen | flag::answered, {"Work"}}));
    box.reset();
    with->drain();
    EXPECT_NE(read().find("Subject: one\nStatus: RO\nX-Status: A\nX-Keywords: Work"), std::string::npos) << read();
    EXPECT_TRUE(read().ends_with(mail_text("two")));
    // There is room now: the next change is written at once, in place.
    box = inbox();
    EXPECT_EQ(subjects(*box), (list{"one", "two"}));
    auto const size = read().size();
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {how_to::replace, flag::flagged, {"Work", "Later"}}));
    EXPECT_NE(read().find("Status: O\nX-Status: F\nX-Keywords: Work Later"), std::string::npos) << read();
    EXPECT_EQ(read().size(), size);
    EXPECT_EQ(subjects(*box), (list{"one", "two"}));
    EXPECT_EQ(box->now()->find(1)->flags, flag::flagged);
    box.reset();
    restart();
    EXPECT_EQ(inbox()->now()->find(1)->flags, flag::flagged);
}

// Of such headers only the lines before the long one are known when marks are written.
TEST_F(mailbox_test, marks_do_not_tear_a_message_with_a_long_header_line) {
    auto const headers = "Subject: x\nX-Long: " + std::string(70'000, 'y') + "\nFrom: a@b\n";
    auto const text = headers + "\nbody\n";
    write("From a@b  Mon Jul  5 23:46:19 1999\n" + text + "\n" + mail_text("two"));
    auto box = inbox();
    append(*box, text);
    auto const size = box->now()->find(1)->size;
    ASSERT_EQ(box->now()->find(3)->size, size);
    for (auto const flags : {flag::seen, flag::seen | flag::flagged, 0u}) {
        ASSERT_TRUE(box->change_flags(uid_set::of({1, 3}), {how_to::replace, flags, {}}));
        box.reset();
        restart();    // what was not written at once is
        box = inbox();
        EXPECT_EQ(subjects(*box), (list{"x", "two", "x"}));
        for (auto const uid : {1u, 3u}) {
            EXPECT_EQ(text_of(*box, uid), text) << uid;
            ASSERT_TRUE(box->now()->find(uid)) << uid;
            EXPECT_EQ(box->now()->find(uid)->size, size);
            EXPECT_EQ(box->now()->find(uid)->flags, flags);
        }
        EXPECT_NE(read().find(headers), std::string::npos) << "nothing stands between them";
    }
    ASSERT_TRUE(box->expunge(uid_set::of({2}), mode::all));
    EXPECT_EQ(text_of(*box, 3), text);
}

TEST_F(mailbox_test, our_marks_win_until_they_are_in_the_file) {
    write(mail_text("one") + mail_text("two"));
    auto box = inbox();
    ASSERT_TRUE(box->change_flags(uid_set::of({1}), {how_to::add, flag::flagged, {}}));
    write(mail_text("one") + mail_text("two") + mail_text("three"));
    EXPECT_EQ(subjects(*box).size(), 3u);
    EXPECT_EQ(box->now()->find(1)->flags, flag::flagged);
}

TEST_F(mailbox_test, a_reader_keeps_its_message_while_the_file_is_rewritten) {
    std::string const big(3'000'000, 'x');
    write(mail_text("one") + "From a b\nSubject: two\n\n" + big + "\n\n" + mail_text("three"));
    auto box = inbox();
    auto const small = box->open(3).value(), large = box->open(2).value();
    ASSERT_TRUE(box->expunge(uid_set::everything(), mode::all));
    std::string text(small->size(), '\0');
    EXPECT_EQ(small->read_at(text, 0).value(), text.size());
    EXPECT_EQ(text, "Subject: three\n\nbody of three\n");
    text.resize(large->size());
    EXPECT_EQ(large->read_at(text, 0).value(), text.size());
    EXPECT_EQ(text, "Subject: two\n\n" + big + "\n");
    EXPECT_EQ(box->open(2).error(), make_error_code(store::errc::gone));
}

TEST_F(mailbox_test, copies_and_moves_within_the_account) {
    write(mail_text("one", "Status: RO\n") + mail_text("two", "X-Keywords: Work\n") + mail_text("three"));
    auto at = account();
    ASSERT_TRUE(at->create("Saved"));
    auto from = at->open("INBOX").value(), to = at->open("Saved").value();
    auto const copied = from->copy(uid_set::of({1, 2}), *to);
    ASSERT_TRUE(copied) << copied.error().message();
    EXPECT_EQ(copied->uids.size(), 2u);
    EXPECT_EQ(subjects(*to), (list{"one", "two"}));
    EXPECT_EQ((*to->now())[0].flags, flag::seen);
    EXPECT_EQ(to->now()->keywords().at(0), "Work");
    EXPECT_EQ((*to->now())[0].internal_date, (*from->now())[0].internal_date);
    auto const moved = from->move(uid_set::of({2, 3}), *to);
    ASSERT_TRUE(moved) << moved.error().message();
    EXPECT_EQ(subjects(*from), list{"one"});
    EXPECT_EQ(subjects(*to), (list{"one", "two", "two", "three"}));
    ASSERT_TRUE(from->copy(uid_set::of({1}), *from));
    EXPECT_EQ(subjects(*from), (list{"one", "one"}));
    from.reset(), to.reset(), at.reset();
    restart();
    to = account()->open("Saved").value();
    EXPECT_EQ(subjects(*to), (list{"one", "two", "two", "three"}));
}

TEST_F(mailbox_test, somebody_elses_lock_is_waited_for_and_then_in_use) {
    write(mail_text("one"));
    auto box = inbox();
    std::ofstream(who.location + ".lock") << "";
    EXPECT_EQ(box->expunge(uid_set::everything(), mode::all).error(), make_error_code(store::errc::in_use));
    EXPECT_TRUE(box->change_flags(uid_set::of({1}), {how_to::add, flag::seen, {}})) << "the index needs no lock";
    EXPECT_EQ(box->now()->size(), 1u);
    fs::remove(who.location + ".lock");
    EXPECT_TRUE(box->expunge(uid_set::everything(), mode::all));
}

TEST_F(mailbox_test, two_sessions_see_each_other) {
    write(mail_text("one") + mail_text("two"));
    auto const a = inbox(), b = inbox();
    EXPECT_EQ(a, b) << "one object for the process";
    bell rung;
    b->listen(rung);
    ASSERT_TRUE(a->change_flags(uid_set::of({2}), {how_to::add, flag::seen, {}}));
    EXPECT_EQ(rung.rung, 1);
    EXPECT_EQ(b->now()->find(2)->flags, flag::seen);
    b->unlisten(rung);
    EXPECT_TRUE(a->maildrop_lock());
}

TEST_F(mailbox_test, pop3_ids_are_the_uids_under_their_validity) {
    write(mail_text("one") + mail_text("two"));
    auto const box = inbox();
    auto const ids = box->unique_ids(box->now()).value();
    ASSERT_EQ(ids.size(), 2u);
    EXPECT_EQ(ids[1].second, fmt::format("{:08x}{:08x}", box->now()->uidvalidity(), 2));
}

TEST_F(mailbox_test, a_crlf_mbox_is_changed_and_stays_readable) {
    std::string crlf;
    for (char const c : mail_text("one") + mail_text("two") + mail_text("three")) (crlf += c == '\n' ? "\r" : "") += c;
    write(crlf);
    auto box = inbox();
    ASSERT_EQ(box->now()->size(), 3u);
    ASSERT_TRUE(box->change_flags(uid_set::of({3}), {how_to::add, flag::seen, {}}));
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mode::all));
    append(*box, "Subject: four\r\n\r\n");
    ASSERT_EQ(box->refresh().value()->size(), 3u);
    EXPECT_EQ(text_of(*box, 2), "Subject: two\r\n\r\nbody of two\r\n");
    EXPECT_EQ(text_of(*box, 4), "Subject: four\n\n");
    EXPECT_NE(read().find("Status: RO\r\n"), std::string::npos);
}

// A journal that a crash left is finished by the next opening.
TEST_F(mailbox_test, an_interrupted_rewrite_is_finished) {
    auto const whole = mail_text("one") + mail_text("two") + mail_text("three");
    write(whole);
    auto box = inbox();
    box.reset();
    restart();
    auto const index = with->index_of(who.account);
    auto const id = index->find("INBOX").value()->id;
    auto const path = fmt::format("{}/mbox-{}.journal", index->directory(), id);
    auto const one = mail_text("one").size(), two = mail_text("two").size(), three = mail_text("three").size();
    auto const write_journal = [&] {
        auto const fd = with->files.open(AT_FDCWD, who.location, O_RDWR).value();
        new_end end(one);
        end.keep(one + two, three);
        ASSERT_TRUE(journal(with->files, path).write(fd.get(), with->files.status(fd.get()).value(), end));
    };
    // Every stage of writing it in place.
    auto const after = mail_text("one") + mail_text("three");
    for (std::size_t written = 0; written <= three; ++written) {
        write(whole);
        write_journal();
        auto half = whole;
        half.replace(one, written, mail_text("three").substr(0, written));
        // The inode stays: written as the rewrite would.
        auto const fd = with->files.open(AT_FDCWD, who.location, O_RDWR).value();
        ASSERT_TRUE(with->files.write_all_at(fd.get(), half, 0));
        box = inbox();
        EXPECT_EQ(read(), after) << written;
        EXPECT_EQ(subjects(*box), (list{"one", "three"}));
        EXPECT_FALSE(fs::exists(path));
        box.reset();
        with->drain();
    }
    // Done, and somebody has delivered since: nothing is taken away.
    write(whole);
    write_journal();
    write(after + mail_text("x"));
    EXPECT_EQ(subjects(*inbox()), (list{"one", "three", "x"}));
    EXPECT_EQ(read(), after + mail_text("x"));
    with->drain();
    // Another file altogether.
    write(whole);
    write_journal();
    write(mail_text("other") + mail_text("three"));
    EXPECT_EQ(subjects(*inbox()), (list{"three", "other"})) << "by uid";
    EXPECT_EQ(read(), mail_text("other") + mail_text("three"));
    EXPECT_TRUE(fs::exists(path + ".stale"));
}

}  // namespace
}  // namespace mailstead::mbox
