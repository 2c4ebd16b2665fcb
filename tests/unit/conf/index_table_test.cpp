// Index files (LMDB, cdb): found, not found, cut short at any place; and files that are no files.
#include <cdb.h>
#include <fcntl.h>
#include <lmdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <thread>

#include "conf/tables/content.h"
#include "conf/tables/source.h"
#include "table_fixture.h"

namespace mailstead::conf {
namespace {

using rows = std::vector<std::pair<std::string, std::string>>;

constexpr auto look_interval = std::chrono::milliseconds(1100);

void write_lmdb(std::string const& file, rows const& all) {
    MDB_env* env = nullptr;
    MDB_txn* txn = nullptr;
    MDB_dbi table = 0;
    ASSERT_EQ(::mdb_env_create(&env), 0);
    ASSERT_EQ(::mdb_env_set_mapsize(env, 64 << 20), 0);
    ASSERT_EQ(::mdb_env_open(env, file.c_str(), MDB_NOSUBDIR | MDB_NOLOCK, 0644), 0);
    ASSERT_EQ(::mdb_txn_begin(env, nullptr, 0, &txn), 0);
    ASSERT_EQ(::mdb_dbi_open(txn, nullptr, 0, &table), 0);
    for (auto const& [key, value] : all) {
        MDB_val k{key.size(), const_cast<char*>(key.data())};
        MDB_val v{value.size(), const_cast<char*>(value.data())};
        ASSERT_EQ(::mdb_put(txn, table, &k, &v, 0), 0);
    }
    ASSERT_EQ(::mdb_txn_commit(txn), 0);
    ::mdb_env_close(env);
}

void write_cdb(std::string const& file, rows const& all) {
    base::unique_fd const fd(::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0644));
    cdb_make maker{};
    ASSERT_EQ(::cdb_make_start(&maker, fd.get()), 0);
    for (auto const& [key, value] : all)
        ASSERT_EQ(::cdb_make_add(&maker, key.data(), static_cast<unsigned>(key.size()), value.data(),
                                 static_cast<unsigned>(value.size())),
                  0);
    ASSERT_EQ(::cdb_make_finish(&maker), 0);
}

rows many() {
    rows out;
    for (int i = 0; i < 400; ++i) out.emplace_back("key" + std::to_string(i), "value " + std::to_string(i));
    out.emplace_back("long", std::string(20'000, 'x'));
    return out;
}

TEST_F(tables, hash_and_lmdb_read_index_files) {
    dir_.write("t", "a text\n");
    write_lmdb(dir_.path("t.db"), {{"a", "indexed"}});
    write_lmdb(dir_.path("t.lmdb"), {{std::string("a\0", 2), std::string("nul\0", 4)}});
    auto const hash = open("hash:" + dir_.path("t"));
    EXPECT_EQ(ask(hash, "A"), "indexed");
    EXPECT_EQ(ask(hash, "b"), "(none)");
    EXPECT_EQ(ask(hash, std::string(600, 'x')), "(none)");
    EXPECT_EQ(ask(open("btree:" + dir_.path("t")), "A"), "indexed");
    EXPECT_EQ(ask(open("lmdb:" + dir_.path("t")), "a"), "nul");
    EXPECT_TRUE(told_.empty());
    write_lmdb(dir_.path("new"), {{"a", "replaced"}});
    std::filesystem::rename(dir_.path("new"), dir_.path("t.db"));
    std::this_thread::sleep_for(look_interval);
    EXPECT_EQ(ask(hash, "a"), "replaced");
}

TEST_F(tables, cdb_files) {
    write_cdb(dir_.path("t.cdb"), {{"a", "one"}, {std::string("n\0", 2), std::string("nul\0", 4)}, {"e", ""}});
    auto const got = open("cdb:" + dir_.path("t"));
    EXPECT_EQ(ask(got, "A"), "one");
    EXPECT_EQ(ask(got, "n"), "nul");
    EXPECT_EQ(ask(got, "e"), "");
    EXPECT_EQ(ask(got, "b"), "(none)");
    EXPECT_TRUE(told_.empty());
    dir_.write("u", "a text\n");
    EXPECT_EQ(ask(open("cdb:" + dir_.path("u")), "a"), "text");
    EXPECT_TRUE(was_told("run \"postmap cdb:" + dir_.path("u")));
}

// Whatever is asked for: the right answer or trouble, never another answer, a 'no' or a signal.
void ask_all(content const& from, rows const& all) {
    for (auto const& [key, value] : all) {
        auto const got = from.find(key);
        EXPECT_TRUE(!got || *got == value) << key;
    }
}

TEST_F(tables, a_file_cut_short_is_trouble) {
    write_lmdb(dir_.path("l"), many());
    write_cdb(dir_.path("c"), many());
    for (auto const* name : {"l", "c"}) {
        auto const whole = dir_.read(name);
        auto const opener = *name == 'l' ? open_lmdb : open_cdb;
        ASSERT_TRUE(opener(dir_.path(name)));
        for (std::size_t n = 0; n < whole.size(); n += 777) {
            auto const cut = opener(dir_.write("cut", whole.substr(0, n)));
            EXPECT_FALSE(cut) << name << " cut at " << n;
            if (cut) ask_all(**cut, many());
        }
        EXPECT_FALSE(opener(dir_.write("cut", whole.substr(0, whole.size() - 1))));
        EXPECT_FALSE(opener(dir_.write("cut", std::string(whole.size(), '\0'))));
    }
}

TEST_F(tables, a_file_cut_while_it_is_open_is_no_signal) {
    write_lmdb(dir_.path("t.lmdb"), many());
    write_cdb(dir_.path("t.cdb"), many());
    auto const lmdb = open("lmdb:" + dir_.path("t"));
    auto const cdb = open("cdb:" + dir_.path("t"));
    ASSERT_EQ(::truncate(dir_.path("t.lmdb").c_str(), 0), 0);
    ASSERT_EQ(::truncate(dir_.path("t.cdb").c_str(), 0), 0);
    EXPECT_EQ(ask(lmdb, "key399"), "value 399");
    EXPECT_EQ(ask(cdb, "key399"), "value 399");
    std::this_thread::sleep_for(look_interval);
    EXPECT_EQ(ask(lmdb, "key399"), "(trouble)");
    EXPECT_EQ(ask(cdb, "key399"), "(trouble)");
    EXPECT_TRUE(was_told("t: damaged or cut short"));
}

TEST_F(tables, an_index_that_is_something_else_is_trouble_and_a_berkeley_db_is_not) {
    dir_.write("t", "a text\n");
    dir_.write("t.db", "garbage that is long enough to have a magic number");
    EXPECT_EQ(ask(open("hash:" + dir_.path("t")), "a"), "(trouble)");
    std::string berkeley(4096, '\0');
    berkeley.replace(12, 4, "\x61\x15\x06\x00", 4);
    dir_.write("t.db", berkeley);
    EXPECT_EQ(ask(open("hash:" + dir_.path("t")), "a"), "text");
    EXPECT_TRUE(was_told("run \"postmap hash:"));
    std::filesystem::remove(dir_.path("t"));
    EXPECT_EQ(ask(open("hash:" + dir_.path("t")), "a"), "(trouble)");
    EXPECT_TRUE(was_told("t.db is a Berkeley DB file, which only Postfix can read, and its text " + dir_.path("t") +
                         ": No such file or directory"));
}

TEST_F(tables, what_is_no_regular_file_is_trouble) {
    ASSERT_EQ(::mkfifo(dir_.path("fifo").c_str(), 0644), 0);
    ASSERT_EQ(::mkfifo(dir_.path("fifo.db").c_str(), 0644), 0);
    ASSERT_EQ(::mkfifo(dir_.path("fifo.cdb").c_str(), 0644), 0);
    std::filesystem::create_directory(dir_.path("directory"));
    base::unique_fd const socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, dir_.path("socket").c_str());
    ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    for (auto const& file : {dir_.path("fifo"), dir_.path("directory"), dir_.path("socket"), std::string("/dev/zero"),
                             std::string("/dev/tty")}) {
        for (std::string const type : {"texthash", "hash", "lmdb", "cdb", "regexp", "pcre", "cidr"}) {
            told_.clear();
            EXPECT_EQ(ask(open(type + ":" + file), "a"), "(trouble)") << type << file;
            EXPECT_TRUE(was_told(type + ":" + file + ": not a regular file")) << type << file;
        }
        EXPECT_FALSE(open("sqlite:" + file));
    }
    for (std::string const type : {"texthash", "regexp", "pcre", "cidr"})
        EXPECT_EQ(ask(open(type + ":/dev/null"), "1.1.1.1"), "(none)") << type;
}

TEST_F(tables, a_text_with_nul_bytes_is_trouble) {
    auto const file = dir_.write("t", std::string("a 1\nb 2\nc \0 3\n", 15));
    for (std::string const type : {"texthash", "hash", "regexp", "pcre", "cidr"}) {
        told_.clear();
        EXPECT_EQ(ask(open(type + ":" + file), "a"), "(trouble)") << type;
        EXPECT_TRUE(was_told(file + ":3: NUL byte")) << type;
    }
}

TEST_F(tables, a_copy_in_memory_cannot_be_cut) {
    auto const file = open_regular(dir_.write("t", "abc"));
    ASSERT_TRUE(file);
    auto const copy = memory_copy(file->get(), 10, 10);
    ASSERT_TRUE(copy);
    char bytes[11] = {};
    EXPECT_EQ(::pread(copy->get(), bytes, 11, 0), 10);
    EXPECT_EQ(std::memcmp(bytes, "abc\0\0\0\0\0\0\0", 10), 0);
    EXPECT_EQ(::ftruncate(copy->get(), 0), -1);
    auto const front = memory_copy(file->get(), 2, 2);
    ASSERT_TRUE(front);
    EXPECT_EQ(::pread(front->get(), bytes, 11, 0), 2);
    EXPECT_EQ(read_regular(dir_.path("t"), 2).error(), base::from_errno(EFBIG));
}

}  // namespace
}  // namespace mailstead::conf
