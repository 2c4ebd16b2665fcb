// Directories that other programs replace, that cannot be read, and whose times tell too little.
#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "maildir/depositor.h"
#include "sandbox.h"

namespace mailstead::maildir {
namespace {

struct replaced_test : sandbox {
    void replace(std::string const& sub) {
        auto const dir = maildir() / sub, copy = root / "copy", old = root / "old";
        std::filesystem::copy(dir, copy, std::filesystem::copy_options::recursive);
        std::filesystem::rename(dir, old);
        std::filesystem::rename(copy, dir);
        std::filesystem::remove_all(old);
    }
    static void rest() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }    // fresh times prove nothing
};

TEST_F(replaced_test, what_others_bring_after_a_replacement_is_found) {
    for (auto const* sub : {"new", "cur"}) {
        auto const box = inbox();
        append(*box, "a: b\r\n\r\n");
        auto const before = box->refresh().value()->size();
        rest();
        replace(sub);
        EXPECT_EQ(box->refresh().value()->size(), before) << sub;
        rest();
        put_file(maildir() / sub / (std::string("100.other-in-") + sub), "Subject: f\n\nx\n");
        // A step of our own must not take the new times for its own.
        depositor to(*with);
        ASSERT_EQ(wait_for(to, mail(*sub)).value(), store::outcome::stored);
        EXPECT_EQ(box->refresh().value()->size(), before + 2) << sub;
        put_file(maildir() / sub / (std::string("101.other-in-") + sub), "Subject: f\n\nx\n");
        EXPECT_EQ(box->refresh().value()->size(), before + 3) << sub;
    }
}

struct unreadable final : base::file_system {
    std::atomic<bool> refuses{false};
    base::result<base::unique_fd> open(int dir, std::string const& name, int flags, mode_t mode = 0600) override {
        if (refuses && (flags & O_DIRECTORY) && !(flags & O_PATH) && name.ends_with("/cur")) return base::from_errno(EIO);
        return base::file_system::open(dir, name, flags, mode);
    }
};

TEST_F(replaced_test, what_was_announced_is_not_forgotten_when_the_look_fails) {
    unreadable files;
    with = std::make_unique<service>(how, files);
    auto box = inbox();
    append(*box, "a: b\r\n\r\n");
    ASSERT_EQ(box->refresh().value()->size(), 1u);
    rest();
    put_file(maildir() / "new/100.foreign", "Subject: f\n\nx\n");
    files.refuses = true;
    EXPECT_FALSE(box->refresh());
    files.refuses = false;
    {
        depositor to(*with);
        ASSERT_EQ(wait_for(to, mail(1)).value(), store::outcome::stored);
    }
    EXPECT_EQ(box->refresh().value()->size(), 3u);
    box.reset();
    with.reset();
}

// Times of directories move with a coarse clock, and a file is renamed behind the reader's back: once.
struct coarse final : base::file_system {
    std::filesystem::path hidden, shown;
    std::atomic<bool> hides{false};
    timespec at{};
    base::result<struct stat> status(int dir, std::string const& name) override {
        auto found = base::file_system::status(dir, name);
        bool const is_place = name.ends_with("/cur") || name.ends_with("/new");
        if (found && is_place && at.tv_sec != 0) found->st_mtim = at;
        return found;
    }
    base::result<base::unique_fd> open(int dir, std::string const& name, int flags, mode_t mode = 0600) override {
        bool const is_read = (flags & O_DIRECTORY) && !(flags & O_PATH) && name.ends_with("/cur");
        bool const once = is_read && hides.exchange(false);
        if (is_read && !once && std::filesystem::exists(hidden)) std::filesystem::rename(hidden, shown);
        if (once) std::filesystem::rename(shown, hidden);
        return base::file_system::open(dir, name, flags, mode);
    }
    // The first look at the times comes before the file is moved: they are the same then.
    void hide_next() {
        ::clock_gettime(CLOCK_REALTIME, &at);
        hides = true;
    }
};

TEST_F(replaced_test, a_file_missed_within_a_tick_is_not_gone) {
    coarse files;
    account();
    put_file(maildir() / "cur/100.there:2,S", "Subject: a\n\nx\n");
    put_file(maildir() / "cur/101.moved:2,S", "Subject: b\n\nx\n");
    files.shown = maildir() / "cur/101.moved:2,S";
    files.hidden = root / "hidden";
    with = std::make_unique<service>(how, files);
    auto box = inbox();
    auto const before = box->refresh().value();
    ASSERT_EQ(before->size(), 2u);
    auto const uid = (*before)[1].uid;
    files.hide_next();
    put_file(maildir() / "cur/99.more:2,S", "Subject: c\n\nx\n");    // which makes it look
    auto const after = box->refresh().value();
    EXPECT_FALSE(files.hides);
    EXPECT_EQ(after->size(), 3u);
    EXPECT_NE(after->find(uid), nullptr);
    box.reset();
    with.reset();
}

// The copy of the uids brings them back when the index is lost, also where somebody had removed it in between.
TEST_F(replaced_test, a_text_copy_that_was_removed_is_made_whole) {
    std::vector<std::uint32_t> uids;
    {
        auto const box = inbox();
        for (int i = 0; i < 3; ++i) uids.push_back(append(*box, "a: b\r\n\r\n"));
    }
    restart();
    std::filesystem::remove(maildir() / "mailstead-uidlist");
    {
        auto const box = inbox();
        uids.push_back(append(*box, "c: d\r\n\r\n"));
    }
    with.reset();
    std::filesystem::remove_all(how.index.directory);
    restart();
    auto const view = inbox()->refresh().value();
    ASSERT_EQ(view->size(), uids.size());
    for (auto const uid : uids) EXPECT_NE(view->find(uid), nullptr) << uid;
}

}  // namespace
}  // namespace mailstead::maildir
