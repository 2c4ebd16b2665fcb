// The words that log tools look for, and which of them fits a session without a login.
#include "net/login_log.h"

#include <set>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/lib/mem_stream.h"

namespace mailstead::net {
namespace {

using namespace std::chrono_literals;

TEST(login_log, says_where) {
    boost::asio::io_context context;
    base::clock const& clock = base::system_clock();
    endpoint far, near;
    far.address = "192.0.2.1";
    near.address = "192.0.2.2";
    test::mem_stream wire(context.get_executor(), clock, far, near);
    EXPECT_EQ(login_place(wire, "x"), "rip=192.0.2.1, lip=192.0.2.2, session=<x>");
    far.loopback = true;
    test::mem_stream here(context.get_executor(), clock, far, near);
    EXPECT_EQ(login_place(here, "x"), "rip=192.0.2.1, lip=192.0.2.2, secured, session=<x>");
}

TEST(login_log, says_why_there_was_no_login) {
    login_attempts what;
    what.began += 100s;
    auto const now = what.began + 3s;
    EXPECT_EQ(without_login(what, now, "rip=x"), "(no auth attempts in 3 secs): user=<>, rip=x");
    what.refused_in_clear = true;
    EXPECT_EQ(without_login(what, now, "rip=x"), "(tried to use disallowed plaintext auth): user=<>, rip=x");
    what.refused_in_clear = false;
    what.attempt("NTLM", what.began + 1s);
    what.unsupported = true;
    EXPECT_EQ(without_login(what, now, "rip=x"), "(tried to use unsupported auth mechanism): user=<>, method=NTLM, rip=x");
    what.attempt("XOAUTH2", what.began + 2s);
    what.unfinished = true;
    EXPECT_EQ(without_login(what, now, "rip=x"), "(client didn't finish SASL auth, waited 2 secs): user=<>, method=XOAUTH2, rip=x");
    what.refused_in_clear = true;
    EXPECT_EQ(without_login(what, now, "rip=x"), "(tried to use disallowed plaintext auth): user=<>, method=XOAUTH2, rip=x");
    what.failures = 2;
    what.user = "bob>";
    EXPECT_EQ(without_login(what, now, "rip=x"), "(auth failed, 2 attempts in 2 secs): user=<bob?>, method=XOAUTH2, rip=x");
}

TEST(login_log, no_two_sessions_have_one_name) {
    std::set<std::string> names;
    for (int i = 0; i < 1000; ++i) names.insert(new_session_id(base::system_clock()));
    EXPECT_EQ(names.size(), 1000u);
    EXPECT_EQ(names.begin()->size(), 12u);
}

}  // namespace
}  // namespace mailstead::net
