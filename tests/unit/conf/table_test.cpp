// Each table type: what it finds, what it does not, and that trouble is never a 'no'.
#include "conf/table.h"

#include <lmdb.h>
#include <utime.h>

#include <thread>

#include <gtest/gtest.h>

#include "conf/lookup.h"
#include "temp_dir.h"

namespace mailstead::conf {
namespace {

// The value, "(none)" or "(trouble)".
std::string ask(std::shared_ptr<table> const& from, std::string_view key) {
    if (!from) return "(not open)";
    auto const got = from->find(key);
    return !got ? "(trouble)" : got->value_or("(none)");
}

class tables : public testing::Test {
protected:
    std::shared_ptr<table> open(std::string const& spec) {
        auto opened = open_table(spec, values_, [this](problem const& one) { told_.push_back(one.message()); });
        return opened ? *opened : nullptr;
    }
    bool was_told(std::string_view part) const {
        return std::any_of(told_.begin(), told_.end(), [&](auto const& one) { return one.find(part) != one.npos; });
    }
    temp_dir dir_;
    settings values_;
    std::vector<std::string> told_;
};

TEST_F(tables, texthash) {
    auto const file = dir_.write("t", "# c\nKey  value here \n  and more\nuser@x one\nkey two\nalone\n");
    auto const got = open("texthash:" + file);
    ASSERT_TRUE(got);
    EXPECT_EQ(ask(got, "kEY"), "value here   and more");
    EXPECT_EQ(ask(got, "USER@x"), "one");
    EXPECT_EQ(ask(got, "and"), "(none)");
    EXPECT_EQ(ask(got, ""), "(none)");
    EXPECT_EQ(got->name(), "texthash:" + file);
    EXPECT_TRUE(was_told(file + ":5: duplicate entry: \"key\""));
    EXPECT_TRUE(was_told(file + ":6: expected format: key whitespace value"));
}

TEST_F(tables, a_missing_file_is_trouble_and_heals) {
    auto const got = open("texthash:" + dir_.path("later"));
    ASSERT_TRUE(got);
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    dir_.write("later", "a 1\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    EXPECT_EQ(ask(got, "a"), "1");
}

TEST_F(tables, a_changed_file_is_read_again) {
    auto const file = dir_.write("t", "a 1\n");
    auto const got = open("texthash:" + file);
    EXPECT_EQ(ask(got, "a"), "1");
    dir_.write("t", "a 22\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    EXPECT_EQ(ask(got, "a"), "22");
}

TEST_F(tables, hash_uses_the_text_when_there_is_no_index) {
    auto const file = dir_.write("aliases", "root: admin\n\"two words\": x\nlist: :include:/f\npostmaster:root\n");
    auto const got = open("hash:" + file);
    EXPECT_EQ(ask(got, "Root"), "admin");
    EXPECT_EQ(ask(got, "two words"), "x");
    EXPECT_EQ(ask(got, "list"), ":include:/f");
    EXPECT_EQ(ask(got, "postmaster"), "root");
    ASSERT_EQ(told_.size(), 1u);
    EXPECT_TRUE(was_told("postmap hash:" + file));
    EXPECT_EQ(ask(open("hash:" + dir_.path("none")), "x"), "(trouble)");
}

void write_lmdb(std::string const& file, std::string_view key, std::string_view value) {
    MDB_env* env = nullptr;
    MDB_txn* txn = nullptr;
    MDB_dbi table = 0;
    ASSERT_EQ(::mdb_env_create(&env), 0);
    ASSERT_EQ(::mdb_env_open(env, file.c_str(), MDB_NOSUBDIR | MDB_NOLOCK, 0644), 0);
    ASSERT_EQ(::mdb_txn_begin(env, nullptr, 0, &txn), 0);
    ASSERT_EQ(::mdb_dbi_open(txn, nullptr, 0, &table), 0);
    MDB_val k{key.size(), const_cast<char*>(key.data())};
    MDB_val v{value.size(), const_cast<char*>(value.data())};
    ASSERT_EQ(::mdb_put(txn, table, &k, &v, 0), 0);
    ASSERT_EQ(::mdb_txn_commit(txn), 0);
    ::mdb_env_close(env);
}

TEST_F(tables, hash_and_lmdb_read_index_files) {
    dir_.write("t", "a text\n");
    write_lmdb(dir_.path("t.db"), "a", "indexed");
    write_lmdb(dir_.path("t.lmdb"), std::string_view("a\0", 2), std::string_view("nul\0", 4));
    auto const hash = open("hash:" + dir_.path("t"));
    EXPECT_EQ(ask(hash, "A"), "indexed");
    EXPECT_EQ(ask(hash, "b"), "(none)");
    EXPECT_EQ(ask(hash, std::string(600, 'x')), "(none)");
    EXPECT_EQ(ask(open("lmdb:" + dir_.path("t")), "a"), "nul");
    EXPECT_TRUE(told_.empty());
    write_lmdb(dir_.path("new"), "a", "replaced");
    std::filesystem::rename(dir_.path("new"), dir_.path("t.db"));
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    EXPECT_EQ(ask(hash, "a"), "replaced");
}

TEST_F(tables, inline_and_static) {
    auto const pairs = open("inline:{a=b, {c = d e}, F=g}");
    ASSERT_TRUE(pairs);
    EXPECT_EQ(ask(pairs, "a"), "b");
    EXPECT_EQ(ask(pairs, "C"), "d e");
    EXPECT_EQ(ask(pairs, "f"), "g");
    EXPECT_EQ(ask(pairs, "d"), "(none)");
    EXPECT_FALSE(open("inline:{a}"));
    EXPECT_FALSE(open("inline:x"));
    EXPECT_EQ(ask(open("static:1003"), "any"), "1003");
    EXPECT_EQ(ask(open("static:{ two words }"), "any"), "two words");
    EXPECT_EQ(ask(open("fail:x"), "any"), "(trouble)");
    EXPECT_EQ(ask(open("proxy:static:p"), "any"), "p");
}

TEST_F(tables, cidr) {
    auto const file =
        dir_.write("c", "192.0.2.0/24 net\n!10.0.0.0/8 not-ten\n10.1.2.3 host\nif 10.0.0.0/9\n"
                        "10.0.0.0/8 low\nendif\n[2001:db8::]/32 six\n10.5.5.5/8 bits\nx y\n10.128.0.0/9 high\n");
    auto const got = open("cidr:" + file);
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->is_pattern());
    EXPECT_EQ(ask(got, "192.0.2.77"), "net");
    EXPECT_EQ(ask(got, "172.16.0.1"), "not-ten");
    EXPECT_EQ(ask(got, "10.1.2.3"), "host");
    EXPECT_EQ(ask(got, "10.1.2.4"), "low");
    EXPECT_EQ(ask(got, "10.200.0.1"), "high");
    EXPECT_EQ(ask(got, "2001:db8::1"), "not-ten");
    EXPECT_EQ(ask(got, "example.com"), "(none)");
    EXPECT_TRUE(was_told(":8: non-null host address bits in \"10.5.5.5/8\""));
    EXPECT_TRUE(was_told(":9: bad net/mask pattern \"x\""));
    EXPECT_EQ(ask(open("cidr:{ {::1 own}, {127.0.0.0/8 loop} }"), "127.3.2.1"), "loop");
}

class pattern_tables : public tables, public testing::WithParamInterface<char const*> {};

TEST_P(pattern_tables, rules_in_order) {
    std::string const type = GetParam();
    auto const file = dir_.write("p", "/^(a+)@(b)$/ $2-${1}-$(1) $$5\n/Case/i sensitive\n!/x/ no-x\n"
                                      "if /^xif/\n/1$/ one\nendif\n/a\\/b/ slash\n!!/^xx$/ twice\n"
                                      "/(/ broken\n/novalue/\n/x(y)z/ $2\n!/q(r)/ $1\n/open value\n/x/ last\n");
    auto const got = open(type + ":" + file);
    ASSERT_TRUE(got);
    EXPECT_EQ(ask(got, "AAA@b"), "b-AAA-AAA $5");
    EXPECT_EQ(ask(got, "x Case"), "sensitive");
    EXPECT_EQ(ask(got, "x case"), "last");
    EXPECT_EQ(ask(got, "other"), "no-x");
    EXPECT_EQ(ask(got, "xif1"), "one");
    EXPECT_EQ(ask(got, "xif2"), "last");
    EXPECT_EQ(ask(got, "x1"), "last");
    EXPECT_EQ(ask(got, "xa/b"), "slash");
    EXPECT_EQ(ask(got, "xx"), "twice");
    for (auto const* line : {":9: ", ":10: no replacement text", ":11: replacement index 2 is out of range",
                             ":12: $number found in negative match", ":13: no closing regexp delimiter"})
        EXPECT_TRUE(was_told(file + line)) << line;
    EXPECT_EQ(told_.size(), 5u);
    EXPECT_TRUE(got->is_pattern());
}
INSTANTIATE_TEST_SUITE_P(types, pattern_tables, testing::Values("regexp", "pcre"));

TEST_F(tables, pcre_reads_perl_and_bounds_its_work) {
    auto const got = open("pcre:{ {/^\\d+\\.(?<w>\\w+)$/ digits $1}, {/(a+)+$/ slow} }");
    ASSERT_TRUE(got);
    EXPECT_EQ(ask(got, "12.ab"), "digits ab");
    EXPECT_EQ(ask(got, "aaa"), "slow");
    EXPECT_EQ(ask(open("pcre:{ {/^(a+)+$/ slow} }"), std::string(5000, 'a') + 'b'), "(trouble)");
}

TEST_F(tables, system_tables) {
    EXPECT_TRUE(ask(open("unix:passwd.byname"), "root").starts_with("root:x:0:0:"));
    EXPECT_EQ(ask(open("unix:passwd.byname"), "no such user"), "(none)");
    EXPECT_EQ(ask(open("unix:group.byname"), "root"), "root:x:0:");
    EXPECT_TRUE(open("unix:passwd.byname")->is_blocking());
    EXPECT_FALSE(open("unix:shadow"));
    ASSERT_EQ(::setenv("CONF_TEST_VARIABLE", "here", 1), 0);
    EXPECT_EQ(ask(open("environ:x"), "CONF_TEST_MISSING"), "(none)");
    EXPECT_EQ(ask(open("environ:x"), "CONF_TEST_VARIABLE"), "here");
}

TEST_F(tables, nis_is_empty_with_a_warning) {
    EXPECT_EQ(ask(open("nis:mail.aliases"), "root"), "(none)");
    EXPECT_TRUE(was_told("NIS lookups disabled"));
}

TEST_F(tables, an_unknown_type_names_the_known_ones) {
    EXPECT_FALSE(open("foo:/x"));
    EXPECT_TRUE(was_told("unsupported dictionary type: foo (supported: btree"));
    auto const file = dir_.write("t", "a 1\n");
    EXPECT_EQ(ask(open(file), "a"), "1");  // default_database_type
}

class lookups : public tables {
protected:
    maps open_maps(std::string const& list) {
        return maps::open(list, values_, [this](problem const& one) { told_.push_back(one.message()); });
    }
    static std::string find(maps const& from, std::string_view address, address_keys const& keys) {
        auto const got = find_address(from, address, keys);
        if (!got) return "(trouble)";
        return *got ? (*got)->value + '/' + (*got)->key + '/' + (*got)->extension : "(none)";
    }
};

TEST_F(lookups, left_to_right_and_trouble_stops) {
    auto const got = open_maps("inline:{a=1}, inline:{a=2,b=3} foo:x inline:{c=4}");
    EXPECT_EQ(got.find("a")->value(), "1");
    EXPECT_EQ(got.find("b")->value(), "3");
    EXPECT_FALSE(got.find("c"));  // behind a table that could not be opened
    EXPECT_TRUE(was_told("unsupported dictionary type: foo"));
    EXPECT_TRUE(maps().empty());
    EXPECT_FALSE(maps().find("a")->has_value());
}

TEST_F(lookups, keys_of_an_address_in_order) {
    address_keys const keys{.delimiter = "+", .local_part = true, .local_part_at = true, .domain = true};
    std::string const all[] = {"u+e@d.x.y", "u@d.x.y", "u+e", "u", "u+e@", "u@", "@d.x.y", "d.x.y", ".x.y", ".y"};
    // With all keys there, the first wins; taking it away, the next.
    for (std::size_t i = 0; i < std::size(all); ++i) {
        std::string spec = "inline:{";
        for (std::size_t k = i; k < std::size(all); ++k) spec += all[k] + "=" + std::to_string(k) + ",";
        auto const got = find(open_maps(spec + "}"), "u+e@d.x.y", keys);
        bool const cut = i == 1 || i == 3 || i == 5;
        EXPECT_EQ(got, std::to_string(i) + '/' + all[i] + '/' + (cut ? "e" : ""));
    }
    EXPECT_EQ(find(open_maps("inline:{x.y=1}"), "u@d.x.y", {.domain = true, .parents_as_domain = true}), "1/x.y/");
    EXPECT_EQ(find(open_maps("inline:{u=1}"), "u@d", {}), "(none)");
    EXPECT_EQ(find(open_maps("fail:x"), "u@d", {}), "(trouble)");
}

TEST_F(lookups, pattern_tables_see_whole_addresses_only) {
    auto const got = open_maps("pcre:{ {/^@d$/ part}, {/^u@d$/ bare}, {/^u\\+e@d$/ whole} }");
    EXPECT_EQ(find(got, "u+e@d", {.delimiter = "+"}), "whole/u+e@d/");
    EXPECT_EQ(find(got, "u+f@d", {.delimiter = "+"}), "(none)");
}

TEST_F(lookups, extensions) {
    EXPECT_EQ(split_extension("u+e+f", "+").user, "u");
    EXPECT_EQ(split_extension("u+e+f", "+").extension, "e+f");
    EXPECT_EQ(split_extension("u-e", "+-").extension, "e");
    EXPECT_FALSE(split_extension("+e", "+").extension);
    EXPECT_FALSE(split_extension("u+e", "").extension);
    EXPECT_FALSE(split_extension("owner-list", "-").extension);
    EXPECT_FALSE(split_extension("list-request", "-").extension);
    EXPECT_FALSE(split_extension("MAILER-DAEMON", "-").extension);
}

}  // namespace
}  // namespace mailstead::conf
