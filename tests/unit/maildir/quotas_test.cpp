// The account's limits on delivery, APPEND and COPY; maildirsize beside other programs.
#include "maildir/quotas.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <fstream>
#include <sstream>

#include "maildir/depositor.h"
#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using mode = store::mailbox::expunge_mode;
using store::uid_set;

// mail() is stored as 34 octets.
struct quotas_test : sandbox {
    std::filesystem::path file() const { return maildir() / "maildirsize"; }
    std::string text() const {
        std::ostringstream out;
        out << std::ifstream(file()).rdbuf();
        return out.str();
    }
    void limit(std::string_view to) { who.quota = *store::parse_quota(to); }
    store::quota_usage used() { return account()->quota().value()->usage; }
    // As if so much time had passed since the file was written.
    void age(int seconds) {
        timeval const at[2] = {{::time(nullptr) - seconds, 0}, {::time(nullptr) - seconds, 0}};
        ::utimes(file().c_str(), at);
    }
};

TEST_F(quotas_test, without_a_quota_nothing_is_written) {
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    auto const box = inbox();
    append(*box, "x: y\r\n\r\n");
    ASSERT_TRUE(box->expunge(uid_set::everything(), mode::all));
    EXPECT_FALSE(std::filesystem::exists(file()));
    EXPECT_FALSE(account()->quota().value());
}

// A count made anew for every delivery would be the square of their number.
TEST_F(quotas_test, a_directory_of_that_name_does_not_make_each_delivery_count) {
    limit("1000S,10C");
    std::filesystem::create_directories(file() / "inside");
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    std::filesystem::remove(*std::filesystem::directory_iterator(maildir() / "new"));    // a count would see that
    ASSERT_TRUE(wait_for(to, mail(2)));
    ASSERT_TRUE(wait_for(to, mail(3)));
    EXPECT_EQ(used(), (store::quota_usage{102, 3}));
    std::filesystem::remove_all(file());
    EXPECT_EQ(used(), (store::quota_usage{68, 2})) << "counted anew where it can be written";
}

TEST_F(quotas_test, counts_what_comes_and_goes) {
    limit("1000S,10C");
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    ASSERT_TRUE(wait_for(to, mail(2)));
    EXPECT_EQ(text(), "1000S,10C\n0 0\n34 1\n34 1\n");
    auto const box = inbox();
    append(*box, "a: b\r\n\r\n");
    EXPECT_EQ(used(), (store::quota_usage{74, 3}));
    ASSERT_TRUE(account()->create("Saved"));
    auto const saved = account()->open("Saved").value();
    ASSERT_TRUE(box->copy(uid_set::of({1}), *saved));
    EXPECT_EQ(used(), (store::quota_usage{108, 4}));
    ASSERT_TRUE(box->move(uid_set::of({2}), *saved));
    EXPECT_EQ(used(), (store::quota_usage{108, 4}));
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mode::all));
    EXPECT_EQ(used(), (store::quota_usage{74, 3}));
    ASSERT_TRUE(account()->remove("Saved"));
    EXPECT_EQ(used(), (store::quota_usage{6, 1}));
}

TEST_F(quotas_test, a_full_mailbox_takes_nothing_and_keeps_nothing_of_it) {
    limit("2C");
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    ASSERT_TRUE(wait_for(to, mail(2)));
    EXPECT_EQ(wait_for(to, mail(3)).error(), make_error_code(store::errc::over_quota));
    EXPECT_TRUE(files_in(maildir() / "tmp").empty());
    auto again = mail(1);
    again.maybe_delivered = true;
    EXPECT_EQ(wait_for(to, again).value(), store::outcome::already_there);
    auto const box = inbox();
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mode::all));
    EXPECT_TRUE(wait_for(to, mail(3)));
}

TEST_F(quotas_test, deliveries_have_a_grace_and_clients_none) {
    limit("100S");
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    ASSERT_TRUE(wait_for(to, mail(2)));
    EXPECT_TRUE(wait_for(to, mail(3))) << "102 of 100 octets: within ten percent";
    EXPECT_FALSE(wait_for(to, mail(4)));
    limit("200S");
    auto const box = inbox();
    auto const now = box->now();
    EXPECT_EQ(box->copy(uid_set::everything(), *box).error(), make_error_code(store::errc::over_quota)) << "204 of 200 octets";
    EXPECT_EQ(box->now()->size(), now->size()) << "all or none";
    EXPECT_TRUE(box->copy(uid_set::of({1, 2}), *box));
}

TEST_F(quotas_test, another_grace_holds_at_once) {
    limit("100S");
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    ASSERT_TRUE(wait_for(to, mail(2)));
    with->quotas.use_grace(0);
    EXPECT_FALSE(wait_for(to, mail(3))) << "102 of 100 octets";
    with->quotas.use_grace(2);
    EXPECT_TRUE(wait_for(to, mail(3)));
}

TEST_F(quotas_test, append_is_all_or_none) {
    limit("2C");
    auto const box = inbox();
    std::vector<store::new_message> three(3);
    for (auto& one : three) {
        one.text = box->begin().value();
        ASSERT_TRUE(one.text->append("a: b\r\n\r\n"));
    }
    EXPECT_EQ(box->append(std::move(three)).error(), make_error_code(store::errc::over_quota));
    EXPECT_EQ(box->refresh().value()->size(), 0u);
    EXPECT_TRUE(files_in(maildir() / "tmp").empty());
    append(*box, "a: b\r\n\r\n");
    append(*box, "a: b\r\n\r\n");
    EXPECT_EQ(used().messages, 2u);
}

TEST_F(quotas_test, a_foreign_file_brings_its_limits) {
    (void)inbox();
    put_file(file(), "2C\n0 0\n");
    depositor to(*with);
    ASSERT_TRUE(wait_for(to, mail(1)));
    put_file(maildir() / "new/1.foreign.host", "x\n");  // maildrop delivers and counts
    std::ofstream(file(), std::ios::app) << "       2    1\n";
    EXPECT_FALSE(wait_for(to, mail(2)));
    EXPECT_EQ(used(), (store::quota_usage{36, 2}));
}

TEST_F(quotas_test, full_is_believed_only_of_a_fresh_file) {
    limit("2C");
    (void)inbox();
    put_file(file(), "2C\n100 5\n");
    depositor to(*with);
    EXPECT_FALSE(wait_for(to, mail(1))) << "fresh, and of one line";
    age(16 * 60);
    EXPECT_TRUE(wait_for(to, mail(2)));
    put_file(file(), "2C\n100 3\n-10 -1\n");
    EXPECT_TRUE(wait_for(to, mail(3))) << "changed since it was counted";
}

TEST_F(quotas_test, other_limits_damage_and_length_are_counted_anew) {
    limit("1000S,10C");
    (void)inbox();
    put_file(maildir() / "cur/1.x.host,S=10:2,S", "0123456789");
    put_file(maildir() / ".Sub/new/2.x.host", "01234");
    put_file(maildir() / ".Trash/cur/3.x.host:2,ST", "0");
    store::quota_usage const all{16, 3};
    for (auto const* bad : {"9S\n0 0\n", "garbage", "1000S,10C\n-5 0\n", "1000S,10C\n7 7", ""}) {
        put_file(file(), bad);
        EXPECT_EQ(used(), all) << bad;
        EXPECT_EQ(text(), "1000S,10C\n16 3\n") << bad;
    }
    std::string lines = "1000S,10C\n";
    while (lines.size() <= size_file_limit) lines += "1 0\n";
    put_file(file(), lines);
    EXPECT_EQ(used(), all);
    std::filesystem::remove(file());
    ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
    EXPECT_EQ(used(), all);
    EXPECT_TRUE(std::filesystem::is_regular_file(file()));
}

TEST_F(quotas_test, a_long_file_keeps_the_limits_it_alone_has) {
    (void)inbox();
    std::string lines = "7C\n";
    while (lines.size() <= size_file_limit) lines += "1 0\n";
    put_file(file(), lines);
    auto const now = account()->quota().value();
    ASSERT_TRUE(now);
    EXPECT_EQ(now->limits.messages, 7u);
    EXPECT_EQ(text(), "7C\n0 0\n");
}

TEST_F(quotas_test, a_file_that_nobody_understands_is_left_alone) {
    (void)inbox();
    put_file(file(), "a note of mine\n");
    depositor to(*with);
    EXPECT_TRUE(wait_for(to, mail(1)));
    EXPECT_FALSE(account()->quota().value());
    EXPECT_EQ(text(), "a note of mine\n");
}

TEST_F(quotas_test, many_at_once_do_not_exceed_the_limit) {
    limit("20C");
    depositor to(*with);
    std::mutex lock;
    std::condition_variable wake;
    int answered = 0, stored = 0;
    for (std::uint64_t i = 1; i <= 60; ++i)
        to.deposit(mail(i), [&](result<store::outcome> got) {
            std::lock_guard const hold(lock);
            ++answered;
            stored += got.has_value();
            wake.notify_one();
        });
    std::unique_lock hold(lock);
    wake.wait(hold, [&] { return answered == 60; });
    EXPECT_LE(stored, 20);
    EXPECT_EQ(static_cast<std::size_t>(stored), files_in(maildir() / "new").size());
    EXPECT_EQ(used().messages, static_cast<std::uint64_t>(stored));
}

TEST_F(quotas_test, one_line_for_a_batch) {
    limit("1000C");
    how.deposit_threads = 1;
    restart();
    depositor to(*with);
    std::mutex lock;
    std::condition_variable wake;
    int answered = 0;
    for (std::uint64_t i = 1; i <= 100; ++i)
        to.deposit(mail(i), [&](result<store::outcome>) {
            std::lock_guard const hold(lock);
            ++answered;
            wake.notify_one();
        });
    std::unique_lock hold(lock);
    wake.wait(hold, [&] { return answered == 100; });
    auto const read = parse_size_file(text());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->usage.messages, 100u);
    EXPECT_LT(read->changes, 30u);
}

}  // namespace
}  // namespace mailstead::maildir
