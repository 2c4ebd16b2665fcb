// sqlite_table(5): templates, results, keys that try to be SQL, databases that are not there or not well.
#include "conf/tables/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>

#include "table_fixture.h"

namespace mailstead::conf {
namespace {

std::string query(std::string_view text) {
    std::string why;
    auto const got = sql_template::query(text, why);
    if (!got) return "(" + why.substr(0, why.find(" in template")) + ")";
    std::string out = got->sql();
    for (auto const& one : got->places()) out += std::string(" ") + one.letter;
    return out;
}

TEST(sql_template, places_become_parameters) {
    EXPECT_EQ(query("SELECT a FROM t WHERE b = '%s'"), "SELECT a FROM t WHERE b = (?1) s");
    EXPECT_EQ(query("x='%u@%d' or y=%s"), "x=(?1 || '@' || ?2) or y=?3 u d s");
    EXPECT_EQ(query("x='a''%1b%%' and z='100%%'"), "x=('a''' || ?1 || 'b%') and z='100%' 1");
    EXPECT_EQ(query("x=\"a'\"\"%S\""), "x=('a''\"' || ?1) S");
    EXPECT_EQ(query("`a` [b c] -- note\n/* it's */ '%D' \"plain\""), "`a` [b c] -- note\n/* it's */ (?1) \"plain\" D");
    EXPECT_EQ(query("x='%x'"), "(a '%' without %, s, u, d, S, U, D or 1-9 behind it)");
    EXPECT_EQ(query("x LIKE '%'"), "(a '%' without %, s, u, d, S, U, D or 1-9 behind it)");
    EXPECT_EQ(query("100%"), "(a '%' without %, s, u, d, S, U, D or 1-9 behind it)");
    EXPECT_EQ(query("x='%s"), "(a quote that is not closed)");
    EXPECT_EQ(query(std::string_view("x = 'a\0b' or y='%s'", 19)), "(a NUL byte)");
    EXPECT_EQ(query("-- %s"), "(a '%' in a name or comment)");
    EXPECT_EQ(query("`%s`"), "(a '%' in a name or comment)");
}

std::string filled(std::string_view format, std::string_view value, std::string_view key) {
    std::string why;
    auto const got = sql_template::format(format, why);
    return got ? got->text(value, key).value_or("(none)") : "(bad)";
}

TEST(sql_template, parts_of_values_and_keys) {
    auto const* key = "User@mail.example.com";
    EXPECT_EQ(filled("smtp:[%s]", "h", key), "smtp:[h]");
    EXPECT_EQ(filled("%u|%d|%S|%U|%D|%1|%2|%3|%%", "v@x", key),
              "v|x|User@mail.example.com|User|mail.example.com|com|example|mail|%");
    EXPECT_EQ(filled("%u", "plain", key), "plain");
    EXPECT_EQ(filled("%u", "@x", key), "(none)");
    EXPECT_EQ(filled("%d", "plain", key), "(none)");
    EXPECT_EQ(filled("%d", "plain@", key), "(none)");
    EXPECT_EQ(filled("%4", "v", key), "(none)");
    EXPECT_EQ(filled("%1", "v", "u@a..b"), "b");
    EXPECT_EQ(filled("%2", "v", "u@a..b"), "(none)");
    EXPECT_EQ(filled("%1", "v", "plain"), "(none)");
    EXPECT_EQ(filled("%D", "v", "plain"), "(none)");
    EXPECT_EQ(filled("%q", "v", "plain"), "(bad)");
}

class sqlite_tables : public tables {
protected:
    void SetUp() override {
        fill("db", "CREATE TABLE t (k TEXT, v TEXT); INSERT INTO t VALUES ('a', '1'), ('a', '2'), ('u@d.x', 'w@y'), "
                   "('o''neil', 'irish'), ('n', NULL), ('e', ''), ('q\"q', 'double'); "
                   "CREATE TABLE secret (v TEXT); INSERT INTO secret VALUES ('hidden');");
    }
    void fill(std::string const& name, char const* sql) {
        sqlite3* made = nullptr;
        ASSERT_EQ(::sqlite3_open(dir_.path(name).c_str(), &made), SQLITE_OK);
        EXPECT_EQ(::sqlite3_exec(made, sql, nullptr, nullptr, nullptr), SQLITE_OK) << ::sqlite3_errmsg(made);
        ::sqlite3_close(made);
    }
    std::shared_ptr<table> with(std::string const& text) {
        return open("sqlite:" + dir_.write("cf", "dbpath = " + dir_.path("db") + "\n" + text));
    }
    std::string const plain_ = "query = SELECT v FROM t WHERE k = '%s'\n";
};

TEST_F(sqlite_tables, results) {
    auto const got = with(plain_);
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->is_blocking());
    EXPECT_FALSE(got->is_pattern());
    EXPECT_EQ(ask(got, "A"), "1,2");
    EXPECT_EQ(ask(got, "b"), "(none)");
    EXPECT_EQ(ask(got, "n"), "(none)");
    EXPECT_EQ(ask(got, "e"), "(none)");
    EXPECT_EQ(ask(got, ""), "(none)");
    EXPECT_EQ(ask(with(plain_ + "result_format = <%s>\n"), "a"), "<1>,<2>");
    EXPECT_EQ(ask(with(plain_ + "result_format = %u at %d for %U\n"), "U@d.x"), "w at y for u");
    EXPECT_EQ(ask(with(plain_ + "result_format = %s %D\n"), "a"), "(none)");
    EXPECT_EQ(ask(with("query = SELECT '%2.%1' || v FROM t WHERE k = '%u@%d'\n"), "u@d.x"), "d.xw@y");
    EXPECT_EQ(ask(with("query = SELECT '%2.%1' || v FROM t WHERE k = '%u@%d'\n"), "u@x"), "(none)");
    EXPECT_EQ(ask(with("select_field = v\ntable = t\nwhere_field = k\nadditional_conditions = AND v = '2'\n"), "a"), "2");
    EXPECT_TRUE(told_.empty()) << told_.front();
}

TEST_F(sqlite_tables, limits_and_domains) {
    EXPECT_EQ(ask(with(plain_ + "expansion_limit = 2\n"), "a"), "1,2");
    EXPECT_EQ(ask(with(plain_ + "expansion_limit = 1\n"), "a"), "(trouble)");
    EXPECT_TRUE(was_told("Expansion limit exceeded for key 'a'"));
    auto const only = with(plain_ + "domain = x.y d.x\n");
    EXPECT_EQ(ask(only, "u@d.x"), "w@y");
    EXPECT_EQ(ask(only, "a"), "(none)");
    EXPECT_EQ(ask(only, "@d.x"), "(none)");
    EXPECT_EQ(ask(with(plain_ + "domain = z\n"), "u@d.x"), "(none)");
    EXPECT_EQ(ask(with(plain_ + "domain = fail:x\n"), "u@d.x"), "(trouble)");
}

TEST_F(sqlite_tables, a_key_is_never_sql) {
    for (auto const* text : {"query = SELECT v FROM t WHERE k = '%s'\n", "query = SELECT v FROM t WHERE k = \"%s\"\n",
                             "query = SELECT v FROM t WHERE k = %s\n"}) {
        auto const got = with(text);
        EXPECT_EQ(ask(got, "o'neil"), "irish") << text;
        EXPECT_EQ(ask(got, "q\"q"), "double") << text;
        for (std::string const key : {"x' OR '1'='1", "x' UNION SELECT v FROM secret --", "1 OR 1=1", "k", "\" OR 1=1 --",
                                      "v FROM secret", "?1", "'", "''", "\\'"})
            EXPECT_EQ(ask(got, key), "(none)") << text << key;
        EXPECT_EQ(ask(got, std::string("a\0", 2)), "(none)");
        EXPECT_EQ(ask(got, std::string(100'000, '\'')), "(none)");
    }
}

TEST_F(sqlite_tables, parameters_in_main_cf) {
    values_ = values_.with({{"users_dbpath", dir_.path("db")}, {"users_query", "SELECT v FROM t WHERE k='%s'"}});
    EXPECT_EQ(ask(open("sqlite:users"), "a"), "1,2");
    EXPECT_FALSE(open("sqlite:others"));
    EXPECT_TRUE(was_told("sqlite:others: no dbpath"));
}

TEST_F(sqlite_tables, mistakes_are_named) {
    std::pair<char const*, char const*> const wrong[] = {
        {"", "no query"},
        {"query = SELECT '%x'", "a '%' without"},
        {"query = SELECT 1\nresult_format = %", "a '%' without"},
        {"query = SELECT 1\nexpansion_limit = many", "bad numerical value expansion_limit = many"}};
    for (auto const& [text, why] : wrong) {
        told_.clear();
        EXPECT_FALSE(with(text)) << text;
        EXPECT_TRUE(was_told(why)) << text;
    }
    EXPECT_FALSE(open("sqlite:" + dir_.path("none")));
    EXPECT_TRUE(was_told("No such file or directory"));
    std::pair<char const*, char const*> const later[] = {{"query = SELEC v", "SQL prepare failed"},
                                                         {"query = DELETE FROM t WHERE k = '%s'", "only reads"},
                                                         {"query = -- nothing", "only reads"},
                                                         {"query = SELECT v FROM none", "no such table"}};
    for (auto const& [text, why] : later) {
        told_.clear();
        EXPECT_EQ(ask(with(text), "a"), "(trouble)") << text;
        EXPECT_TRUE(was_told(why)) << text;
    }
    EXPECT_EQ(ask(with(plain_), "a"), "1,2");
}

TEST_F(sqlite_tables, a_database_that_is_not_well_is_trouble_until_it_is) {
    auto const got = with(plain_);
    EXPECT_EQ(ask(got, "a"), "1,2");
    std::filesystem::rename(dir_.path("db"), dir_.path("away"));
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    dir_.write("db", "this is not a database, but long enough to look at " + std::string(5000, 'x'));
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    EXPECT_TRUE(was_told("file is not a database"));
    auto const whole = dir_.read("away");
    dir_.write("db", whole.substr(0, whole.size() / 2));
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    std::filesystem::remove(dir_.path("db"));
    ASSERT_EQ(::mkfifo(dir_.path("db").c_str(), 0644), 0);
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    EXPECT_TRUE(was_told("not a regular file"));
    std::filesystem::rename(dir_.path("away"), dir_.path("db"));
    EXPECT_EQ(ask(got, "a"), "1,2");
}

TEST_F(sqlite_tables, a_locked_database_is_trouble) {
    auto const got = with(plain_);
    EXPECT_EQ(ask(got, "a"), "1,2");
    sqlite3* writer = nullptr;
    ASSERT_EQ(::sqlite3_open(dir_.path("db").c_str(), &writer), SQLITE_OK);
    ASSERT_EQ(::sqlite3_exec(writer, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    EXPECT_TRUE(was_told("database is locked"));
    ::sqlite3_close(writer);
    EXPECT_EQ(ask(got, "a"), "1,2");
}

TEST_F(sqlite_tables, a_result_has_an_end) {
    auto const got = with("query = WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n\n");
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    EXPECT_TRUE(was_told("result too long"));
}

TEST_F(sqlite_tables, a_query_without_end_is_given_up) {
    auto const got = with("query = WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                          "SELECT count(*) FROM n\n");
    auto const begin = std::chrono::steady_clock::now();
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(15));
    EXPECT_TRUE(was_told("the query took longer than 5 seconds"));
}

}  // namespace
}  // namespace mailstead::conf
