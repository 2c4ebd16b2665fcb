// Sizes and dates are found when somebody asks, once, and a look at the mailbox reads no file.
#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>

#include "sandbox.h"
#include "store/measure.h"

namespace mailstead::maildir {
namespace {

using store::has;
using store::measures;
using store::uid_set;

struct counting_files final : base::file_system {
    std::atomic<int> looks{0}, reads{0};
    base::result<struct stat> status(int dir, std::string const& name) override {
        if (dir != AT_FDCWD) ++looks;    // a message's; the directories are looked at by their paths
        return file_system::status(dir, name);
    }
    base::result<struct stat> status(int fd) override { return file_system::status(fd); }
    base::result<std::size_t> read_at(int fd, std::span<char> into, std::uint64_t offset) override {
        ++reads;
        return file_system::read_at(fd, into, offset);
    }
};

struct measure_test : sandbox {
    counting_files files;

    measure_test() {
        with = std::make_unique<service>(how, files);
        std::filesystem::create_directories(maildir() / "cur");
        std::filesystem::create_directories(maildir() / "new");
        std::filesystem::create_directories(maildir() / "tmp");
    }
    ~measure_test() override { with.reset(); }

    void again() {
        with.reset();
        with = std::make_unique<service>(how, files);
    }
    void foreign(std::string const& name, std::string const& text, std::time_t date) {
        auto const at = maildir() / name;
        put_file(at, text);
        timespec const both[2] = {{date, 0}, {date, 0}};
        ASSERT_EQ(::utimensat(AT_FDCWD, at.c_str(), both, 0), 0);
    }
    void three() {
        foreign("cur/1.a:2,S", "Subject: 1\n\nx\n", 1000);
        foreign("cur/2.b:2,", "Subject: 2\r\n\r\nxy\r\n", 2000);
        foreign("cur/3.c,S=9,W=12:2,", "A: 3\n\nx\n\n", 3000);
    }
};

TEST_F(measure_test, a_first_look_asks_no_file) {
    three();
    files.reads = files.looks = 0;
    auto const box = inbox();
    auto const view = box->refresh().value();
    ASSERT_EQ(view->size(), 3u);
    EXPECT_EQ(files.looks, 0);
    EXPECT_EQ(files.reads, 0);
    EXPECT_EQ((*view)[0].size, store::unknown_size);
    EXPECT_EQ((*view)[0].internal_date, store::unknown_date);
    EXPECT_EQ((*view)[2].size, 12u);
    EXPECT_FALSE(has((*view)[2], measures::date));    // another program's name tells when it came, not what the file says
}

TEST_F(measure_test, what_is_asked_for_is_found_and_kept) {
    three();
    {
        auto const box = inbox();
        auto const view = box->refresh().value();
        bell told;
        box->listen(told);
        auto const dated = store::measure_all(*box, view, measures::date).value();
        EXPECT_EQ((*dated)[0].internal_date, 1000);
        EXPECT_EQ((*dated)[2].internal_date, 3000);
        EXPECT_FALSE(has((*dated)[0], measures::size));
        EXPECT_EQ(files.reads, 0);
        auto const sized = store::measure_all(*box, dated, measures::both).value();
        EXPECT_EQ((*sized)[0].size, 17u);
        EXPECT_EQ((*sized)[1].size, 18u);
        EXPECT_EQ((*sized)[1].internal_date, 2000);
        EXPECT_EQ(box->now(), sized);
        EXPECT_EQ(box->now()->highest_modseq(), view->highest_modseq());
        auto const news = box->now()->since(*view);
        EXPECT_TRUE(news.added.empty() && news.gone.empty() && news.changed.empty());
        EXPECT_EQ(told.rung, 0);
        box->unlisten(told);
    }
    again();
    files.reads = files.looks = 0;
    auto const view = inbox()->refresh().value();
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(has((*view)[i], measures::both)) << i;
    EXPECT_EQ((*view)[1].size, 18u);
    EXPECT_EQ(files.reads + files.looks, 0);
}

TEST_F(measure_test, a_size_alone_brings_the_date_along) {
    three();
    auto const box = inbox();
    std::uint32_t const one[] = {1};
    auto const view = box->measured(box->refresh().value(), one, measures::size).value();
    EXPECT_EQ((*view)[0].size, 17u);
    EXPECT_EQ((*view)[0].internal_date, 1000);
    EXPECT_FALSE(has((*view)[1], measures::date));
}

TEST_F(measure_test, one_that_went_stays_unknown_and_one_renamed_is_found) {
    three();
    auto const box = inbox();
    auto const view = box->refresh().value();
    std::filesystem::remove(maildir() / "cur/1.a:2,S");
    std::filesystem::rename(maildir() / "cur/2.b:2,", maildir() / "cur/2.b:2,F");
    auto const sized = store::measure_all(*box, view, measures::size).value();
    ASSERT_EQ(sized->size(), 3u);    // of the view that was given
    EXPECT_EQ((*sized)[0].size, store::unknown_size);
    EXPECT_EQ((*sized)[1].size, 18u);
    EXPECT_EQ((*sized)[1].flags, 0u);
    EXPECT_EQ(box->now()->size(), 2u);
    EXPECT_EQ(box->now()->find(2)->size, 18u);
    EXPECT_EQ(box->now()->find(2)->flags, store::flag::flagged);
    auto const left = store::only_measured(*box, view, measures::size).value();
    EXPECT_EQ(left->size(), 2u);
}

TEST_F(measure_test, an_older_view_gets_the_sizes_and_nothing_else) {
    three();
    auto const box = inbox();
    auto const view = box->refresh().value();
    ASSERT_TRUE(box->change_flags(uid_set::of({2}), {store::flag_change::how::add, store::flag::seen, {}}, ~0ull));
    auto const sized = store::measure_all(*box, view, measures::size).value();
    EXPECT_EQ((*sized)[1].size, 18u);
    EXPECT_EQ((*sized)[1].flags, 0u);
    EXPECT_EQ(box->now()->find(2)->flags, store::flag::seen);
    EXPECT_EQ(box->now()->find(2)->size, 18u);
}

TEST_F(measure_test, a_copy_of_one_nobody_asked_about) {
    foreign("cur/1.a,S=15:2,S", "Subject: 1\n\nx\n\n", 1000);
    ASSERT_TRUE(account()->create("Old"));
    auto const box = inbox();
    auto const to = account()->open("Old").value();
    ASSERT_TRUE(box->refresh());
    ASSERT_TRUE(box->copy(uid_set::of({1}), *to));
    EXPECT_EQ(files_in(maildir() / ".Old/cur").front().find("W="), std::string::npos);
    auto const sized = store::measure_all(*to, to->now(), measures::both).value();
    EXPECT_EQ((*sized)[0].size, 19u);
    EXPECT_EQ((*sized)[0].internal_date, 1000);
}

TEST_F(measure_test, status_counts_when_asked) {
    three();
    auto const mine = account();
    EXPECT_FALSE(mine->status("INBOX").value().sizes_known);
    EXPECT_EQ(mine->status_with_sizes("INBOX").value().size, 17u + 18u + 12u);
    EXPECT_TRUE(mine->status("INBOX").value().sizes_known);
}

TEST_F(measure_test, a_link_is_no_message) {
    three();
    std::filesystem::create_symlink(maildir() / "cur/1.a:2,S", maildir() / "cur/4.link:2,");
    EXPECT_EQ(inbox()->refresh().value()->size(), 3u);
}

// More than one transaction's worth.
TEST_F(measure_test, many_at_once) {
    constexpr std::size_t count = 2500;
    for (std::size_t i = 0; i < count; ++i) std::ofstream(maildir() / "cur" / (std::to_string(10'000 + i) + ".x:2,S")) << std::string(i % 7, '\n');
    auto const box = inbox();
    auto const view = store::measure_all(*box, box->refresh().value(), measures::both).value();
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ((*view)[i].size, 2 * (i % 7)) << i;
    EXPECT_EQ(box->now(), view);
}

}  // namespace
}  // namespace mailstead::maildir
