// Which sockets a master.cf asks for, and how many sessions each line may have.
#include "server/sockets.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "server/examine.h"

namespace mailstead::server {
namespace {

conf::configuration configuration(std::string const& main_cf, std::string const& master_cf) {
    conf::configuration out;
    out.services = conf::parse_master_cf(master_cf, "master.cf");
    out.values = conf::settings(conf::parse_main_cf(main_cf, "main.cf"), "/etc/mailstead", {"host.example", {}}, out.problems);
    return out;
}

TEST(sockets, maxproc_limits_the_sessions_of_a_line) {
    auto const found = sockets_of(configuration("default_process_limit = 7\ninet_interfaces = loopback-only\n",
                                                "2525 inet n - n - - smtpd\n127.0.0.1:2526 inet n - n - 3 smtpd\n"
                                                "127.0.0.1:2527 inet n - n - 0 smtpd\n127.0.0.1:2143 inet n - n - - imapd\n"
                                                "127.0.0.1:2144 inet n - n - 9 imapd\n"));
    std::vector<std::pair<std::string, std::size_t>> got;
    for (auto const& one : found)
        if (!one.internal) got.emplace_back(one.key + "|" + one.line, one.most);
    std::vector<std::pair<std::string, std::size_t>> const wanted{
        {"inet:127.0.0.1:2525|2525 inet", 7},     {"inet:[::1]:2525|2525 inet", 7},
        {"inet:127.0.0.1:2526|127.0.0.1:2526 inet", 3}, {"inet:127.0.0.1:2527|127.0.0.1:2527 inet", 0},
        {"inet:127.0.0.1:2143|127.0.0.1:2143 inet", 0}, {"inet:127.0.0.1:2144|127.0.0.1:2144 inet", 9}};
    EXPECT_EQ(got, wanted);
}

TEST(sockets, a_null_client_says_what_it_serves) {
    EXPECT_EQ(describe(sockets_of(configuration("", "pickup unix n - n 60 1 pickup\n"))), "pickup public/pickup");
    EXPECT_EQ(describe(sockets_of(configuration("", "127.0.0.1:2525 inet n - n - - smtpd\n"))), "smtpd 127.0.0.1:2525");
}

TEST(examine, refuses_a_configuration_that_serves_nobody) {
    auto const told = [](std::string const& rows) {
        auto const all = refusals(configuration("", rows));
        return std::any_of(all.begin(), all.end(), [](auto const& one) { return one.starts_with("master.cf: no service listens"); });
    };
    EXPECT_TRUE(told(""));
    EXPECT_TRUE(told("# nothing\n"));
    EXPECT_TRUE(told("25 inet n - n - - nosuch\nsmtp unix - - n - - smtp\n"));
    EXPECT_FALSE(told("pickup unix n - n 60 1 pickup\n"));
    EXPECT_FALSE(told("127.0.0.1:2143 inet n - n - - imapd\n"));
}

TEST(examine, refuses_addresses_that_are_none) {
    auto const all = refusals(configuration("", "127.0.0.1:2525 inet n - n - - smtpd\n300.1.1.1:2526 inet n - n - - smtpd\n"));
    EXPECT_EQ(all, (std::vector<std::string>{"master.cf:2: bad hostname or network address: 300.1.1.1 (only IP addresses can be listened on)"}));
    auto const marked = refusals(configuration("", "\xEF\xBB\xBF" "127.0.0.1:2525 inet n - n - - smtpd\n"));
    EXPECT_EQ(marked, (std::vector<std::string>{"master.cf:1: the file begins with a byte order mark"}));
}

TEST(examine, names_the_place_of_what_it_refuses) {
    auto const of_main = refusals(configuration("\nsmtpd_sender_restrictions = no_such_thing\n", "127.0.0.1:2525 inet n - n - - smtpd\n"));
    ASSERT_EQ(of_main.size(), 1u);
    EXPECT_TRUE(of_main[0].starts_with("main.cf:2: smtpd_sender_restrictions: ")) << of_main[0];
    auto const of_row = refusals(configuration("", "# x\n127.0.0.1:2525 inet n - n - - smtpd -o smtpd_sender_restrictions=no_such_thing\n"));
    ASSERT_EQ(of_row.size(), 1u);
    EXPECT_TRUE(of_row[0].starts_with("master.cf:2: smtpd_sender_restrictions: ")) << of_row[0];
}

TEST(sockets, trouble_names_the_row) {
    auto const found = sockets_of(configuration("", "# a comment\n192.0.2.99:2525 inet n - n - - smtpd\n"));
    auto const made = open_socket(found.at(0));
    EXPECT_TRUE(made.trouble.starts_with("master.cf:2: 192.0.2.99:2525: ")) << made.trouble;
}

}  // namespace
}  // namespace mailstead::server
