// master.cf: columns, overrides, mistakes with file and line.
#include "conf/master_cf.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "temp_dir.h"

namespace mailstead::conf {
namespace {

constexpr std::string_view example = R"(# comment
smtp      inet  n       -       y       -       -       smtpd
127.0.0.1:2587 inet n   -       n       -       10      smtpd
  -o smtpd_sasl_auth_enable=yes
# between
  -o { smtpd_banner = hello there }
  -o relayhost= -v -v -D
[::1]:2143 inet n       -       n       -       -       imapd
tlsmgr    unix  -       -       y       1000?   1       tlsmgr
pickup    fifo  n       -       y       60      1       pickup
postlog   unix-dgram n  -       n       -       1       postlogd
maildrop  unix  -       n       n       -       -       pipe
  flags=DRXhu user=vmail argv=/usr/bin/maildrop -d ${recipient} { two words }
)";

TEST(master_cf, reads_columns_and_overrides) {
    auto const got = parse_master_cf(example, "f");
    ASSERT_TRUE(got.problems.empty()) << got.problems[0].message();
    ASSERT_EQ(got.services.size(), 7u);
    auto const* smtp = got.find("smtp", service_type::inet);
    ASSERT_NE(smtp, nullptr);
    EXPECT_EQ(smtp->endpoint->port, 25);
    EXPECT_EQ(smtp->endpoint->host, "");
    EXPECT_EQ(smtp->chroot, true);
    EXPECT_FALSE(smtp->unprivileged.has_value());
    auto const& submission = got.services[1];
    EXPECT_EQ(submission.endpoint->host, "127.0.0.1");
    EXPECT_EQ(submission.endpoint->port, 2587);
    EXPECT_EQ(submission.maxproc, 10);
    EXPECT_EQ(submission.overrides,
              (settings::pairs{{"smtpd_sasl_auth_enable", "yes"}, {"smtpd_banner", "hello there"}, {"relayhost", ""}}));
    EXPECT_EQ(submission.verbose, 2);
    EXPECT_TRUE(submission.debug);
    EXPECT_TRUE(submission.arguments.empty());
    EXPECT_EQ(got.services[2].endpoint->host, "::1");
    EXPECT_EQ(got.services[3].wakeup, 1000);
    EXPECT_TRUE(got.services[3].wakeup_when_used);
    EXPECT_EQ(got.services[3].socket_path(), "private/tlsmgr");
    EXPECT_EQ(got.services[4].socket_path(), "public/pickup");
    auto const* maildrop = got.transport("maildrop");
    ASSERT_NE(maildrop, nullptr);
    EXPECT_EQ(maildrop->line, 12);
    EXPECT_EQ(maildrop->arguments, (std::vector<std::string>{"flags=DRXhu", "user=vmail", "argv=/usr/bin/maildrop",
                                                             "-d", "${recipient}", "two words"}));
}

struct mistake {
    char const* text;
    char const* message;
};
class wrong : public testing::TestWithParam<mistake> {};

TEST_P(wrong, names_file_and_line) {
    auto const got = parse_master_cf(std::string("\n# c\n") + GetParam().text + "\n", "/etc/master.cf");
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].message(), std::string("/etc/master.cf:3: ") + GetParam().message);
    EXPECT_TRUE(has_errors(got.problems));
    EXPECT_TRUE(got.services.empty());
}
INSTANTIATE_TEST_SUITE_P(
    rows, wrong,
    testing::Values(mistake{"cleanup unix n - n 0 cleanup", "bad field count"},
                    mistake{"x inet n n n n n smtpd", "invalid wakeup field \"n\""},
                    mistake{"x tcp n - n - - smtpd", "invalid transport type field \"tcp\""},
                    mistake{"25 inet y - n - - smtpd", "invalid private field \"y\""},
                    mistake{"25 inet - - n - - smtpd", "invalid private field \"-\""},
                    mistake{"25 inet n x n - - smtpd", "invalid unprivileged field \"x\""},
                    mistake{"25 inet n - 5 - - smtpd", "invalid chroot field \"5\""},
                    mistake{"25 inet n - n - -1 smtpd", "invalid process limit field \"-1\""},
                    mistake{"no-such-service inet n - n - - smtpd", "invalid service name field \"no-such-service\""},
                    mistake{"1.2.3.4:99999 inet n - n - - smtpd", "invalid service name field \"1.2.3.4:99999\""},
                    mistake{"../x unix n - n - - smtpd", "invalid service name field \"../x\""},
                    mistake{"25 inet n - n - - smtpd -o nonsense", "-o nonsense: missing '=' after attribute name"},
                    mistake{"25 inet n - n - - smtpd -o", "missing value after -o"},
                    mistake{"25 inet n - n - - smtpd -o { a = b", "unbalanced braces"}));

TEST(master_cf, last_of_two_wins_with_a_warning) {
    auto const got = parse_master_cf("x unix - - n - 5 smtp\nx unix - - n - 6 smtp\nx inet n - n - - smtpd\n", "f");
    ASSERT_EQ(got.problems.size(), 2u);  // the third is another type, with a name that is no port
    EXPECT_EQ(got.problems[0].severity, severity::warning);
    EXPECT_EQ(got.problems[0].line, 2);
    ASSERT_EQ(got.services.size(), 1u);
    EXPECT_EQ(got.services[0].maxproc, 6);
}

TEST(master_cf, built_in_serves_all_ports) {
    temp_dir const dir;
    auto const got = read_master_cf(dir.path("master.cf"));
    ASSERT_TRUE(got.problems.empty()) << got.problems[0].message();
    std::vector<int> ports;
    for (auto const& one : got.services)
        if (one.endpoint) ports.push_back(one.endpoint->port);
    EXPECT_EQ(ports, (std::vector<int>{25, 587, 465, 143, 993, 110, 995}));
    EXPECT_NE(got.transport("lmtp-in"), nullptr);
    EXPECT_NE(got.transport("auth"), nullptr);
    for (auto const& one : got.services) EXPECT_TRUE(is_known_command(one.command)) << one.command;
    EXPECT_FALSE(is_known_command("sh"));
}

TEST(master_cf, an_unreadable_file_is_no_built_in_one) {
    temp_dir const dir;
    std::filesystem::create_directory(dir.path("master.cf"));
    EXPECT_TRUE(has_errors(read_master_cf(dir.path("master.cf")).problems));
}

TEST(endpoint, understands_hosts_and_services) {
    EXPECT_EQ(parse_endpoint("submissions")->port, 465);
    EXPECT_EQ(parse_endpoint("smtps")->port, 465);
    EXPECT_EQ(parse_endpoint("localhost:smtp")->host, "localhost");
    EXPECT_EQ(parse_endpoint("own", "own=here=77")->port, 77);
    EXPECT_EQ(parse_endpoint("0")->port, 0);
    for (auto const* text : {"", ":", "::1", "::1:25", "[::1]", "[::1]25", "[x]:25", "25:", "host:", "65536", "-1"})
        EXPECT_FALSE(parse_endpoint(text)) << text;
}

TEST(master_cf, survives_every_cut) {
    for (std::size_t i = 0; i <= example.size(); ++i)
        for (auto const& one : parse_master_cf(example.substr(0, i), "f").services) EXPECT_FALSE(one.command.empty());
}

TEST(master_cf, refuses_nul) {
    using std::string_view_literals::operator""sv;
    auto const got = parse_master_cf("25 inet n - n - - smtpd\n26 inet n - n - - smtpd\n  -o a=b\0c\n"sv, "m");
    EXPECT_EQ(got.services.size(), 1u);
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].message(), "m:2: NUL byte in the text");
}

TEST(master_cf, keeps_rows_that_do_not_count) {
    auto const got = parse_master_cf("a unix - - n - - smtp\na unix - - n - - lmtp\nb unix - - n - - smtp -o\nc unix n -\n"
                                     "d unix - - n - - smtp { x\ne unix - - n - - smtp -o x\n", "f");
    ASSERT_EQ(got.services.size(), 1u);
    EXPECT_EQ(got.services[0].command, "lmtp");
    std::vector<std::string> shown;
    for (auto const& one : got.shown()) shown.push_back(one.name + std::to_string(one.line));
    EXPECT_EQ(shown, (std::vector<std::string>{"a1", "a2", "b3", "d5", "e6"}));
    EXPECT_EQ(got.others.size(), 5u);
    auto const nul = parse_master_cf(std::string_view("a unix - - n - - smtp -o x\0=y\n", 30), "f");
    EXPECT_TRUE(nul.services.empty());
    ASSERT_EQ(nul.shown().size(), 1u);
    EXPECT_EQ(nul.problems.at(0).message(), "f:1: NUL byte in the text");
}

TEST(master_cf, a_first_line_that_continues_nothing_is_ignored) {
    auto const got = parse_master_cf("# x\n\tsmtp inet n - n - - smtpd\n  -v\nb unix - - n - - smtp\n", "f");
    ASSERT_EQ(got.services.size(), 1u);
    EXPECT_EQ(got.services[0].name, "b");
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].message(), "f:2: logical line must not start with whitespace: \"?smtp inet n - n - - smtpd  -v\"");
    EXPECT_EQ(got.problems[0].severity, severity::warning);
}

TEST(master_cf, a_brace_too_many_is_a_mistake) {
    for (auto const* words : {"-o {a=b}}", "{a}}", "{a}}}}", "{{a}"}) {
        auto const got = parse_master_cf(std::string("25 inet n - n - - smtpd ") + words + "\n", "m");
        ASSERT_EQ(got.problems.size(), 1u) << words;
        EXPECT_EQ(got.problems[0].message(), "m:1: unbalanced braces") << words;
    }
}

}  // namespace
}  // namespace mailstead::conf
