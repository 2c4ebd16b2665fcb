// Rows as postconf prints them, and edits of master.cf's text.
#include "conf/master_edit.h"

#include <gtest/gtest.h>

namespace mailstead::conf {
namespace {

using action = master_cf_edit::action;

service row(std::string const& text) {
    auto parsed = parse_master_cf(text, "master.cf");
    EXPECT_EQ(parsed.services.size(), 1u) << text;
    return parsed.services.at(0);
}

constexpr std::string_view sample = R"(# top
smtp      inet  n       -       y       -       -       smtpd
   # inner
   -o a=b
# another

   -o { c = d  e }
# mid
q unix n - - 1000? 0 smtp -v -o x=1
# end
)";

TEST(service_row, stands_in_columns) {
    EXPECT_EQ(service_row(row("q unix n - - 1000? 0 smtp -v  -o  x=1"), false),
              "q          unix  n       -       -       1000?   0       smtp -v -o x=1");
    EXPECT_EQ(service_row(row("averyverylongname unix n - y - - smtp"), false),
              "averyverylongname unix n -       y       -       -       smtp");
}

TEST(service_row, folds_around_overrides_and_long_words) {
    EXPECT_EQ(service_row(row("a unix n - y - - smtpd -v -D -o a=b arg -v"), true),
              "a          unix  n       -       y       -       -       smtpd -v -D\n    -o a=b\n    arg -v");
    EXPECT_EQ(service_row(row("e unix n - y - - smtp " + std::string(40, 'x')), true),
              "e          unix  n       -       y       -       -       smtp\n    " + std::string(40, 'x'));
}

TEST(service_row, odd_braces_stay_as_they_are) {
    EXPECT_EQ(service_command(row("b unix n - y - - smtp -o {a=b}c {x}y { z }"), false, 0), "smtp -o {a=b}c {x}y {z}");
    EXPECT_EQ(service_command(row("b unix n - y - - smtp -o{a=b"), false, 0), "smtp -o{a=b");
}

TEST(service_row, a_word_never_becomes_a_comment) {
    auto const long_row = row("e unix n - y - - smtp -o a=b " + std::string(70, 'x') + " #y");
    auto const again = row(service_row(long_row, true) + "\n");
    EXPECT_EQ(again.arguments, long_row.arguments);
}

TEST(service_row, overrides_lose_needless_blanks_and_braces) {
    EXPECT_EQ(service_row(row("b unix n - y - - smtp -o { a = b } -oc=d -o { e = f  g } { x y }"), false),
              "b          unix  n       -       y       -       -       smtp -o a=b -o c=d -o {e=f  g} {x y}");
    auto const shown = [](std::string const& value) { return '<' + value + '>'; };
    EXPECT_EQ(service_command(row("b unix n - y - - smtp -o a=b c"), false, 0, shown), "smtp -o a=<b> c");
}

TEST(edit_master_cf, keeps_what_it_is_not_for) {
    EXPECT_EQ(edit_master_cf(sample, {{action::remove_row, "nosuch", "inet", {}, {}}}).text, sample);
    auto const done = edit_master_cf(sample, {{action::set_field, "smtp", "inet", "chroot", "n"}});
    EXPECT_EQ(done.error, "");
    EXPECT_EQ(done.text, "# top\n   # inner\n# another\n\n"
                         "smtp       inet  n       -       n       -       -       smtpd\n    -o a=b\n    -o {c=d  e}\n"
                         "# mid\nq unix n - - 1000? 0 smtp -v -o x=1\n# end\n");
}

TEST(edit_master_cf, sets_and_removes_overrides) {
    auto done = edit_master_cf("q unix - - n - - smtp -o x=1 -o y=2 -o x=3 z\n", {{action::set_override, "q", "unix", "x", "9"}});
    EXPECT_EQ(done.text, "q          unix  -       -       n       -       -       smtp\n    -o x=9\n    -o y=2\n    z\n");
    done = edit_master_cf(done.text, {{action::remove_override, "*", "*", "y", {}}, {action::set_override, "q", "unix", "w", "1"}});
    EXPECT_EQ(done.text, "q          unix  -       -       n       -       -       smtp\n    -o x=9\n    -o w=1\n    z\n");
}

TEST(edit_master_cf, comments_out_and_removes_rows) {
    EXPECT_EQ(edit_master_cf(sample, {{action::comment_out_row, "smtp", "inet", {}, {}}}).text,
              "# top\n#smtp      inet  n       -       y       -       -       smtpd\n   # inner\n"
              "#   -o a=b\n# another\n\n#   -o { c = d  e }\n# mid\nq unix n - - 1000? 0 smtp -v -o x=1\n# end\n");
    EXPECT_EQ(edit_master_cf(sample, {{action::remove_row, "*", "*", {}, {}}}).text,
              "# top\n   # inner\n# another\n\n# mid\n# end\n");
}

TEST(edit_master_cf, a_row_set_replaces_or_is_appended) {
    auto const done = edit_master_cf("a unix - - n - - smtp\na unix - - n - - lmtp",
                                     {{action::set_row, "a", "unix", {}, "a unix - - n - - pipe"},
                                      {action::set_row, "b", "unix", {}, "b unix - - n - - smtp"}});
    EXPECT_EQ(done.text, "a          unix  -       -       n       -       -       pipe\n"
                         "b          unix  -       -       n       -       -       smtp\n");
}

TEST(edit_master_cf, tells_what_fits_nothing_or_breaks_the_row) {
    EXPECT_EQ(edit_master_cf(sample, {{action::set_field, "nosuch", "inet", "chroot", "n"}}).unmatched,
              std::vector<std::size_t>{0});
    EXPECT_EQ(edit_master_cf(sample, {{action::set_field, "smtp", "inet", "wakeup", "x"}}).error,
              "invalid wakeup field \"x\": \"smtp/inet/wakeup=x\"");
    EXPECT_NE(edit_master_cf(sample, {{action::set_row, "q", "unix", {}, "q unix"}}).error, "");
    EXPECT_NE(edit_master_cf(sample, {{action::set_row, "new", "unix", {}, ""}}).error, "");
}

TEST(master_edit, rows_with_mistakes_can_be_edited) {
    std::string const broken = "smtp inet n - n - - smtpd\n -o\nbad inet n\n";
    using action = master_cf_edit::action;
    EXPECT_EQ(edit_master_cf(broken, {{action::remove_row, "smtp", "inet", {}, {}}}).text, "bad inet n\n");
    EXPECT_EQ(edit_master_cf(broken, {{action::comment_out_row, "smtp", "inet", {}, {}}}).text, "#smtp inet n - n - - smtpd\n# -o\nbad inet n\n");
    EXPECT_EQ(edit_master_cf(broken, {{action::remove_row, "bad", "inet", {}, {}}}).text, "smtp inet n - n - - smtpd\n -o\n");
    auto const mended = edit_master_cf(broken, {{action::set_field, "smtp", "inet", "command", "smtpd -v"}});
    EXPECT_EQ(mended.error, "");
    EXPECT_EQ(mended.text, "smtp       inet  n       -       n       -       -       smtpd -v\nbad inet n\n");
    EXPECT_EQ(edit_master_cf(broken, {{action::set_field, "bad", "inet", "command", "smtpd"}}).error, "bad field count: \"bad inet n\"");
    EXPECT_EQ(edit_master_cf(broken, {{action::remove_row, "none", "inet", {}, {}}}).unmatched.size(), 1u);
}

}  // namespace
}  // namespace mailstead::conf
