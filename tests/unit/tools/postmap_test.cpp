// postmap, postalias and newaliases on a directory of their own: what they make, answer, change and refuse. What
// Postfix's programs do with the same words is compared live in tests/oracle.
#include "tools/postmap.h"

#include <filesystem>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../conf/temp_dir.h"
#include "conf/settings.h"
#include "conf/table.h"

namespace mailstead::tools {
namespace {

class table_tools : public testing::Test {
protected:
    table_tools() { dir_.write("main.cf", "compatibility_level = 3.6\nmyhostname = h.example.com\n"); }

    using tool = int (*)(std::vector<std::string>, std::string);
    // Standard output; the status and standard error are kept.
    std::string run(tool what, std::vector<std::string> args, std::string const& input = "") {
        dir_.write("stdin", input);
        int const old = ::dup(STDIN_FILENO);
        int const in = ::open(dir_.path("stdin").c_str(), O_RDONLY | O_CLOEXEC);
        ::dup2(in, STDIN_FILENO);
        ::close(in);
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        status_ = what(std::move(args), dir_.path());
        errors_ = testing::internal::GetCapturedStderr();
        ::dup2(old, STDIN_FILENO);
        ::close(old);
        return testing::internal::GetCapturedStdout();
    }
    std::string map(std::vector<std::string> args, std::string const& input = "") {
        return run(postmap, std::move(args), input);
    }
    std::string table(std::string const& type, std::string const& name) const { return type + ':' + dir_.path(name); }
    unsigned mode_of(std::string const& name) const {
        struct stat status {};
        return ::stat(dir_.path(name).c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
    }

    conf::temp_dir dir_;
    int status_ = -1;
    std::string errors_;
};

TEST_F(table_tools, builds_and_answers) {
    dir_.write("t", "a 1\nB two words\n# c\nA again\n");
    for (std::string const type : {"hash", "btree", "lmdb", "cdb"}) {
        EXPECT_EQ(map({table(type, "t")}), "");
        EXPECT_EQ(status_, 0) << type;
        EXPECT_NE(errors_.find("duplicate entry: \"a\"\n"), std::string::npos) << type << errors_;
        EXPECT_EQ(map({"-s", table(type, "t")}), "a\t1\nb\ttwo words\n") << type;
    }
    EXPECT_EQ(map({"-q", "b", table("hash", "t")}), "two words\n");
    EXPECT_EQ(map({"-q", "B", table("lmdb", "t")}), "two words\n");
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(map({"-q", "c", table("hash", "t")}), "");
    EXPECT_EQ(status_, 1);
    EXPECT_EQ(map({"-q", "-", table("hash", "t"), "inline:{c=d}"}, "b\nnone\nc"), "b\ttwo words\nc\td\n");
    EXPECT_EQ(status_, 0);
}

TEST_F(table_tools, a_static_table_answers_the_empty_line_too) {
    std::string const message = "A: b\n\nbody\n";
    EXPECT_EQ(map({"-q", "", "static:x"}), "x\n");
    EXPECT_EQ(map({"-q", "-", "static:x", "-"}, "a\n\nb\n"), "a\tx\n\tx\nb\tx\n");
    EXPECT_EQ(status_, 0) << errors_;
    EXPECT_EQ(map({"-hb", "-q", "-", "static:x"}, message), "A: b\tx\n\tx\nbody\tx\n");
    EXPECT_EQ(map({"-q", "", "unionmap:{static:x,static:y}"}), "x,y\n");
    EXPECT_EQ(map({"-q", "", "pipemap:{static:x,static:y}"}), "y\n");
}

TEST_F(table_tools, lists_name_a_berkeley_db) {
    std::string berkeley(4096, '\0');
    berkeley.replace(12, 4, "\x61\x15\x06\x00", 4);
    dir_.write("t.db", berkeley);
    map({"-s", table("hash", "t")});
    EXPECT_NE(errors_.find("t.db: a Berkeley DB file, which only Postfix can read, and its text is missing"),
              std::string::npos) << errors_;
}

TEST_F(table_tools, default_type_and_the_words_for_duplicates) {
    dir_.write("t", "a 1\na 2\n");
    map({dir_.path("t")});
    EXPECT_EQ(errors_, "postmap: warning: " + dir_.path("t.db") + ": duplicate entry: \"a\"\n");
    map({table("lmdb", "t")});
    EXPECT_EQ(errors_, "postmap: warning: lmdb:" + dir_.path("t") + ": duplicate entry: \"a\"\n");
    map({"-w", table("lmdb", "t")});
    EXPECT_EQ(errors_, "");
    EXPECT_EQ(map({"-s", table("lmdb", "t")}), "a\t1\n");
    map({"-r", table("lmdb", "t")});
    EXPECT_EQ(errors_, "");
    EXPECT_EQ(map({"-s", table("lmdb", "t")}), "a\t2\n");
}

TEST_F(table_tools, names_lines_and_files_that_are_wrong) {
    dir_.write("t", "ok v\nalone\n");
    map({table("hash", "t")});
    EXPECT_EQ(errors_, "postmap: warning: " + dir_.path("t") + ", line 2: expected format: key whitespace value\n");
    map({table("hash", "none")});
    EXPECT_EQ(errors_, "postmap: fatal: open " + dir_.path("none") + ": No such file or directory\n");
    EXPECT_EQ(status_, 1);
    map({"-q", "x", table("hash", "none")});
    EXPECT_EQ(errors_, "postmap: fatal: open database " + dir_.path("none.db") + ": No such file or directory\n");
    map({table("regexp", "t")});
    EXPECT_EQ(errors_, "postmap: fatal: unsupported dictionary type: regexp does not support bulk-mode creation.\n");
    map({"-q", "x", "nosuch:t"});
    EXPECT_NE(errors_.find("unsupported dictionary type: nosuch (supported: "), std::string::npos) << errors_;
    dir_.write("long", "short v\n" + std::string(600, 'k') + " v\n");
    map({table("lmdb", "long")});
    EXPECT_NE(errors_.find("long, line 2: the key has 600 bytes"), std::string::npos) << errors_;
    EXPECT_EQ(status_, 1);
    EXPECT_EQ(mode_of("long.lmdb"), 0u);
}

TEST_F(table_tools, inputs_without_end_or_without_content_do_not_hold_it) {
    ASSERT_EQ(::mkfifo(dir_.path("fifo").c_str(), 0600), 0);
    map({table("hash", "fifo")});
    EXPECT_EQ(errors_, "postmap: fatal: open " + dir_.path("fifo") + ": Not a regular file\n");
    map({"lmdb:/dev/zero"});
    EXPECT_EQ(errors_, "postmap: fatal: open /dev/zero: Not a regular file\n");
    map({"-q", "-", "inline:{a=b}"}, "a\n" + std::string(3 << 20, 'x') + "\na\n");
    EXPECT_EQ(errors_, "postmap: fatal: stdin: a line is longer than 1048576 bytes\n");
    EXPECT_EQ(status_, 1);
}

TEST_F(table_tools, changes_keep_the_rest) {
    dir_.write("t", "a 1\nb 2\n");
    map({table("lmdb", "t")});
    map({"-i", table("lmdb", "t")}, "c 3\nA 9\n");
    EXPECT_EQ(errors_, "postmap: warning: lmdb:" + dir_.path("t") + ": duplicate entry: \"a\"\n");
    map({"-ir", table("lmdb", "t")}, "B 8\nalone\n");
    EXPECT_EQ(errors_, "postmap: warning: stdin, line 2: expected format: key whitespace value\n");
    EXPECT_EQ(map({"-s", table("lmdb", "t")}), "a\t1\nb\t8\nc\t3\n");
    map({"-d", "B", table("lmdb", "t")});
    EXPECT_EQ(status_, 0);
    map({"-d", "b", table("lmdb", "t")});
    EXPECT_EQ(status_, 1);
    map({"-d", "-", table("lmdb", "t")}, "x\nc\n");
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(map({"-s", table("lmdb", "t")}), "a\t1\n");
    map({"-i", table("cdb", "new")}, "a 1\n");
    EXPECT_EQ(map({"-s", table("cdb", "new")}), "a\t1\n");
    map({"-d", "a", table("lmdb", "none")});
    EXPECT_EQ(errors_, "postmap: fatal: open database " + dir_.path("none.lmdb") + ": No such file or directory\n");
    map({"-d", "a", "inline:{a=b}"});
    EXPECT_EQ(errors_, "postmap: fatal: inline:{a=b} map requires O_RDONLY access mode\n");
}

TEST_F(table_tools, permissions_follow_the_source) {
    dir_.write("t", "a 1\n");
    for (auto const& [source, result] :
         std::vector<std::pair<mode_t, unsigned>>{{0600, 0600}, {0640, 0640}, {0666, 0644}}) {
        ASSERT_EQ(::chmod(dir_.path("t").c_str(), source), 0);
        map({table("lmdb", "t")});
        EXPECT_EQ(mode_of("t.lmdb"), result);
    }
    ASSERT_EQ(::chmod(dir_.path("t").c_str(), 0600), 0);
    map({"-p", table("lmdb", "t")});
    EXPECT_EQ(mode_of("t.lmdb"), 0644u);
    ASSERT_EQ(::chmod(dir_.path("t.lmdb").c_str(), 0604), 0);
    map({"-i", table("lmdb", "t")}, "b 2\n");
    EXPECT_EQ(mode_of("t.lmdb"), 0604u);  // a change keeps what is
}

TEST_F(table_tools, root_works_as_the_owner_of_the_source) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    constexpr uid_t nobody = 65534;
    ASSERT_EQ(::chmod(dir_.path().c_str(), 0755), 0);
    std::filesystem::create_directory(dir_.path("own"));
    dir_.write("own/t", "a 1\n");
    dir_.write("t", "a 1\n");
    for (auto const* name : {"own", "own/t", "t"}) ASSERT_EQ(::chown(dir_.path(name).c_str(), nobody, nobody), 0);
    struct stat status {};
    map({table("lmdb", "own/t")});
    EXPECT_EQ(errors_, "");
    ASSERT_EQ(::stat(dir_.path("own/t.lmdb").c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, nobody);
    EXPECT_EQ(status.st_gid, nobody);
    map({table("lmdb", "t")});
    EXPECT_EQ(errors_, "postmap: fatal: open database " + dir_.path("t.lmdb") + ": Permission denied\n");
    EXPECT_EQ(::geteuid(), 0u);
    map({"-o", table("lmdb", "t")});
    ASSERT_EQ(::stat(dir_.path("t.lmdb").c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 0u);
    // Where an index of the owner's is already, it can be replaced.
    ASSERT_EQ(::chown(dir_.path("t.lmdb").c_str(), nobody, nobody), 0);
    dir_.write("t", "a 2\n");
    map({table("lmdb", "t")});
    EXPECT_EQ(map({"-q", "a", table("lmdb", "t")}), "2\n");
    ASSERT_EQ(::stat(dir_.path("t.lmdb").c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, nobody);
    map({"-d", "a", table("lmdb", "own/t")});  // by root, who gives it back
    ASSERT_EQ(::stat(dir_.path("own/t.lmdb").c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, nobody);
}

TEST_F(table_tools, case_and_nul_as_asked) {
    dir_.write("t", "Key v\n");
    map({"-f", "-N", table("lmdb", "t")});
    EXPECT_EQ(map({"-s", table("lmdb", "t")}), "Key\tv\n");
    EXPECT_EQ(map({"-fq", "Key", table("lmdb", "t")}), "v\n");
    EXPECT_EQ(map({"-fq", "key", table("lmdb", "t")}), "");
    EXPECT_EQ(map({"-fq", "Key", table("texthash", "t")}), "v\n");
    map({"-d", "Key", table("lmdb", "t")});
    EXPECT_EQ(status_, 1);
    map({"-fd", "Key", table("lmdb", "t")});
    EXPECT_EQ(status_, 0);
}

TEST_F(table_tools, files_as_values) {
    dir_.write("one", "content");
    dir_.write("t",
               "a " + dir_.path("one") + "\nb " + dir_.path("one") + "," + dir_.path("one") + "\nc /nonexistent\n");
    map({"-F", table("lmdb", "t")});
    EXPECT_EQ(errors_, "postmap: warning: " + dir_.path("t") +
                           ", line 3: open /nonexistent: No such file or directory: skipping this entry\n");
    EXPECT_EQ(map({"-q", "a", table("lmdb", "t")}), "Y29udGVudA==\n");
    EXPECT_EQ(map({"-Fq", "b", table("lmdb", "t")}), "content\ncontent\n");
    EXPECT_EQ(map({"-Fq", "a", table("texthash", "t")}), "content\n");
    map({"-Fq", "a", "inline:{a=/nonexistent}"});
    EXPECT_EQ(status_, 1);
}

TEST_F(table_tools, keys_from_a_message) {
    dir_.write("rules", "/^subject: hi/ H\n/^text/ T\n");
    auto const rules = table("regexp", "rules");
    EXPECT_EQ(map({"-h", "-q", "-", rules}, "Subject: hi\n\ntext\n"), "Subject: hi\tH\n");
    EXPECT_EQ(map({"-b", "-q", "-", rules}, "Subject: hi\n\ntext\n"), "text\tT\n");
    map({"-h", "-q", "x", rules});
    EXPECT_EQ(errors_, "postmap: fatal: specify -b -h or -m only with \"-q -\"\n");
}

TEST_F(table_tools, lookups_that_fail_are_failures) {
    map({"-q", "x", "fail:x"});
    EXPECT_EQ(status_, 1);
    EXPECT_EQ(errors_.find("postmap: fatal: table fail:x: query error"), 0u) << errors_;
    EXPECT_EQ(map({"-q", "-", "inline:{a=b}", "fail:x"}, "a\nz\na\n"), "a\tb\n");
    EXPECT_EQ(status_, 1);
    dir_.write("t.db", "no table at all");
    map({"-q", "a", table("hash", "t")});
    EXPECT_EQ(status_, 1);
    EXPECT_NE(errors_.find("postmap: fatal: "), std::string::npos) << errors_;
}

TEST_F(table_tools, words_that_are_wrong) {
    auto const usage =
        std::string("postmap: fatal: usage: postmap [-bfFhimnNoprsuUvw] [-c config_dir] [-d key] [-q key] "
                    "[map_type:]file...\n");
    map({});
    EXPECT_EQ(errors_, usage);
    EXPECT_EQ(status_, 1);
    map({"-X", "t"});
    EXPECT_EQ(errors_, "postmap: invalid option -- 'X'\n" + usage);
    map({"-q", "a", "-d", "b", "t"});
    EXPECT_EQ(errors_, "postmap: fatal: specify only one of -s -q or -d\n");
    map({"-c", "/nonexistent", "-q", "a", "inline:{a=b}"});
    EXPECT_EQ(errors_, "postmap: fatal: open /nonexistent/main.cf: No such file or directory\n");
    dir_.write("main.cf", "bad line\n");
    map({"-q", "a", "inline:{a=b}"});
    EXPECT_EQ(errors_,
              "postmap: fatal: " + dir_.path("main.cf") + ", line 1: missing '=' after attribute name: \"bad line\"\n");
}

TEST_F(table_tools, postalias_makes_alias_databases) {
    dir_.write("a", "Root: kim,\n  lee\n\"two words\": \"|cmd x\"\nbad\nroot: other\n");
    run(postalias, {table("hash", "a")});
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(errors_, "postalias: warning: " + dir_.path("a") +
                           ", line 4: need name:value pair\npostalias: warning: " + dir_.path("a.db") +
                           ": duplicate entry: \"root\"\n");
    EXPECT_EQ(run(postalias, {"-q", "ROOT", table("hash", "a")}), "kim, lee\n");
    EXPECT_EQ(run(postalias, {"-q", "-", table("hash", "a")}, "two words\n"), "two words:\t\"|cmd x\"\n");
    auto const all = run(postalias, {"-s", table("hash", "a")});
    EXPECT_EQ(all.find("@:\t@\nYP_LAST_MODIFIED:\t"), 0u) << all;
    EXPECT_NE(all.find("\nYP_MASTER_NAME:\th.example.com\nroot:\tkim, lee\n"), std::string::npos) << all;
}

TEST_F(table_tools, newaliases_makes_every_alias_database) {
    dir_.write("a", "root: kim\n");
    dir_.write("b", "lee: kim\n");
    dir_.write("main.cf", "alias_database = lmdb:" + dir_.path("a") + ", cdb:" + dir_.path("b") + "\n");
    EXPECT_EQ(run(newaliases, {}), "");
    EXPECT_EQ(errors_, "");
    EXPECT_EQ(status_, 0);
    EXPECT_EQ(map({"-q", "root", table("lmdb", "a")}), "kim\n");
    EXPECT_NE(mode_of("b.cdb"), 0u);
    for (auto const* option : {"-x", "-i", "-m", "-fx", "-G"}) {
        run(newaliases, {option});
        EXPECT_EQ(status_, 0) << option << errors_;
    }
    std::filesystem::remove(dir_.path("a"));
    run(newaliases, {"-bi"});
    EXPECT_EQ(errors_, "postalias: fatal: open " + dir_.path("a") + ": No such file or directory\n");
    EXPECT_EQ(status_, 1);
    run(newaliases, {"-n"});
    EXPECT_EQ(errors_, "newaliases: fatal: -n option not supported\n");
    EXPECT_EQ(status_, 75);
    run(newaliases, {"-t"});
    EXPECT_EQ(errors_, "newaliases: fatal: -t can be used only in delivery mode\n");
    run(newaliases, {"someone"});
    EXPECT_EQ(errors_, "newaliases: fatal: alias initialization mode requires no recipient\n");
    EXPECT_EQ(status_, 75);
    run(newaliases, {"-bp"});
    EXPECT_EQ(status_, 64);
}

// Another process makes the table anew, again and again, while this one asks it.
TEST_F(table_tools, who_asks_meanwhile_gets_the_old_or_the_new_value) {
    dir_.write("old", "k old\nboth yes\n");
    dir_.write("new", "k new\nboth yes\n");
    auto const spec = table("hash", "t");
    auto const build = [&](char const* source) {
        std::filesystem::rename(dir_.path(source), dir_.path("t"));
        int const status = postmap({spec}, dir_.path());
        std::filesystem::rename(dir_.path("t"), dir_.path(source));
        return status;
    };
    ASSERT_EQ(build("old"), 0);
    pid_t const child = ::fork();
    if (child == 0) {
        int failed = 0;
        for (int i = 0; i < 60; ++i) failed |= build(i % 2 == 0 ? "new" : "old");
        ::_exit(failed);
    }
    conf::settings const values;
    int asked = 0;
    int seen_new = 0;
    int status = 0;
    for (; ::waitpid(child, &status, WNOHANG) == 0; ++asked) {
        auto table = conf::open_table(spec, values);
        ASSERT_TRUE(table);
        auto const value = (*table)->find("k");
        ASSERT_TRUE(value) << "lookup " << asked << ": " << value.error().message();
        ASSERT_TRUE(*value == "old" || *value == "new") << value->value_or("nothing");
        EXPECT_EQ((*table)->find("both").value(), "yes");
        seen_new += *value == "new";
    }
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    EXPECT_GT(asked, 10);
    EXPECT_GT(seen_new, 0);
}

}  // namespace
}  // namespace mailstead::tools
