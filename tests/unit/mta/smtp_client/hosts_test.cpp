// From a next hop to the machines that take its mail.
#include "mta/smtp_client/hosts.h"

#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/fake_server.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::executor;
using net::task;
using net::record_type;

TEST(destination, has_many_spellings) {
    auto const is = [](std::string_view text, std::string_view name, unsigned port, bool host) {
        auto const got = parse_destination(text, 25);
        return got && got->name == name && got->port == port && got->is_host == host;
    };
    EXPECT_TRUE(is("Example.COM", "example.com", 25, false));
    EXPECT_TRUE(is("example.com.", "example.com", 25, false));
    EXPECT_TRUE(is("example.com:587", "example.com", 587, false));
    EXPECT_TRUE(is("[mail.example.com]", "mail.example.com", 25, true));
    EXPECT_TRUE(is("[mail.example.com]:2525", "mail.example.com", 2525, true));
    EXPECT_TRUE(is("inet:[192.0.2.1]:26", "192.0.2.1", 26, true));
    EXPECT_TRUE(is("[IPv6:2001:db8::1]", "2001:db8::1", 25, true));
    EXPECT_TRUE(is("[2001:db8::1]:smtp", "2001:db8::1", 25, true));
    EXPECT_TRUE(is("b\xc3\xbc" "cher.example", "xn--bcher-kva.example", 25, false));
    for (auto const* bad : {"", "[", "[]", "[a]b", "[a", "a:0", "a:99999", "a:nosuchservice", "a b", "a@b", "a:", "[a]:", "a\nb", "a/b"})
        EXPECT_FALSE(parse_destination(bad, 25)) << bad;
    EXPECT_EQ(split_next_hops("a, b:26\t[c]").size(), 3u);
}

struct room {
    explicit room(executor where) : dns(where) {
        rules.randomize = false;
        rules.own_addresses = {"192.0.2.25", "2001:DB8::25"};
    }
    task<host_list> find(std::string text) {
        auto const where = parse_destination(text, rules.port);
        co_return co_await find_hosts(dns, rules, *where);
    }
    // "a[1] b[2]", or the status and the text.
    task<std::string> says(std::string text) {
        auto const found = co_await find(std::move(text));
        std::string out;
        for (auto const& one : found.hosts) out += (out.empty() ? "" : " ") + one.text();
        if (out.empty()) out = found.why.status + ' ' + found.why.text;
        co_return out;
    }
    test::fake_names dns;
    host_rules rules;
};

void run(std::function<task<void>(room&)> body) {
    auto all = [body](executor where) -> task<void> {
        room one(where);
        co_await body(one);
    };
    mailstead::test::run(all);
}

TEST(hosts, come_by_preference) {
    run([](room& at) -> task<void> {
        at.dns.mx("x.test", 20, "second.test");
        at.dns.mx("x.test", 10, "First.test");
        at.dns.mx("x.test", 300, "third.test");
        at.dns.a("first.test", "192.0.2.1");
        at.dns.a("first.test", "2001:db8::1");
        at.dns.a("second.test", "192.0.2.2");
        at.dns.a("third.test", "192.0.2.3");
        auto words = co_await at.says("x.test");
        EXPECT_EQ(words, "first.test[192.0.2.1] first.test[2001:db8::1] second.test[192.0.2.2] third.test[192.0.2.3]");
        at.rules.first = family::ipv6;
        words = co_await at.says("x.test:26");
        EXPECT_EQ(words, "first.test[2001:db8::1] first.test[192.0.2.1] second.test[192.0.2.2] third.test[192.0.2.3]");
        at.rules.ipv6 = false;
        words = co_await at.says("x.test");
        EXPECT_EQ(words, "first.test[192.0.2.1] second.test[192.0.2.2] third.test[192.0.2.3]");
        at.rules.address_limit = 2;
        words = co_await at.says("x.test");
        EXPECT_EQ(words, "first.test[192.0.2.1] second.test[192.0.2.2]");
    });
}

TEST(hosts, of_equal_preference_are_shuffled) {
    run([](room& at) -> task<void> {
        at.rules.randomize = true;
        at.rules.address_limit = 0;
        for (int i = 1; i <= 8; ++i) {
            auto const name = "h" + std::to_string(i) + ".test";
            at.dns.mx("x.test", 10, name);
            at.dns.a(name, "192.0.2." + std::to_string(i));
        }
        at.dns.mx("x.test", 20, "last.test");
        at.dns.a("last.test", "192.0.2.100");
        std::set<std::string> orders;
        for (int i = 0; i < 20; ++i) {
            auto const words = co_await at.says("x.test");
            EXPECT_TRUE(words.ends_with("last.test[192.0.2.100]"));
            orders.insert(words);
        }
        EXPECT_GT(orders.size(), 1u);
    });
}

TEST(hosts, both_families_get_a_turn) {
    run([](room& at) -> task<void> {
        at.dns.mx("x.test", 10, "many.test");
        for (int i = 1; i <= 9; ++i) at.dns.a("many.test", "192.0.2." + std::to_string(i));
        at.dns.a("many.test", "2001:db8::1");
        auto words = co_await at.says("x.test");
        EXPECT_NE(words.find("2001:db8::1"), words.npos) << words;
        at.rules.balance = false;
        words = co_await at.says("x.test");
        EXPECT_EQ(words.find("2001:db8::1"), words.npos) << words;
    });
}

TEST(hosts, without_mx_the_domain_is_its_own) {
    run([](room& at) -> task<void> {
        at.dns.a("x.test", "192.0.2.1");
        auto words = co_await at.says("x.test");
        EXPECT_EQ(words, "x.test[192.0.2.1]");
        at.dns.mx("x.test", 10, "other.test");
        at.dns.a("other.test", "192.0.2.2");
        words = co_await at.says("[x.test]");
        EXPECT_EQ(words, "x.test[192.0.2.1]");
        words = co_await at.says("[192.0.2.9]:26");
        EXPECT_EQ(words, "192.0.2.9[192.0.2.9]");
        at.rules.asks_dns = false;
        words = co_await at.says("x.test");
        EXPECT_EQ(words, "x.test[192.0.2.1]");
    });
}

TEST(hosts, that_do_not_exist) {
    run([](room& at) -> task<void> {
        auto words = co_await at.says("x.test");
        EXPECT_EQ(words, "5.4.4 Host or domain name not found. Name service error for name=x.test type=AAAA: Host not found");
        at.rules.ipv6 = false;
        words = co_await at.says("x.test");
        EXPECT_EQ(words, "5.4.4 Host or domain name not found. Name service error for name=x.test type=A: Host not found");
        at.dns.mx("y.test", 10, "nohost.test");
        words = co_await at.says("y.test");
        EXPECT_EQ(words, "5.4.4 Host or domain name not found. Name service error for name=nohost.test type=A: Host not found");
        at.rules.defer_without_address = true;
        words = co_await at.says("y.test");
        EXPECT_TRUE(words.starts_with("4.4.4 Host or domain")) << words;
    });
}

TEST(hosts, doubt_is_never_a_no) {
    run([](room& at) -> task<void> {
        at.dns.fails("x.test", record_type::mx);
        auto words = co_await at.says("x.test");
        EXPECT_EQ(words, "4.4.3 Host or domain name not found. Name service error for name=x.test type=MX: Host not found, try again");
        at.rules.ignore_mx_failure = true;
        at.dns.a("x.test", "192.0.2.1");
        words = co_await at.says("x.test");
        EXPECT_EQ(words, "x.test[192.0.2.1]");
        at.dns.fails("y.test", record_type::a);
        words = co_await at.says("y.test");
        EXPECT_EQ(words, "4.4.3 Host or domain name not found. Name service error for name=y.test type=A: Host not found, try again");
        at.dns.mx("z.test", 10, "y.test");
        at.dns.mx("z.test", 20, "gone.test");
        words = co_await at.says("z.test");
        EXPECT_TRUE(words.starts_with("4.4.3 ")) << words;
    });
}

TEST(hosts, a_null_mx_takes_no_mail) {
    run([](room& at) -> task<void> {
        at.dns.mx("x.test", 0, ".");
        at.dns.a("x.test", "192.0.2.1");
        auto words = co_await at.says("x.test");
        EXPECT_EQ(words, "5.1.10 Domain x.test does not accept mail (nullMX)");
        at.dns.mx("x.test", 10, "real.test");
        at.dns.a("real.test", "192.0.2.2");
        words = co_await at.says("x.test");
        EXPECT_EQ(words, "real.test[192.0.2.2]") << "it stands alone or means nothing";
    });
}

TEST(hosts, damaged_records_are_doubt) {
    run([](room& at) -> task<void> {
        for (std::string const& rdata : {std::string(), std::string("\0", 1), std::string("\0\1", 2), std::string("\0\1\x3f" "abc", 6), std::string("\0\1\5a", 4)})
            at.dns.add("x.test", record_type::mx, rdata);
        auto words = co_await at.says("x.test");
        EXPECT_EQ(words, "4.4.3 Host or domain name not found. Name service error for name=x.test type=MX: Malformed or unexpected name server reply");
        at.dns.mx("y.test", 10, "short.test");
        at.dns.add("short.test", record_type::a, "abc");
        words = co_await at.says("y.test");
        EXPECT_TRUE(words.starts_with("4.4.3 ")) << words;
    });
}

TEST(hosts, mail_does_not_come_back_to_us) {
    run([](room& at) -> task<void> {
        at.dns.mx("x.test", 10, "better.test");
        at.dns.mx("x.test", 20, "us.test");
        at.dns.mx("x.test", 20, "peer.test");
        at.dns.mx("x.test", 30, "worse.test");
        at.dns.a("better.test", "192.0.2.1");
        at.dns.a("us.test", "192.0.2.25");
        at.dns.a("peer.test", "192.0.2.2");
        at.dns.a("worse.test", "192.0.2.3");
        auto const found = co_await at.find("x.test");
        EXPECT_EQ(found.hosts.size(), 1u);
        EXPECT_TRUE(found.we_are_exchanger);
        EXPECT_EQ(found.hosts.at(0).name, "better.test");

        at.dns.mx("best.test", 10, "us.test");
        at.dns.mx("best.test", 20, "worse.test");
        auto words = co_await at.says("best.test");
        EXPECT_EQ(words, "5.4.6 mail for best.test loops back to myself");
        words = co_await at.says("best.test:26");
        EXPECT_EQ(words, "us.test[192.0.2.25] worse.test[192.0.2.3]") << "another port is another server";
        words = co_await at.says("[us.test]");
        EXPECT_EQ(words, "5.4.6 mail for us.test loops back to myself");

        at.dns.mx("lost.test", 10, "noaddress.test");
        at.dns.mx("lost.test", 20, "us.test");
        words = co_await at.says("lost.test");
        EXPECT_EQ(words, "4.4.4 unable to find primary relay for lost.test");

        at.dns.a("zero.test", "0.0.0.0");
        words = co_await at.says("zero.test");
        EXPECT_EQ(words, "5.4.6 mail for zero.test loops back to myself");
        at.dns.a("six.test", "2001:db8::25");
        words = co_await at.says("six.test");
        EXPECT_EQ(words, "5.4.6 mail for six.test loops back to myself");
    });
}

TEST(hosts, the_system_may_be_asked) {
    run([](room& at) -> task<void> {
        at.rules.by_dns = false;
        at.rules.by_system = true;
        at.dns.system["h.test"] = {"192.0.2.1", "2001:db8::1"};
        auto words = co_await at.says("[h.test]");
        EXPECT_EQ(words, "h.test[192.0.2.1] h.test[2001:db8::1]");
        words = co_await at.says("[nohost.test]");
        EXPECT_EQ(words, "5.4.4 unable to look up host nohost.test: Name or service not known");
        at.rules.by_dns = true;
        at.dns.a("h.test", "192.0.2.9");
        words = co_await at.says("[h.test]");
        EXPECT_EQ(words, "h.test[192.0.2.9]");
    });
}

TEST(hosts, a_thousand_exchangers_cost_few_questions) {
    run([](room& at) -> task<void> {
        for (int i = 0; i < 1000; ++i) {
            auto const name = "h" + std::to_string(i) + ".test";
            at.dns.mx("x.test", 10 + static_cast<unsigned>(i), name);
            at.dns.a(name, "10.0." + std::to_string(i / 250) + '.' + std::to_string(i % 250 + 1));
            at.dns.mx("y.test", 10, "no" + name);
        }
        auto const found = co_await at.find("x.test");
        EXPECT_EQ(found.hosts.size(), 5u);
        EXPECT_LE(at.dns.questions, 12u);
        auto const none = co_await at.find("y.test");
        EXPECT_TRUE(none.hosts.empty());
        EXPECT_LE(at.dns.questions, 250u);
    });
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
