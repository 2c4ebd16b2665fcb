// Each table type: what it finds, what it does not, and that trouble is never a 'no'.
#include "conf/table.h"

#include <thread>

#include <gtest/gtest.h>

#include "table_fixture.h"

namespace mailstead::conf {
namespace {

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

TEST_F(tables, system_tables) {
    EXPECT_TRUE(ask(open("unix:passwd.byname"), "root").starts_with("root:x:0:0:"));
    EXPECT_TRUE(ask(open("unix:passwd.byname"), "ROOT").starts_with("root:x:0:0:"));
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

}  // namespace
}  // namespace mailstead::conf
