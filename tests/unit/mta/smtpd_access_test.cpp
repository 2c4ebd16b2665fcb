// The parts of access control that stand by themselves: filters of DNS lists, services, lists.
#include <gtest/gtest.h>

#include "mta/smtpd/dns_list.h"
#include "mta/smtpd/policy.h"
#include "mta/smtpd/restrictions.h"

namespace mailstead::mta::smtpd {
namespace {

std::string a(int one, int two, int three, int four) {
    std::string out;
    for (int const byte : {one, two, three, four}) out += static_cast<char>(byte);
    return out;
}

TEST(dns_list, filters) {
    auto const all = dns_list::parse("bl.example");
    ASSERT_TRUE(all);
    EXPECT_TRUE(all->counts(a(127, 0, 0, 200)));
    EXPECT_FALSE(all->counts("127"));
    auto const some = dns_list::parse("bl.example=127.0.[0..1].[2..11;15]");
    ASSERT_TRUE(some);
    EXPECT_EQ(some->domain, "bl.example");
    EXPECT_TRUE(some->counts(a(127, 0, 1, 2)));
    EXPECT_TRUE(some->counts(a(127, 0, 0, 15)));
    EXPECT_FALSE(some->counts(a(127, 0, 0, 12)));
    EXPECT_FALSE(some->counts(a(127, 0, 2, 2)));
}

TEST(dns_list, mistakes) {
    for (auto const* text : {"", "=127.0.0.1", "x=", "x=127.0.0", "x=127.0.0.1.2", "x=127.0.0.256", "x=127.0.0.[2..", "x=127.0.0.[]",
                             "x=127.0.0.[5..2]", "x=127.0.0.2..5", "x=127.0.0.[2;]", "x=127.0.0.a", "x=127.0.0.2;3"})
        EXPECT_FALSE(dns_list::parse(text)) << text;
}

TEST(dns_list, reversed_addresses) {
    EXPECT_EQ(reversed_address("192.0.2.10"), "10.2.0.192");
    EXPECT_EQ(reversed_address("2001:db8::1"), "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2");
    EXPECT_EQ(reversed_address("unknown"), "");
}

TEST(policy_service, places_and_values) {
    policy_defaults usual;
    std::string why;
    auto const inet = policy_service::parse("inet:127.0.0.1:9998", usual, "/q", why);
    ASSERT_TRUE(inet) << why;
    EXPECT_EQ(inet->where.host, "127.0.0.1");
    EXPECT_EQ(inet->where.port, 9998);
    auto const local = policy_service::parse("unix:private/policy", usual, "/q", why);
    ASSERT_TRUE(local) << why;
    EXPECT_EQ(local->where.path, "/q/private/policy");
    auto const own = policy_service::parse("{ inet:[::1]:10023, timeout=10s, default_action=450 4.3.0 Later, try_limit=1 }", usual, "/q", why);
    ASSERT_TRUE(own) << why;
    EXPECT_EQ(own->where.host, "::1");
    EXPECT_EQ(own->how.timeout, std::chrono::seconds(10));
    EXPECT_EQ(own->how.default_action, "450 4.3.0 Later");
    EXPECT_EQ(own->how.try_limit, 1u);
    EXPECT_EQ(own->how.max_idle, usual.max_idle);
}

TEST(policy_service, mistakes) {
    policy_defaults usual;
    for (auto const* text : {"", "{ }", "9998", "inet:9998", "inet:host:nosuchport", "unix:", "{ inet:h:1, timeout=soon }", "{ inet:h:1, colour=red }"}) {
        std::string why;
        EXPECT_FALSE(policy_service::parse(text, usual, "/q", why)) << text;
        EXPECT_NE(why, "") << text;
    }
}

TEST(rule_book, who_guards_relaying) {
    std::string why;
    rule_book rules;
    rules.add_classes({{"guard", {"reject_unauth_destination"}}, {"loop", {"loop"}}}, why);
    auto const guards = [&](std::vector<std::string> const& words) { return guards_relaying(*rules.read(words, why)); };
    EXPECT_TRUE(guards({"permit_mynetworks", "reject_unauth_destination"}));
    EXPECT_TRUE(guards({"permit_mynetworks", "guard"}));
    EXPECT_TRUE(guards({"defer_if_permit"}));
    EXPECT_FALSE(guards({"permit", "reject"}));
    EXPECT_FALSE(guards({"warn_if_reject", "reject_unauth_destination"}));
    EXPECT_FALSE(guards({"permit_mynetworks", "loop"}));
    EXPECT_EQ(why, "");
}

TEST(rule_book, access_tables_may_only_name_what_is_open) {
    std::string why;
    int opened = 0;
    auto const open = [&opened](std::string const&) {
        ++opened;
        return std::make_shared<conf::maps const>();
    };
    rule_book rules(open, {});
    ASSERT_TRUE(rules.read({"check_sender_access", "inline:{a=b}"}, why));
    ASSERT_TRUE(rules.read({"inline:{a=b}"}, why));
    EXPECT_EQ(opened, 1);
    EXPECT_TRUE(rules.read_known({"check_sender_access", "inline:{a=b}"}, why));
    EXPECT_FALSE(rules.read_known({"check_sender_access", "inline:{c=d}"}, why));
    EXPECT_TRUE(rules.read_known({"reject", "a word nobody reaches"}, why));
    EXPECT_EQ(opened, 1);
}

}  // namespace
}  // namespace mailstead::mta::smtpd
