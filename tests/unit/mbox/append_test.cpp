// Messages at the end of an mbox: the format, the locks, and what happens when something is in the way.
#include "mbox/append.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "mbox/from_line.h"
#include "store/identity.h"

namespace mailstead::mbox {
namespace {

namespace fs = std::filesystem;

struct append_test : testing::Test {
    fs::path root = [] {
        auto name = (fs::temp_directory_path() / "mailstead-mbox-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        return fs::path(name);
    }();
    std::string path = (root / "box").string();
    append_settings how;
    ~append_test() override { fs::remove_all(root); }

    result<void> put(std::string text, std::string_view sender = "a@b.example") {
        if (is_null_device(base::system_files(), path)) return {};
        auto to = appender::open(base::system_files(), path, how);
        if (!to) return to.error();
        if (auto const added = to->add_stored(stored_form({sender, 1700000000, "Return-Path: <a@b.example>\r\n", pieces(1, text)}, how.format)); !added)
            return added.error();
        return to->finish();
    }
    static store::shared_text pieces(std::size_t count, std::string const& text) {
        return std::make_shared<std::vector<std::string> const>(count, text);
    }
    std::string why(std::string text = "Subject: x\r\n\r\nbody\r\n") {
        auto const done = put(std::move(text));
        return done ? "stored" : reason(done.error(), "F");
    }
    void write(std::string_view text) { std::ofstream(path, std::ios::binary) << text; }
    std::string read() const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::string from() { return from_line("a@b.example", 1700000000); }
};

TEST_F(append_test, the_format_is_postfixs) {
    ASSERT_TRUE(
        put("Subject: x\r\nStatus: RO\r\nX-UID: 7\r\n folded\r\nTo: y\r\n\r\nFrom here\r\n>From there\r\nX-UID: 8"));
    EXPECT_EQ(read(),
              from() + "Return-Path: <a@b.example>\nSubject: x\nTo: y\n\n>From here\n>From there\nX-UID: 8\n\n");
    struct stat info;
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0600u);
    EXPECT_FALSE(fs::exists(path + ".lock"));
}

TEST_F(append_test, a_long_header_line_is_stored_as_it_is) {
    auto const text = "Subject: x\r\nX-Long: " + std::string(70'000, 'y') + "\r\nFrom: a@b\r\n\r\nbody\r\n";
    ASSERT_TRUE(put(text));
    auto const stored = read();
    ASSERT_TRUE(put(text));
    EXPECT_EQ(read(), stored + stored);
    auto const fd = base::system_files().open(AT_FDCWD, path, O_RDONLY).value();
    auto const found = scan_file(base::system_files(), fd.get(), 0, 2 * stored.size()).value().messages;
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].wire_size, std::string("Return-Path: <a@b.example>\r\n").size() + text.size());
    EXPECT_EQ(found[0].length, stored.size());
}

TEST_F(append_test, mboxrd_quotes_what_is_quoted) {
    how.format = quoting::mboxrd;
    ASSERT_TRUE(put("A: b\r\n\r\nFrom here\r\n>>From there\r\n> From\r\n"));
    EXPECT_NE(read().find("\n>From here\n>>>From there\n> From\n\n"), std::string::npos) << read();
}

TEST_F(append_test, the_result_does_not_depend_on_the_pieces) {
    std::string const text = "A: b\r\nStatus: x\r\n y\r\nC: d\r\n\r\n>>From q\r\nFrom x\r\nlong line\r\nFrom";
    for (auto const format : {quoting::mboxo, quoting::mboxrd}) {
        std::string whole;
        encoder one(format);
        one.feed(text, whole);
        one.finish(whole);
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            std::string out;
            encoder two(format);
            two.feed(std::string_view(text).substr(0, cut), out);
            two.feed(std::string_view(text).substr(cut), out);
            two.finish(out);
            EXPECT_EQ(out, whole) << cut;
        }
        EXPECT_EQ(whole.find("Status"), std::string::npos);
    }
}

TEST_F(append_test, no_sender_is_the_mailer_daemon_and_the_line_is_ctimes) {
    auto const line = from_line("", 1700000000);
    EXPECT_EQ(line.substr(0, 20), "From MAILER-DAEMON  ");
    EXPECT_EQ(line.size(), 20u + 24 + 1);
    EXPECT_EQ(from_line_date(line), 1700000000);
    EXPECT_EQ(from_line("a b\nc", 0).substr(0, 11), "From a?b?c ");
}

TEST_F(append_test, a_from_line_always_follows_an_empty_line) {
    for (std::string const before : {"x", "x\n", "x\n\n", "x\r\n\r\n", "\n"}) {
        write(before);
        ASSERT_TRUE(put("A: b\r\n\r\n"));
        auto const at = read().find("From ");
        ASSERT_NE(at, std::string::npos);
        auto const lead = read().substr(0, at);
        EXPECT_TRUE(lead.ends_with("\n\n") || lead.ends_with("\n\r\n")) << before;
        EXPECT_EQ(lead.substr(0, before.size()), before);
    }
}

TEST_F(append_test, a_held_fcntl_lock_defers_in_postfixs_words) {
    write("");
    int const fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    ASSERT_EQ(::fcntl(fd, F_OFD_SETLK, &lock), 0);
    auto const done = put("A: b\r\n\r\n");
    ASSERT_FALSE(done);
    EXPECT_TRUE(is_locked(done.error()));
    EXPECT_TRUE(base::is_temporary(done.error()));
    EXPECT_EQ(reason(done.error(), path), "unable to lock for exclusive access: Resource temporarily unavailable");
    EXPECT_EQ(read(), "");
    EXPECT_FALSE(fs::exists(path + ".lock")) << "all locks are let go of";
    ::close(fd);
    EXPECT_EQ(why(), "stored");
}

// Another process, with the locks that other programs take.
TEST_F(append_test, another_programs_locks_are_honoured) {
    write("");
    for (std::string const program :
         {"python3 -c 'import fcntl,sys; f=open(sys.argv[1],\"r+\"); fcntl.lockf(f, fcntl.LOCK_EX); print(1, "
          "flush=True); sys.stdin.read()' ",
          "sh -c 'dotlockfile -p -r 0 \"$0.lock\" && echo 1 && cat >/dev/null; dotlockfile -u \"$0.lock\"' "}) {
        int in[2], out[2];
        ASSERT_EQ(::pipe2(in, O_CLOEXEC), 0);
        ASSERT_EQ(::pipe2(out, O_CLOEXEC), 0);
        auto const child = ::fork();
        if (child == 0) {
            ::dup2(in[0], 0), ::dup2(out[1], 1);
            ::execl("/bin/sh", "sh", "-c", ("exec " + program + path).c_str(), nullptr);
            ::_exit(127);
        }
        ::close(in[0]), ::close(out[1]);
        char byte = 0;
        bool const locked = ::read(out[0], &byte, 1) == 1;
        if (locked) {
            EXPECT_NE(why(), "stored") << program;
            EXPECT_EQ(read(), "");
        }
        ::close(in[1]), ::close(out[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        if (!locked) GTEST_SKIP() << "not installed: " << program;
        EXPECT_EQ(why(), "stored") << program;
        write("");
    }
}

TEST_F(append_test, a_held_flock_counts_only_when_named) {
    write("");
    int const fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(::flock(fd, LOCK_EX), 0);
    EXPECT_EQ(why(), "stored");
    how.lock.methods.push_back(lock_method::flock);
    EXPECT_EQ(why(), "unable to lock for exclusive access: Resource temporarily unavailable");
    ::close(fd);
    EXPECT_EQ(why(), "stored");
}

TEST_F(append_test, a_lock_file_defers_a_delivery) {
    std::ofstream(path + ".lock") << "1";
    EXPECT_EQ(why(), "unable to create lock file F.lock: File exists");
    EXPECT_EQ(fs::file_size(path + ".lock"), 1u) << "somebody else's stays";
    fs::remove(path + ".lock");
    EXPECT_EQ(why(), "stored");
}

TEST_F(append_test, a_forgotten_lock_file_is_taken_over) {
    std::ofstream(path + ".lock") << "1";
    how.lock.stale = std::chrono::seconds(-10);
    EXPECT_EQ(why(), "stored");
    EXPECT_FALSE(fs::exists(path + ".lock"));
}

TEST_F(append_test, two_sessions_of_one_process_exclude_each_other) {
    how.lock.methods = {lock_method::fcntl};
    auto one = appender::open(base::system_files(), path, how);
    ASSERT_TRUE(one);
    { auto const other = base::system_files().open(AT_FDCWD, path, O_RDWR).value(); }  // closing loses no lock
    EXPECT_EQ(why(), "unable to lock for exclusive access: Resource temporarily unavailable");
}

TEST_F(append_test, a_directory_that_forbids_lock_files) {
    write("");
    fs::permissions(root,
                    fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
    {
        bool const is_root = ::geteuid() == 0;
        ASSERT_TRUE(!is_root || ::chown(path.c_str(), 12345, 12345) == 0);
        auto const as_owner = store::identity::assume(is_root ? 12345 : ::geteuid(), is_root ? 12345 : ::getegid());
        ASSERT_TRUE(as_owner);
        EXPECT_EQ(why(), "unable to create lock file F.lock: Permission denied");
        how.lock.dotlock_may_fail = true;
        EXPECT_EQ(why(), "stored");
    }
    fs::permissions(root, fs::perms::owner_all);
}

TEST_F(append_test, what_is_no_plain_file_is_refused_with_a_reason) {
    fs::create_directory(path);
    EXPECT_EQ(why(), "file is a directory");
    fs::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(why(), "destination is not a regular file");
    EXPECT_FALSE(base::is_temporary(put("A: b\r\n\r\n").error()));
    fs::remove(path);
    std::ofstream(root / "real") << "";
    fs::create_hard_link(root / "real", path);
    EXPECT_EQ(why(), "file has more than one hard link");
    fs::remove(path);
    fs::create_symlink(root / "real", path);
    if (::geteuid() == 0) {
        EXPECT_EQ(why(), "stored") << "a link of root's is followed";
        EXPECT_GT(fs::file_size(root / "real"), 0u);
        ASSERT_EQ(::lchown(path.c_str(), 12345, 12345), 0);
    }
    EXPECT_EQ(why(), "file is a symbolic link");
    path = "/dev/null";
    EXPECT_EQ(why(), "stored");
    path = "/dev/zero";
    EXPECT_EQ(why(), "destination is not a regular file");
    path = (root / "none/box").string();
    EXPECT_EQ(why(), "cannot open file: No such file or directory");
}

TEST_F(append_test, a_file_of_somebody_else_is_refused_when_asked) {
    write("");
    how.owner = ::geteuid() + 1;
    EXPECT_EQ(why(), "destination is not owned by recipient");
    how.owner = ::geteuid();
    EXPECT_EQ(why(), "stored");
}

TEST_F(append_test, the_size_limit_is_of_the_whole_file_and_final) {
    how.size_limit = 400;
    ASSERT_TRUE(put("A: b\r\n\r\n"));
    auto const before = read();
    auto const done = put("A: b\r\n\r\n" + std::string(400, 'x') + "\r\n");
    ASSERT_FALSE(done);
    EXPECT_EQ(reason(done.error(), path), "error writing message: File too large");
    EXPECT_FALSE(base::is_temporary(done.error()));
    EXPECT_EQ(read(), before);
}

TEST_F(append_test, a_batch_is_taken_back_one_message_at_a_time) {
    how.size_limit = 1'000'000;
    auto to = appender::open(base::system_files(), path, how).value();
    auto const add = [&](std::size_t count, std::string const& text) {
        return to.add_stored(stored_form({"a@b", 1, "", pieces(count, text)}, how.format));
    };
    auto const first = add(1, "A: b\r\n\r\none\r\n").value();
    EXPECT_EQ(first.offset, 0u);
    EXPECT_FALSE(add(5, "A: b\r\n\r\n" + std::string(300'000, 'x') + "\r\n"));
    EXPECT_EQ(read().size(), first.length);
    auto const second = add(1, "A: b\r\n\r\ntwo\r\n").value();
    EXPECT_EQ(second.offset, first.length);
    ASSERT_TRUE(to.finish());
    EXPECT_EQ(read().size(), second.offset + second.length);
}

TEST(from_line_date, reads_any_form) {
    auto const local = [](char const* text) {
        std::tm parts{};
        ::strptime(text, "%Y-%m-%d %H:%M:%S", &parts);
        parts.tm_isdst = -1;
        return std::int64_t{::mktime(&parts)};
    };
    EXPECT_EQ(from_line_date("From johndoe@students.uiuc.edu Mon Jul 5 23:46:19 1999"), local("1999-07-05 23:46:19"));
    EXPECT_EQ(from_line_date("From a@b  Mon Jul  5 23:46:19 1999\r\n"), local("1999-07-05 23:46:19"));
    EXPECT_EQ(from_line_date("From a Mon, 5 Jul 1999 23:46:19 +0200"), 931211179);
    EXPECT_EQ(from_line_date("From a Mon Jul 5 23:46 GMT 1999"), 931218360);
    EXPECT_EQ(from_line_date("From a Mon Jul  5 23:46:19 -0100 1999"), 931221979);
    EXPECT_EQ(from_line_date("From now on"), std::nullopt);
    EXPECT_EQ(from_line_date("From "), std::nullopt);
}

}  // namespace
}  // namespace mailstead::mbox
