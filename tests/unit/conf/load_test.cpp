// What load() says of master.cf's columns that have no meaning here.
#include "conf/load.h"

#include <gtest/gtest.h>

#include "temp_dir.h"

namespace mailstead::conf {
namespace {

std::vector<std::string> warnings_of(temp_dir const& dir) {
    std::vector<std::string> out;
    for (auto const& one : load(dir.path()).problems) out.push_back(std::to_string(one.line) + ": " + one.text);
    return out;
}

TEST(load, tells_of_the_chroot_column_once) {
    temp_dir const dir;
    dir.write("main.cf", "myhostname = a.example\n");
    dir.write("master.cf", "2525 inet n - n - - smtpd\n2526 inet n - y - - smtpd\nqmgr unix n - y 300 1 qmgr\n");
    EXPECT_EQ(warnings_of(dir),
              std::vector<std::string>{"2: the chroot column is ignored here and below: roles confine themselves"});
    EXPECT_TRUE(load(dir.path()).usable());
}

TEST(load, knows_the_parameters_of_a_query_in_main_cf) {
    temp_dir const dir;
    dir.write("main.cf", "virtual_mailbox_maps = texthash:/x, proxy:sqlite:users, sqlite:/etc/other.cf\n"
                         "users_dbpath = /var/lib/users.db\nusers_query = SELECT 1\nothers_query = SELECT 2\n");
    dir.write("master.cf", "2525 inet n - n - - smtpd\n");
    std::vector<std::string> unused;
    for (auto const& one : unused_parameters(read_main_cf(dir.path("main.cf")), read_master_cf(dir.path("master.cf"))))
        unused.push_back(one.text);
    EXPECT_EQ(unused, std::vector<std::string>{"unused parameter: others_query=SELECT 2"});
}

TEST(load, tells_of_listeners_that_cannot_be) {
    temp_dir const dir;
    dir.write("main.cf", "");
    dir.write("master.cf", "smtpd pass - - n - - smtpd\nin unix - - n - - lmtpd\nx fifo - - n - - auth\nqmgr fifo n - n - - qmgr\n");
    std::vector<std::string> const wanted{"1: smtpd of type pass is not served; use inet or unix",
                                          "3: auth of type fifo is not served; use inet or unix"};
    EXPECT_EQ(warnings_of(dir), wanted);
    dir.write("master.cf", "smtpd pass - - n - - smtpd\nsmtp inet n - n - 1 postscreen\n");
    EXPECT_EQ(warnings_of(dir), std::vector<std::string>{});
}

TEST(load, two_services_in_one_place_are_an_error) {
    temp_dir const dir;
    dir.write("main.cf", "myhostname = a.example\n");
    auto const told = [&](std::string const& rows) {
        dir.write("master.cf", rows);
        auto const got = load(dir.path());
        return got.usable() ? std::string() : got.problems.at(0).message();
    };
    auto const file = dir.path("master.cf");
    EXPECT_EQ(told("127.0.0.1:2 inet n - n - - smtpd\n127.0.0.1:2 inet n - n - - imapd\n"),
              file + ":2: 127.0.0.1:2 inet runs imapd here and smtpd in line 1");
    EXPECT_EQ(told("localhost:25 inet n - n - - smtpd\n127.0.0.1:smtp inet n - n - - smtpd\n"),
              file + ":2: 127.0.0.1:smtp listens where localhost:25 of line 1 does");
    EXPECT_EQ(told("2 inet n - n - - smtpd\n2 inet n - n - - smtpd -v\n"), "") << "the last one counts";
    EXPECT_EQ(told("127.0.0.1:0 inet n - n - - smtpd\n127.0.0.2:0 inet n - n - - imapd\n"), "");
}

}  // namespace
}  // namespace mailstead::conf
