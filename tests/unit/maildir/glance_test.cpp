// What a list shows of many messages is what is found of each alone: from the files, from cache.db, before the rows are written.
#include <fcntl.h>
#include <sys/stat.h>

#include <future>
#include <map>

#include "sandbox.h"
#include "store/facts_codec.h"
#include "store/read.h"

namespace mailstead::maildir {
namespace {

struct glance_test : sandbox {
    struct seen {
        store::facts what;
        bool has_structure;
        std::int64_t date;
        std::uint64_t size;
    };
    std::map<std::uint32_t, seen> glances(store::mailbox& in, std::uint32_t last, store::facts_part wanted) {
        std::vector<std::uint32_t> uids;
        for (std::uint32_t uid = 1; uid <= last; ++uid) uids.push_back(uid);
        std::map<std::uint32_t, seen> out;
        auto const take = [&](store::glance const& one) {
            auto copy = wanted == store::facts_part::all ? *store::decode_facts(store::encode(*one.what)) : *store::decode_header_facts(store::encode(*one.what));
            EXPECT_TRUE(out.emplace(one.uid, seen{std::move(copy), one.has_structure, one.internal_date, one.size}).second);
        };
        EXPECT_TRUE(in.glance_at(uids, wanted, take));
        return out;
    }
    void put(int count) {
        for (int i = 0; i < count; ++i) put_foreign(i);
    }
    void put_foreign(int i) {
        auto const name = fmt::format("{}.M{}.foreign{}", 100 + i, i, i % 2 ? ":2,S" : "");
        auto const path = maildir() / (i % 2 ? "cur" : "new") / name;
        put_file(path, fmt::format("Subject: {}\nReferences: <r{}@x>\n\n{}", i, i, std::string(static_cast<std::size_t>(i), '\n')));
        timespec const times[2] = {{5000 + i, 0}, {5000 + i, 0}};
        ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
    }
    void expect_all(store::mailbox& in, int count) {
        for (auto const part : {store::facts_part::header, store::facts_part::all}) {
            auto const found = glances(in, static_cast<std::uint32_t>(count), part);
            ASSERT_EQ(found.size(), static_cast<std::size_t>(count));
            for (auto const& [uid, one] : found) {
                auto const i = static_cast<int>(uid) - 1;
                EXPECT_EQ(one.what.envelope.subject, std::to_string(i));
                EXPECT_EQ(one.what.references, fmt::format("<r{}@x>", i));
                EXPECT_EQ(one.date, 5000 + i);
                auto const text = text_of(in, uid);
                EXPECT_EQ(one.size, text.size() + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
                if (part == store::facts_part::header) continue;
                EXPECT_TRUE(one.has_structure);
                EXPECT_EQ(one.what.structure.lines, static_cast<std::uint64_t>(i));
            }
        }
    }
};

TEST_F(glance_test, tells_what_the_files_hold) {
    put(100);
    auto const box = inbox();
    expect_all(*box, 100);
    with->drain();
    auto const now = box->now();
    for (std::size_t i = 0; i < now->size(); ++i) {    // kept, behind the answer
        EXPECT_EQ((*now)[i].internal_date, 5000 + static_cast<std::int64_t>(i));
        EXPECT_NE((*now)[i].size, store::unknown_size);
    }
    expect_all(*box, 100);
}

TEST_F(glance_test, what_was_seen_once_is_not_read_again) {
    put(50);
    {
        auto const box = inbox();
        expect_all(*box, 50);
        with->drain();
        with->facts.drain();
    }
    restart();
    for (auto const* sub : {"new", "cur"})
        for (auto const& file : files_in(maildir() / sub)) std::filesystem::resize_file(maildir() / sub / file, 0);
    auto const found = glances(*inbox(), 50, store::facts_part::all);
    ASSERT_EQ(found.size(), 50u);
    EXPECT_EQ(found.at(50).what.envelope.subject, "49");
    EXPECT_EQ(found.at(50).date, 5049);
}

TEST_F(glance_test, does_not_wait_for_rows_that_come_later) {
    how.rows_later = 3;
    restart();
    put(20);
    std::promise<void> gate;
    with->later_and_long([done = gate.get_future().share()] { done.wait(); });
    auto const box = inbox();
    for (auto const part : {store::facts_part::header, store::facts_part::all}) {
        auto const found = glances(*box, 20, part);
        ASSERT_EQ(found.size(), 20u);
        EXPECT_EQ(found.at(7).what.envelope.subject, "6");
        EXPECT_EQ(found.at(7).date, 5006);
    }
    auto const index = with->index_of(who.account);
    EXPECT_TRUE(index->rows(index->find("INBOX").value()->id).value().empty());
    gate.set_value();
    with->drain();
    expect_all(*box, 20);
}

// As a book asks, right behind a list: dates are on their way to the rows still.
TEST_F(glance_test, who_wants_no_dates_reads_nothing_again) {
    how.rows_later = 3;
    restart();
    put(20);
    std::promise<void> gate;
    with->later_and_long([done = gate.get_future().share()] { done.wait(); });
    auto const box = inbox();
    EXPECT_EQ(glances(*box, 20, store::facts_part::all).size(), 20u);
    with->facts.drain();
    for (auto const* sub : {"new", "cur"})
        for (auto const& file : files_in(maildir() / sub)) std::filesystem::resize_file(maildir() / sub / file, 0);
    auto const found = glances(*box, 20, store::facts_part::header_alone);
    ASSERT_EQ(found.size(), 20u);
    EXPECT_EQ(found.at(20).what.envelope.subject, "19");
    gate.set_value();
    with->drain();
}

TEST_F(glance_test, texts_whose_size_nobody_knows_are_read_together) {
    put(10);
    auto const box = inbox();
    std::vector<std::uint32_t> const uids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    for (std::uint64_t const longest : {1000, 30}) {
        std::size_t count = 0;
        ASSERT_TRUE(box->read_texts(uids, longest, [&](std::uint32_t, std::string_view text) {
            EXPECT_LE(text.size(), longest);
            ++count;
        }));
        EXPECT_EQ(count, longest == 30 ? 0u : 10u);
    }
}

TEST_F(glance_test, passes_over_what_is_not_there) {
    put(10);
    auto const box = inbox();
    for (auto const* sub : {"new", "cur"})
        for (auto const& file : files_in(maildir() / sub))
            if (file.starts_with("100.")) std::filesystem::remove(maildir() / sub / file);
    std::filesystem::rename(maildir() / "cur/101.M1.foreign:2,S", maildir() / "cur/101.M1.foreign:2,FS");
    auto const found = glances(*box, 12, store::facts_part::header);
    EXPECT_EQ(found.size(), 8u);
    EXPECT_EQ(box->facts_of(2).value()->envelope.subject, "1");
    EXPECT_FALSE(box->facts_of(1));
}

TEST_F(glance_test, headers_longer_than_one_read_are_whole) {
    std::string const head = "Subject: first\nX: " + std::string(50'000, 'x') + "\nTo: last@x\n\n";
    put_file(maildir() / "new/1.a.b", head + std::string(500'000, 'y'));
    put_file(maildir() / "new/2.a.b,W=600000", head + std::string(500'000, 'y'));
    put_file(maildir() / "new/3.a.b", head + std::string(3'000'000, 'y'));
    for (auto const part : {store::facts_part::header, store::facts_part::all}) {
        auto const found = glances(*inbox(), 3, part);
        ASSERT_GE(found.size(), 2u);
        EXPECT_EQ(found.at(1).what.envelope.to.at(0).mailbox, "last");
        EXPECT_EQ(found.at(2).what.envelope.to.at(0).mailbox, "last");
        EXPECT_EQ(found.at(1).size, head.size() + 4 + 500'000);
        EXPECT_EQ(found.at(2).size, 600'000u);
        EXPECT_TRUE(part == store::facts_part::header || found.at(2).has_structure);
    }
    EXPECT_EQ(inbox()->facts_of(3).value()->envelope.subject, "first");
}

}  // namespace
}  // namespace mailstead::maildir
