// What is known of a message is not found out twice: not after a restart, a copy, a move or a renaming; and it goes with it.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "maildir/delivered_facts.h"
#include "maildir/depositor.h"
#include "maildir/name.h"
#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using store::uid_set;
using mode = store::mailbox::expunge_mode;

struct facts_test : sandbox {
    void deliver(unsigned count) {
        depositor to(*with);
        for (unsigned i = 1; i <= count; ++i)
            ASSERT_TRUE(wait_for(to, mail(i, "Subject: s" + std::to_string(i) + "\r\nReferences: <r@x>\r\n\r\nhello\r\n")));
    }
    // Whoever reads a mail file from now on finds nothing in it.
    void empty_all_files() {
        for (auto const& at : std::filesystem::recursive_directory_iterator(maildir()))
            if (at.is_regular_file() && (at.path().parent_path().filename() == "new" || at.path().parent_path().filename() == "cur"))
                std::filesystem::resize_file(at.path(), 0);
    }
    static std::string subject(store::mailbox& box, std::uint32_t uid) {
        return box.facts_of(uid).value()->envelope.subject.value_or("(none)");
    }
    std::vector<store::fact_key> keys_in(std::filesystem::path const& folder) {
        std::vector<store::fact_key> out;
        for (auto const* sub : {"new", "cur"})
            for (auto const& file : files_in(folder / sub)) out.push_back(fact_key_of(file));
        return out;
    }
    std::size_t known(std::vector<store::fact_key> const& keys) {
        with->facts.drain();
        return known_now(keys);
    }
    std::size_t known_now(std::vector<store::fact_key> const& keys) {
        auto const found = with->cache_of(who.account)->find(keys);
        return static_cast<std::size_t>(std::count_if(found.begin(), found.end(), [](auto const& one) { return one != nullptr; }));
    }
};

TEST_F(facts_test, what_was_delivered_is_not_read_again) {
    (void)inbox();
    deliver(300);
    with->facts.drain();
    restart();
    empty_all_files();
    auto const box = inbox();
    std::vector<std::uint32_t> uids;
    for (std::uint32_t uid = 1; uid <= 200; ++uid) uids.push_back(uid);
    box->expect_facts(uids);
    for (std::uint32_t uid = 1; uid <= 300; ++uid) ASSERT_EQ(subject(*box, uid), "s" + std::to_string(uid));
    EXPECT_EQ(box->facts_of(1).value()->references, "<r@x>");
    EXPECT_EQ(box->facts_of(301).error(), make_error_code(store::errc::gone));
}

TEST_F(facts_test, what_was_delivered_is_known_a_moment_later) {
    deliver(20);
    auto const keys = keys_in(maildir());
    ASSERT_EQ(keys.size(), 20u);
    auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (known_now(keys) < keys.size() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(known_now(keys), keys.size());
}

TEST_F(facts_test, what_went_after_its_delivery_is_left_out) {
    put_file(maildir() / "new/1.a.b,S=12,W=14", "Subject: s\n\n");
    put_file(maildir() / "new/2.a.b", std::string("Subject: long\n\n") + std::string(2'000'000, 'x'));
    auto const steps = facts_of_delivered(with->files, who, maildir(), {"0.gone", "1.a.b,S=12,W=14", "2.a.b"});
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].key.bytes, fact_key_of("1.a.b,S=12,W=14").bytes);
    EXPECT_TRUE(facts_of_delivered(with->files, who, maildir() / "none", {"1.a.b"}).empty());
}

TEST_F(facts_test, what_was_read_once_is_not_read_again) {
    put_file(maildir() / "new/1.a.b", "Subject: foreign\n\nbody\n");
    put_file(maildir() / "cur/2.a.b", "Subject: foreign2\n\nbody\n");
    put_file(maildir() / "tmp/none", "");
    EXPECT_EQ(subject(*inbox(), 1), "foreign");
    EXPECT_EQ(subject(*inbox(), 2), "foreign2");
    restart();
    empty_all_files();
    EXPECT_EQ(subject(*inbox(), 1), "foreign");
    EXPECT_EQ(subject(*inbox(), 2), "foreign2");
}

TEST_F(facts_test, copies_moves_and_renamings_keep_it) {
    auto mine = account();
    ASSERT_TRUE(mine->create("A"));
    ASSERT_TRUE(mine->create("B"));
    deliver(2);
    with->facts.drain();
    {
        auto const box = inbox(), a = mine->open("A").value(), b = mine->open("B").value();
        ASSERT_TRUE(box->copy(uid_set::of({1}), *a));
        ASSERT_TRUE(box->move(uid_set::of({2}), *b));
    }
    ASSERT_TRUE(mine->rename("B", "C"));
    mine.reset();
    restart();
    empty_all_files();
    EXPECT_EQ(subject(*inbox(), 1), "s1");
    EXPECT_EQ(subject(*account()->open("A").value(), 1), "s1");
    EXPECT_EQ(subject(*account()->open("C").value(), 1), "s2");
}

TEST_F(facts_test, what_is_expunged_or_removed_is_forgotten) {
    auto const mine = account();
    ASSERT_TRUE(mine->create("A"));
    deliver(3);
    auto const box = inbox();
    auto const keys = keys_in(maildir());
    EXPECT_EQ(known(keys), 3u);
    ASSERT_TRUE(box->expunge(uid_set::of({1}), mode::all));
    EXPECT_EQ(known(keys), 2u);
    std::filesystem::remove(maildir() / "new" / files_in(maildir() / "new").front());
    ASSERT_TRUE(box->refresh());
    EXPECT_EQ(known(keys), 1u);
    ASSERT_TRUE(box->copy(uid_set::everything(), *mine->open("A").value()));
    auto const copies = keys_in(maildir() / ".A");
    EXPECT_EQ(known(copies), 1u);
    ASSERT_TRUE(mine->remove("A"));
    EXPECT_EQ(known(copies), 0u);
    EXPECT_EQ(known(keys), 1u);
}

TEST_F(facts_test, works_without_a_cache) {
    how.index.keep_facts = false;
    restart();
    (void)inbox();
    deliver(2);
    restart();
    EXPECT_EQ(subject(*inbox(), 2), "s2");
}

}  // namespace
}  // namespace mailstead::maildir
