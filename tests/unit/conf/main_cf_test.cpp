// main.cf: lines, comments, mistakes with their line, edits that keep everything else.
#include "conf/main_cf.h"

#include <sys/stat.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "temp_dir.h"

namespace mailstead::conf {
namespace {

using action = main_cf_edit::action;

TEST(main_cf, joins_continuations_across_comments) {
    auto const got =
        parse_main_cf("# c\na = 1,\n  2\n# inside\n\n\t3 \n  # indented comment\n\nb=\nc  =  x=y\r\n", "f");
    ASSERT_TRUE(got.problems.empty());
    ASSERT_EQ(got.entries.size(), 3u);
    EXPECT_EQ(got.entries[0].value, "1,  2\t3");
    EXPECT_EQ(got.entries[0].line, 2);
    EXPECT_EQ(got.entries[1].value, "");
    EXPECT_EQ(got.entries[1].line, 9);
    EXPECT_EQ(got.find("c")->value, "x=y");
    EXPECT_EQ(got.find("d"), nullptr);
}

TEST(main_cf, last_of_two_wins_with_a_warning) {
    auto const got = parse_main_cf("a = 1\nb = 2\na = 3\n", "/etc/main.cf");
    EXPECT_EQ(got.find("a")->value, "3");
    EXPECT_EQ(got.find("a")->line, 3);
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].severity, severity::warning);
    EXPECT_EQ(got.problems[0].message(), "/etc/main.cf:3: overriding earlier entry: a=1");
}

TEST(main_cf, names_file_and_line_of_each_mistake) {
    auto const got = parse_main_cf("a = 1\nnonsense here\n= 5\n", "/etc/main.cf");
    ASSERT_EQ(got.problems.size(), 2u);
    EXPECT_EQ(got.problems[0].message(), "/etc/main.cf:2: missing '=' after attribute name: \"nonsense here\"");
    EXPECT_EQ(got.problems[1].message(), "/etc/main.cf:3: missing attribute name: \"= 5\"");
    EXPECT_TRUE(has_errors(got.problems));
}

TEST(main_cf, refuses_nul_and_quotes_no_megabyte) {
    using std::string_view_literals::operator""sv;
    auto const got = parse_main_cf("a = 1\nb = x\0y\n"sv, "/etc/main.cf");
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].message(), "/etc/main.cf:2: NUL byte in the text: \"b = x?y\"");
    auto const large = parse_main_cf("nonsense " + std::string(1 << 20, 'x') + "\nc = " + std::string(1 << 20, 'y'), "f");
    ASSERT_EQ(large.problems.size(), 1u);
    EXPECT_LT(large.problems[0].text.size(), 300u);
    EXPECT_EQ(large.find("c")->value.size(), 1u << 20);
}

TEST(main_cf, reports_a_file_that_is_not_there) {
    auto const got = read_main_cf("/nonexistent/main.cf");
    ASSERT_TRUE(has_errors(got.problems));
    EXPECT_NE(got.problems[0].text.find("open /nonexistent/main.cf: No such file"), std::string::npos);
}

TEST(main_cf, survives_every_cut) {
    std::string_view const text = "a = 1\n  2\n#c\nb=3\n = x\nq";
    for (std::size_t i = 0; i <= text.size(); ++i) {
        auto const got = parse_main_cf(text.substr(0, i), "f");
        for (auto const& one : got.entries) EXPECT_FALSE(one.name.empty());
    }
}

constexpr std::string_view before = "# top\na = 1\n# mid\na = 2\n  more\n# after\nb = x";

TEST(edit, replaces_in_place_and_appends) {
    std::vector<std::string> doubled;
    auto const got = edit_main_cf(before, {{action::set, "a", "3"}, {action::set, "new", "x y"}}, &doubled);
    EXPECT_EQ(got, "# top\na = 3\n# mid\na = 3\n# after\nb = x\nnew = x y\n");
    EXPECT_EQ(doubled, std::vector<std::string>{"a"});
}

TEST(edit, comments_out_with_continuations) {
    EXPECT_EQ(edit_main_cf(before, {{action::comment_out, "a", ""}}),
              "# top\n#a = 1\n# mid\n#a = 2\n#  more\n# after\nb = x");
}

TEST(edit, removes_and_forgets_what_is_not_there) {
    EXPECT_EQ(edit_main_cf(before, {{action::remove, "a", ""}, {action::remove, "zz", ""}}),
              "# top\n# mid\n# after\nb = x");
}

TEST(edit, the_last_edit_of_a_name_counts) {
    EXPECT_EQ(edit_main_cf("", {{action::set, "a", "1"}, {action::set, "a", "2"}}), "a = 2\n");
}

TEST(replace_file, keeps_the_mode_and_leaves_no_other_file) {
    temp_dir const dir;
    auto const file = dir.write("main.cf", "old");
    ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
    ASSERT_TRUE(replace_file(file, "new text"));
    EXPECT_EQ(dir.read("main.cf"), "new text");
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0640u);
    auto const files = std::filesystem::directory_iterator(dir.path());
    EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(replace_file, fails_in_a_folder_that_is_not_there) { EXPECT_FALSE(replace_file("/nonexistent/x", "y")); }

TEST(main_cf, a_first_line_that_continues_nothing_is_ignored) {
    auto const got = parse_main_cf(" foo = bar\n  b = c\nmyhostname = x.y\n", "f");
    ASSERT_EQ(got.entries.size(), 1u);
    EXPECT_EQ(got.entries[0].name, "myhostname");
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].message(), "f:1: logical line must not start with whitespace: \" foo = bar  b = c\"");
}

TEST(main_cf, a_directory_is_no_file) {
    auto const got = read_main_cf("/tmp");
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].text, "open /tmp: not a regular file");
}

}  // namespace
}  // namespace mailstead::conf
