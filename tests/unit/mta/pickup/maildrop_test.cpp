// maildrop/: written whole, taken once, and whatever else lies there does no harm.
#include "mta/pickup/maildrop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "../queue/room.h"
#include "mta/pickup/drop.h"
#include "mta/pickup/records.h"

namespace mailstead::mta::pickup {
namespace {

namespace fs = std::filesystem;
using queue::test::temporary_directory;

// The real file system, whose unlink can be made to fail.
class stubborn_files final : public base::file_system {
public:
    bool keeps = false;
    base::result<void> unlink(int dir, std::string const& name) override {
        if (keeps) return base::from_errno(EIO);
        return file_system::unlink(dir, name);
    }
};

std::string letter(std::string_view to = "bob") {
    std::string out(submit_greeting);
    put(out, record::sender, "alice");
    put(out, record::recipient, to);
    put_text(out, "Subject: x\n\ntext\n");
    put(out, record::end, "");
    return out;
}

struct room {
    temporary_directory where;
    std::string dir = where.path() + "/maildrop";
    stubborn_files files;
    std::shared_ptr<settings> rules = std::make_shared<settings>();
    room() {
        fs::create_directory(dir);
        fs::create_directory(where.path() + "/queue");
        rules->maildrop = dir;
        rules->cleanup = std::make_shared<cleanup::rules const>(conf::settings().with({{"myorigin", "example.org"}}));
    }
    std::string drop(std::string_view bytes) {
        auto file = drop_file::create(dir);
        if (!file) throw std::runtime_error(file.error().message());
        EXPECT_TRUE(file->write(bytes));
        EXPECT_TRUE(file->finish());
        return file->name();
    }
    std::size_t left() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(dir), fs::directory_iterator()));
    }
    // Opens the queue anew, looks once; the rows that are there then.
    std::vector<queue::stored_message> look(std::size_t* taken = nullptr) {
        std::vector<queue::stored_message> rows;
        auto body = [&](net::executor home_executor) -> net::task<void> {
            auto storage = queue::test::open(queue::test::small_settings(where.path() + "/queue"));
            queue::home here(home_executor);
            net::disk_pool disk(2, std::chrono::seconds(5));
            maildrop looking(maildrop::parts{*storage, here, disk, base::system_clock(), files}, rules);
            auto const many = co_await looking.scan();
            if (taken) *taken = many;
            rows = co_await queue::test::rows(*storage, here);
        };
        mailstead::test::run(body);
        return rows;
    }
};

TEST(maildrop, takes_what_was_dropped) {
    room here;
    here.drop(letter());
    here.drop(letter("carol@elsewhere.example"));
    std::size_t taken = 0;
    auto const rows = here.look(&taken);
    EXPECT_EQ(taken, 2u);
    ASSERT_EQ(rows.size(), 2u);
    auto row = rows[0];
    auto const what = queue::revive(std::move(row));
    ASSERT_TRUE(what);
    EXPECT_EQ(what->what.sender, "alice@example.org");
    EXPECT_EQ(here.left(), 0u);
    EXPECT_EQ(here.look().size(), 2u);
}

TEST(maildrop, a_file_is_not_taken_twice_when_its_name_outlives_the_commit) {
    room here;
    here.drop(letter());
    here.files.keeps = true;  // as a crash between commit and unlink leaves it
    EXPECT_EQ(here.look().size(), 1u);
    EXPECT_EQ(here.left(), 1u);
    std::size_t taken = 1;
    EXPECT_EQ(here.look(&taken).size(), 1u);
    EXPECT_EQ(taken, 0u);
    here.files.keeps = false;
    EXPECT_EQ(here.look(&taken).size(), 1u);
    EXPECT_EQ(taken, 0u);
    EXPECT_EQ(here.left(), 0u);
}

TEST(maildrop, a_name_is_free_again_once_it_was_unlinked) {
    room here;
    auto const name = here.drop(letter());
    EXPECT_EQ(here.look().size(), 1u);
    fs::rename(here.dir + "/" + here.drop(letter()), here.dir + "/" + name);
    EXPECT_EQ(here.look().size(), 2u);
}

TEST(maildrop, an_unfinished_file_waits) {
    room here;
    std::ofstream(here.dir + "/half") << letter();
    fs::permissions(here.dir + "/half", fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(here.look().size(), 0u);
    EXPECT_EQ(here.left(), 1u);
    timespec const old[2] = {{1000000000, 0}, {1000000000, 0}};
    ::utimensat(AT_FDCWD, (here.dir + "/half").c_str(), old, 0);
    EXPECT_EQ(here.look().size(), 0u);
    EXPECT_EQ(here.left(), 0u);  // nobody will finish it
}

// Who changes over with mail in Postfix's maildrop keeps it.
TEST(maildrop, what_postfix_has_left_stays) {
    room here;
    here.drop(std::string("T\x11") + "1795735621 304185A\x1erewrite_context=local");
    EXPECT_EQ(here.look().size(), 0u);
    EXPECT_EQ(here.left(), 1u);
    for (std::string const other : {"T\x11" "1795735621 30x185A", "T\x11" "1795", "Test of something that is no message", "T"}) here.drop(other);
    EXPECT_EQ(here.look().size(), 0u);
    EXPECT_EQ(here.left(), 1u);
}

TEST(maildrop, what_is_cut_off_or_nonsense_is_removed) {
    room here;
    auto const whole = letter();
    for (std::size_t size = 0; size < whole.size(); size += 3) here.drop(whole.substr(0, size));
    here.drop("nonsense");
    here.drop(std::string(submit_greeting) + "Z");
    here.drop(letter("bob>\n"));
    EXPECT_EQ(here.look().size(), 0u);
    EXPECT_EQ(here.left(), 0u);
}

TEST(maildrop, links_fifos_and_big_files_do_no_harm) {
    room here;
    auto const other = here.where.path() + "/precious";
    std::ofstream(other) << letter();
    fs::permissions(other, fs::perms::owner_all);
    fs::create_symlink(other, here.dir + "/link");
    fs::create_symlink("/dev/zero", here.dir + "/zero");
    fs::create_hard_link(other, here.dir + "/hard");
    ASSERT_EQ(::mkfifo((here.dir + "/fifo").c_str(), 0700), 0);
    here.rules->message_size_limit = 1000;
    std::string big(submit_greeting);
    put(big, record::sender, "alice");
    put(big, record::recipient, "bob");
    put_text(big, std::string(200000, 'x'));
    put(big, record::end, "");
    auto const name = here.drop(big);
    EXPECT_EQ(here.look().size(), 0u);
    // The big one is somebody's mail and stays.
    EXPECT_EQ(here.left(), 1u);
    EXPECT_TRUE(fs::exists(here.dir + '/' + name));
    EXPECT_TRUE(fs::exists(other));
}

TEST(maildrop, a_queue_that_refuses_leaves_the_files) {
    room here;
    here.drop(letter());
    auto body = [&](net::executor home_executor) -> net::task<void> {
        auto storage = queue::test::open(queue::test::small_settings(here.where.path() + "/queue"));
        queue::home home(home_executor);
        net::disk_pool disk(2, std::chrono::seconds(5));
        maildrop looking(maildrop::parts{*storage, home, disk, base::system_clock(), here.files}, here.rules);
        storage->stop();
        auto const taken = co_await looking.scan();
        EXPECT_EQ(taken, 0u);
    };
    mailstead::test::run(body);
    EXPECT_EQ(here.left(), 1u);
    EXPECT_EQ(here.look().size(), 1u);
}

TEST(maildrop, a_directory_that_is_not_there_is_no_trouble) {
    room here;
    fs::remove(here.dir);
    EXPECT_EQ(here.look().size(), 0u);
}

TEST(drop_file, leaves_nothing_unless_it_was_finished) {
    room here;
    {
        auto file = drop_file::create(here.dir);
        ASSERT_TRUE(file);
        EXPECT_TRUE(file->write("half"));
        EXPECT_EQ(here.left(), 1u);
    }
    EXPECT_EQ(here.left(), 0u);
    struct stat info {};
    auto const name = here.drop("whole");
    ASSERT_EQ(::stat((here.dir + "/" + name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, finished_mode);
    EXPECT_FALSE(drop_file::create(here.where.path() + "/nowhere"));
}

}  // namespace
}  // namespace mailstead::mta::pickup
