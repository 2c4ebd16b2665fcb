// Deliveries into an mbox: whole, once, and without reading what is there.
#include "mbox/depositor.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <future>

#include "base/delivery_id.h"
#include "mbox/row.h"
#include "sandbox.h"

namespace mailstead::mbox {
namespace {

using depositor_test = sandbox;
using store::outcome;
using list = std::vector<std::string>;
namespace fs = std::filesystem;

std::string text(std::string const& subject) { return "Subject: " + subject + "\r\n\r\nbody\r\n"; }

TEST_F(depositor_test, mail_is_stored_and_seen) {
    depositor to(*with);
    auto box = inbox();
    bell rung;
    box->listen(rung);
    EXPECT_EQ(wait_for(to, mail(1, text("one"))).value(), outcome::stored);
    EXPECT_TRUE(rung.wait(1));
    EXPECT_EQ(subjects(*box), list{"one"});
    EXPECT_EQ(box->now()->find(1)->internal_date, 1700000000);
    EXPECT_TRUE(read().starts_with("From MAILER-DAEMON  ")) << read();
    EXPECT_FALSE(fs::exists(who.location + ".lock"));
    box->unlisten(rung);
}

TEST_F(depositor_test, the_envelope_sender_is_in_the_from_line) {
    depositor to(*with);
    auto what = mail(1, text("one"));
    what.headers = "Return-Path: <a@b.example>\r\nDelivered-To: alice@example.org\r\n";
    ASSERT_TRUE(wait_for(to, what));
    EXPECT_TRUE(read().starts_with("From a@b.example  ")) << read();
}

TEST_F(depositor_test, many_at_once_are_all_there) {
    depositor to(*with);
    std::mutex lock;
    std::condition_variable wake;
    int done = 0, failed = 0;
    for (int i = 1; i <= 200; ++i)
        to.deposit(mail(static_cast<std::uint64_t>(i), text(std::to_string(i))), [&](result<outcome> got) {
            std::lock_guard const hold(lock);
            ++done, failed += !got;
            wake.notify_one();
        });
    std::unique_lock hold(lock);
    wake.wait(hold, [&] { return done == 200; });
    EXPECT_EQ(failed, 0);
    auto const box = inbox();
    EXPECT_EQ(box->now()->size(), 200u);
    auto found = subjects(*box);
    std::sort(found.begin(), found.end());
    EXPECT_EQ(std::unique(found.begin(), found.end()), found.end());
}

TEST_F(depositor_test, a_doubtful_delivery_is_made_once) {
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1, text("one"))));
    auto again = mail(1, text("one"));
    again.maybe_delivered = true;
    EXPECT_EQ(wait_for(to, again).value(), outcome::already_there);
    again.arrival += 5;
    EXPECT_EQ(wait_for(to, again).value(), outcome::already_there) << "whatever the time";
    EXPECT_EQ(inbox()->now()->size(), 1u);
    auto other = mail(2, text("two"));
    other.maybe_delivered = true;
    EXPECT_EQ(wait_for(to, other).value(), outcome::stored) << "never begun";
}

TEST_F(depositor_test, a_doubtful_delivery_that_was_read_and_expunged_or_moved_does_not_come_back) {
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1, text("one"))));
    ASSERT_TRUE(wait_for(to, mail(2, text("two"))));
    auto const at = account();
    ASSERT_TRUE(at->create("Saved"));
    {
        auto const box = inbox();
        ASSERT_EQ(box->now()->size(), 2u);
        ASSERT_TRUE(box->expunge(store::uid_set::of({1}), store::mailbox::expunge_mode::all));
        ASSERT_TRUE(box->move(store::uid_set::of({2}), *at->open("Saved").value()));
    }
    for (std::uint64_t id : {1, 2}) {
        auto again = mail(id, text(id == 1 ? "one" : "two"));
        again.maybe_delivered = true;
        EXPECT_EQ(wait_for(to, again).value(), outcome::already_there) << id;
    }
    EXPECT_EQ(read(), "");
}

TEST_F(depositor_test, what_a_crash_left_of_an_attempt_is_cut_off) {
    depositor to(*with);
    std::uint64_t id = 1;
    ASSERT_TRUE(wait_for(to, mail(id, text("one"))));
    auto const torn = [&](auto make_rest) {
        with->drain();  // nobody has it open: what is lost had not been listed
        auto const first = read().size();
        auto again = mail(++id, text("two"));
        ASSERT_TRUE(wait_for(to, again));
        auto const whole = read();
        fs::resize_file(who.location, first);
        add(make_rest(whole.substr(first)));
        again.maybe_delivered = true;
        EXPECT_EQ(wait_for(to, again).value(), outcome::stored);
        EXPECT_EQ(read(), whole);
    };
    torn([](std::string const& all) { return all.substr(0, 20); });
    torn([](std::string const& all) { return all.substr(0, 60) + std::string(10, '\0'); });
    torn([](std::string const&) { return std::string(30, '\0'); });
    // Somebody else's message at that place is none of ours.
    with->drain();
    auto const first = read().size();
    ASSERT_TRUE(wait_for(to, mail(++id, text("three"))));
    fs::resize_file(who.location, first);
    add(mail_text("x"));
    auto again = mail(id, text("three"));
    again.maybe_delivered = true;
    EXPECT_EQ(wait_for(to, again).value(), outcome::stored);
    EXPECT_EQ(subjects(*inbox()), (list{"one", "two", "two", "two", "x", "three"}));
}

TEST_F(depositor_test, a_locked_mbox_defers_and_keeps_the_reason) {
    depositor to(*with);
    std::ofstream(who.location + ".lock") << "";
    auto const got = wait_for(to, mail(1));
    ASSERT_FALSE(got);
    EXPECT_TRUE(base::is_temporary(got.error()));
    EXPECT_EQ(reason(got.error(), "F"), "unable to create lock file F.lock: File exists");
    fs::remove(who.location + ".lock");
    EXPECT_TRUE(wait_for(to, mail(1)));
}

// What one delivery came to, whenever that is.
struct pending {
    std::promise<result<outcome>> answer;
    std::future<result<outcome>> got = answer.get_future();
    store::depositor::answer done() {
        return [this](result<outcome> what) { answer.set_value(std::move(what)); };
    }
    bool is_open() { return got.wait_for(std::chrono::seconds(0)) != std::future_status::ready; }
};

TEST_F(depositor_test, a_locked_mbox_holds_up_no_other) {
    how.deposit_threads = 1;
    how.virtual_.lock.attempts = 1000;
    restart();
    pending locked, newer, in_use;
    depositor to(*with);
    std::ofstream(who.location + ".lock") << "";
    to.deposit(mail(1, text("one")), locked.done());
    to.deposit(mail(2, text("two")), newer.done());
    auto bobs = mail(3), carols = mail(4);
    bobs.who = {"bob@example.org", (root / "bob").string(), who.uid, who.gid, ""};
    carols.who = {"carol@example.org", (root / "carol").string(), who.uid, who.gid, ""};
    EXPECT_TRUE(wait_for(to, bobs));
    {
        // Of a session that has work to do.
        auto const place = with->at(carols.who.account, carols.who.location);
        std::lock_guard const hold(place->state);
        to.deposit(carols, in_use.done());
        bobs.id.message = 5;
        EXPECT_TRUE(wait_for(to, bobs));
        EXPECT_TRUE(in_use.is_open());
    }
    EXPECT_EQ(in_use.got.get().value(), outcome::stored);
    EXPECT_TRUE(locked.is_open());
    EXPECT_TRUE(newer.is_open());
    fs::remove(who.location + ".lock");
    EXPECT_EQ(locked.got.get().value(), outcome::stored);
    EXPECT_EQ(newer.got.get().value(), outcome::stored);
    EXPECT_EQ(subjects(*inbox()), (list{"one", "two"}));
}

TEST_F(depositor_test, the_end_waits_for_no_lock) {
    how.virtual_.lock.attempts = 1000;
    how.virtual_.lock.delay = std::chrono::hours(1);
    restart();
    pending locked;
    std::ofstream(who.location + ".lock") << "";
    {
        depositor to(*with);
        to.deposit(mail(1), locked.done());
    }
    auto const got = locked.got.get();
    ASSERT_FALSE(got);
    EXPECT_TRUE(is_locked(got.error()));
}

TEST_F(depositor_test, a_full_mbox_is_final) {
    how.virtual_.size_limit = 300;
    restart();
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1, text("one"))));
    auto const before = read();
    auto const got = wait_for(to, mail(2, text("two") + std::string(300, 'x') + "\r\n"));
    ASSERT_FALSE(got);
    EXPECT_FALSE(base::is_temporary(got.error()));
    EXPECT_EQ(read(), before);
}

TEST_F(depositor_test, the_known_part_is_not_read_again) {
    depositor to(*with);
    { auto const box = inbox(); }
    ASSERT_TRUE(wait_for(to, mail(1, text("one"))));
    { EXPECT_EQ(inbox()->now()->size(), 1u); }
    with->drain();
    ASSERT_TRUE(wait_for(to, mail(2, text("two"))));
    auto const row = with->index_of(who.account)->find("INBOX").value().value();
    auto const seen = parse_stamp(row.stamp);
    ASSERT_TRUE(seen.known) << row.stamp;
    EXPECT_LT(seen.scanned, seen.size);
    EXPECT_EQ(seen.size, read().size());
    EXPECT_EQ(subjects(*inbox()), (list{"one", "two"}));
}

// root:mail 2775, as Debian has /var/mail.
TEST_F(depositor_test, a_spool_of_the_group_mail) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    auto const spool = root / "spool";
    fs::create_directory(spool);
    fs::permissions(root, fs::perms::all);
    ASSERT_EQ(::chown(spool.c_str(), 0, 8), 0);
    ASSERT_EQ(::chmod(spool.c_str(), 02775), 0);
    who = {"carol", (spool / "carol").string(), 12345, 12345, (root / "carol").string()};
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1, text("one"))));
    ASSERT_TRUE(wait_for(to, mail(2, text("two"))));
    struct stat info;
    ASSERT_EQ(::stat(who.location.c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, 12345u);
    EXPECT_EQ(info.st_mode & 07777, 0600u);
    ASSERT_TRUE(inbox()->expunge(store::uid_set::of({1}), store::mailbox::expunge_mode::all));
    EXPECT_EQ(subjects(*inbox()), list{"two"});
    EXPECT_FALSE(fs::exists(who.location + ".lock"));
    // Somebody else's mbox is not touched, whatever the group may do.
    std::ofstream(spool / "dave") << mail_text("private");
    ASSERT_EQ(::chown((spool / "dave").c_str(), 12346, 8), 0);
    ASSERT_EQ(::chmod((spool / "dave").c_str(), 0660), 0);
    who.location = (spool / "dave").string();
    EXPECT_EQ(wait_for(to, mail(3)).error(), failure(refusal::not_owner));
    EXPECT_FALSE(account()->open("INBOX"));
}

TEST_F(depositor_test, a_file_that_an_alias_names_may_be_anybodys) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    auto const place = root / "shared";
    fs::create_directory(place);
    fs::permissions(root, fs::perms::all);
    ASSERT_EQ(::chmod(place.c_str(), 0755), 0);
    auto const file = (place / "log").string();
    std::ofstream(file) << "";
    ASSERT_EQ(::chown(file.c_str(), 12346, 8), 0);
    ASSERT_EQ(::chmod(file.c_str(), 0666), 0);
    who = {file, file, 12345, 12345, "", true};
    {
        depositor to(*with);
        EXPECT_TRUE(wait_for(to, mail(1, text("one")))) << "without a lock file, which he cannot make there";
    }
    EXPECT_NE(read().find("Subject: one"), std::string::npos);
    who.is_file = false;
    {
        depositor to(*with);
        EXPECT_EQ(wait_for(to, mail(2, text("two"))).error(), failure(refusal::not_owner)) << "a mailbox has to be his own";
    }
    how.strict_ownership = false;
    ASSERT_EQ(::chmod(place.c_str(), 0777), 0);    // for the lock file
    with = std::make_unique<service>(how);
    depositor to(*with);
    auto const taken = wait_for(to, mail(3, text("three")));
    EXPECT_TRUE(taken) << taken.error().message() << ": unless the administrator says otherwise";
}

TEST_F(depositor_test, limits_count_from_when_they_are_set) {
    depositor to(*with);
    EXPECT_TRUE(wait_for(to, mail(1, text("one"))));
    rules smaller = how.virtual_;
    smaller.size_limit = 20;
    with->use(how.local, smaller);
    EXPECT_FALSE(wait_for(to, mail(2, text("two"))));
    with->use(how.local, how.virtual_);
    EXPECT_TRUE(wait_for(to, mail(3, text("three"))));
}

TEST_F(depositor_test, an_arrival_is_told_with_the_place_where_it_begins) {
    std::mutex lock;
    std::vector<std::pair<std::string, std::uint64_t>> told;
    how.arrived = [&](store::owner const& whose, std::uint64_t offset) {
        std::lock_guard const hold(lock);
        told.emplace_back(whose.account, offset);
    };
    with = std::make_unique<service>(how);
    std::uint64_t size = 0;
    {
        depositor to(*with);
        ASSERT_TRUE(wait_for(to, mail(1, text("one"))));
        size = fs::file_size(who.location);
        ASSERT_TRUE(wait_for(to, mail(2, text("two"))));
        auto again = mail(2, text("two"));
        again.maybe_delivered = true;
        EXPECT_EQ(wait_for(to, again).value(), outcome::already_there);
    }
    std::sort(told.begin(), told.end());    // after the answers, by any thread
    EXPECT_EQ(told, (std::vector<std::pair<std::string, std::uint64_t>>{{who.account, 0}, {who.account, size}}));
    EXPECT_EQ(read().substr(size, 5), "From ");
}

TEST_F(depositor_test, dev_null_takes_everything) {
    who.location = "/dev/null";
    depositor to(*with);
    EXPECT_EQ(wait_for(to, mail(1)).value(), outcome::stored);
}

}  // namespace
}  // namespace mailstead::mbox
