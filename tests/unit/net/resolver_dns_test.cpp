// net::resolver against a scripted DNS server: what is found, what is definitely absent, what is doubtful, and when.
#include "net/resolver.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/lib/dns_stub.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

using std::chrono::milliseconds;
using strings = std::vector<std::string>;

strings const script{
    "mail.example.net A 192.0.2.1",
    "mail.example.net AAAA 2001:db8::1",
    "www.example.net CNAME mail.example.net",
    "example.net MX 10 mail.example.net",
    "example.net MX 20 backup.example.net",
    "example.net TXT 'v=spf1 -all'",
    "1.2.0.192.in-addr.arpa PTR mail.example.net",
    "2.2.0.192.in-addr.arpa PTR liar.example.net",
    "liar.example.net A 192.0.2.200",
    "3.2.0.192.in-addr.arpa PTR liar.example.net",
    "3.2.0.192.in-addr.arpa PTR honest.example.net",
    "honest.example.net A 192.0.2.3",
    "4.2.0.192.in-addr.arpa !servfail",
    "5.2.0.192.in-addr.arpa PTR bad.example.net",
    "bad.example.net !servfail",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR mail.example.net",
    "half.example.net A 192.0.2.6",
    "half.example.net AAAA !servfail",
    "big.example.net A 192.0.2.7",
    "big.example.net !truncate",
    "slow.example.net A 192.0.2.8",
    "slow.example.net !delay 1.5",
    "gone.example.net !drop",
    // What private networks and the loopback are called is the named server's matter, not the library's.
    "9.1.168.192.in-addr.arpa PTR printer.office.example",
    "printer.office.example A 192.168.1.9",
    "7.0.0.127.in-addr.arpa PTR seven.example.net",
    "seven.example.net A 127.0.0.7",
    "mail.test A 192.0.2.10",
};

struct resolver_dns : testing::Test {
    // One question, asked of a stub of its own; the resolver outlives the loop, as its contract demands.
    template <class Ask>
    auto ask(Ask what, milliseconds limit = milliseconds(10'000)) {
        using answer_type = typename decltype(what(std::declval<resolver&>()))::value_type;
        answer_type out{};
        std::unique_ptr<resolver> names;
        auto body = [&](executor where) -> task<void> {
            resolver_settings wanted;
            wanted.server = stub.server();
            wanted.limit = std::chrono::duration_cast<std::chrono::seconds>(limit);
            names = std::make_unique<resolver>(where, wanted);
            out = co_await what(*names);
            names.reset();
        };
        test::run(body);
        return out;
    }

    std::string verified(std::string address) {
        return ask([address](resolver& r) { return r.verified_name(address); });
    }
    result<strings> addresses(std::string host) {
        auto out = ask([host](resolver& r) { return r.addresses_of(host); });
        if (out) std::sort(out->begin(), out->end());
        return out;
    }
    result<dns_answer> records(std::string name, record_type type) {
        return ask([name, type](resolver& r) { return r.lookup(name, type); });
    }

    test::dns_stub stub{script};
};

TEST_F(resolver_dns, finds_both_families_and_follows_aliases) {
    EXPECT_EQ(addresses("mail.example.net").value(), (strings{"192.0.2.1", "2001:db8::1"}));
    EXPECT_EQ(addresses("www.example.net").value(), (strings{"192.0.2.1", "2001:db8::1"}));
    auto const aliased = records("www.example.net", record_type::a);
    ASSERT_TRUE(aliased);
    EXPECT_EQ(aliased->canonical, "mail.example.net.");
}

TEST_F(resolver_dns, gives_mx_and_txt_in_wire_form) {
    auto const hosts = records("example.net", record_type::mx);
    ASSERT_TRUE(hosts);
    strings seen;
    for (auto const& one : hosts->records) seen.push_back(std::to_string(one[1]) + " " + name_of_rdata(std::string_view(one).substr(2)));
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, (strings{"10 mail.example.net", "20 backup.example.net"}));
    auto const texts = records("example.net", record_type::txt);
    ASSERT_TRUE(texts);
    EXPECT_EQ(texts->records, strings{"\x0bv=spf1 -all"});
}

TEST_F(resolver_dns, tells_absence_from_trouble) {
    EXPECT_EQ(records("nobody.example.net", record_type::a).error(), make_error_code(errc::not_found));
    EXPECT_EQ(records("mail.example.net", record_type::mx).error(), make_error_code(errc::not_found));
    EXPECT_EQ(records("bad.example.net", record_type::a).error(), make_error_code(errc::dns_failed));
    EXPECT_EQ(addresses("nobody.example.net").error(), make_error_code(errc::not_found));
    EXPECT_EQ(addresses("bad.example.net").error(), make_error_code(errc::dns_failed));
}

TEST_F(resolver_dns, one_family_is_enough_when_the_other_is_in_trouble) {
    EXPECT_EQ(addresses("half.example.net").value(), strings{"192.0.2.6"});
}

TEST_F(resolver_dns, asks_by_tcp_what_was_truncated) {
    EXPECT_EQ(addresses("big.example.net").value(), strings{"192.0.2.7"});
    auto const asked = stub.questions();
    EXPECT_TRUE(std::count(asked.begin(), asked.end(), "udp big.example.net A"));
    EXPECT_TRUE(std::count(asked.begin(), asked.end(), "tcp big.example.net A"));
}

TEST_F(resolver_dns, believes_a_name_that_leads_back) {
    EXPECT_EQ(verified("192.0.2.1"), "mail.example.net");
    EXPECT_EQ(verified("2001:db8::1"), "mail.example.net");
    EXPECT_EQ(verified("192.0.2.3"), "honest.example.net");
}

TEST_F(resolver_dns, believes_nothing_else) {
    EXPECT_EQ(verified("192.0.2.2"), "unknown");      // leads elsewhere
    EXPECT_EQ(verified("192.0.2.4"), "unknown");      // no answer about the address
    EXPECT_EQ(verified("192.0.2.5"), "unknown");      // no answer about the name
    EXPECT_EQ(verified("192.0.2.99"), "unknown");     // no name
    EXPECT_EQ(verified("no address"), "unknown");
}

TEST_F(resolver_dns, asks_about_private_and_loopback_names_too) {
    EXPECT_EQ(verified("192.168.1.9"), "printer.office.example");
    EXPECT_EQ(verified("127.0.0.7"), "seven.example.net");
    EXPECT_EQ(addresses("mail.test").value(), strings{"192.0.2.10"});
}

TEST_F(resolver_dns, waits_for_the_slow_but_not_for_ever) {
    EXPECT_EQ(addresses("slow.example.net").value(), strings{"192.0.2.8"});
    auto const begun = std::chrono::steady_clock::now();
    auto const silent = ask([](resolver& r) { return r.lookup("gone.example.net", record_type::a); }, milliseconds(1000));
    EXPECT_EQ(silent.error(), make_error_code(errc::dns_failed));
    auto const took = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(took, milliseconds(900));
    EXPECT_LT(took, milliseconds(5000));
}

TEST_F(resolver_dns, remembers_answers_within_their_time) {
    auto many = [](resolver& r) -> task<int> {
        int right = 0;
        for (int i = 0; i < 50; ++i) {
            auto const found = co_await r.addresses_of(i % 2 ? "mail.example.net" : "half.example.net");
            right += found.has_value();
        }
        co_return right;
    };
    EXPECT_EQ(ask(many), 50);
    EXPECT_LT(stub.questions().size(), 20u) << "answers within their time to live are remembered";
}

TEST(resolver_dns_server, that_is_not_there_is_trouble_not_absence) {
    std::unique_ptr<resolver> names;
    auto body = [&](executor where) -> task<void> {
        resolver_settings wanted;
        wanted.server = "127.0.0.1@1";
        wanted.limit = std::chrono::seconds(3);
        names = std::make_unique<resolver>(where, wanted);
        auto const found = co_await names->lookup("mail.example.net", record_type::a);
        EXPECT_EQ(found.error(), make_error_code(errc::dns_failed));
        names.reset();
    };
    test::run(body);
}

}  // namespace
}  // namespace mailstead::net
