// Lists of domains and networks, and the class of a domain.
#include <gtest/gtest.h>

#include "conf/domains.h"
#include "conf/network.h"
#include "temp_dir.h"

namespace mailstead::conf {
namespace {

class lists : public testing::Test {
protected:
    match_list parse(std::string_view text, match_list::subdomains how = match_list::subdomains::by_dot) {
        return match_list::parse(text, values_, how, [this](problem const& one) { told_.push_back(one.message()); });
    }
    static settings with(settings::pairs const& overrides) { return settings().with(overrides); }
    temp_dir dir_;
    settings values_;
    std::vector<std::string> told_;
};

TEST_F(lists, networks) {
    auto const got = parse("!10.1.0.0/16 10.0.0.0/8, 192.0.2.1 [2001:db8::]/32 [::1] good.example");
    EXPECT_TRUE(*got.matches_client("unknown", "10.2.3.4"));
    EXPECT_FALSE(*got.matches_client("unknown", "10.1.3.4"));
    EXPECT_TRUE(*got.matches_client("unknown", "192.0.2.1"));
    EXPECT_TRUE(*got.matches_client("unknown", "::ffff:192.0.2.1"));
    EXPECT_FALSE(*got.matches_client("unknown", "192.0.2.2"));
    EXPECT_TRUE(*got.matches_client("unknown", "2001:db8:1::1"));
    EXPECT_TRUE(*got.matches_client("unknown", "::1"));
    EXPECT_TRUE(*got.matches_client("GOOD.example", "198.51.100.1"));
    EXPECT_TRUE(told_.empty());
}

TEST_F(lists, a_pattern_that_means_nothing_fails_when_it_is_reached) {
    auto const got = parse("127.0.0.0/8 192.168.0.5/24 10.0.0.0/8");
    EXPECT_EQ(told_, std::vector<std::string>{"non-null host address bits in \"192.168.0.5/24\""});
    EXPECT_TRUE(*got.matches_client("unknown", "127.0.0.1"));
    EXPECT_FALSE(got.matches_client("unknown", "10.0.0.1"));
    EXPECT_TRUE(base::is_temporary(got.matches_client("unknown", "10.0.0.1").error()));
    EXPECT_FALSE(parse("10.8.0").matches_client("unknown", "10.8.0.1"));
    EXPECT_FALSE(parse("1.2.3.4/33").matches("x"));
    EXPECT_FALSE(parse("foo:bar").matches("x"));
}

TEST_F(lists, subdomains) {
    using enum match_list::subdomains;
    EXPECT_TRUE(*parse("example.com", none).matches("Example.COM"));
    EXPECT_FALSE(*parse("example.com", none).matches("a.example.com"));
    EXPECT_FALSE(*parse(".example.com", none).matches("a.example.com"));
    EXPECT_TRUE(*parse(".example.com", by_dot).matches("a.b.example.com"));
    EXPECT_FALSE(*parse(".example.com", by_dot).matches("example.com"));
    EXPECT_FALSE(*parse("example.com", by_dot).matches("a.example.com"));
    EXPECT_TRUE(*parse("example.com", of_parents).matches("a.b.example.com"));
    EXPECT_FALSE(*parse("example.com", of_parents).matches("notexample.com"));
    EXPECT_FALSE(*parse("!a.example.com example.com", of_parents).matches("x.a.example.com"));
    EXPECT_TRUE(*parse("inline:{example.com=x}", of_parents).matches("a.example.com"));
    EXPECT_TRUE(*parse("inline:{.example.com=x}", by_dot).matches("a.b.example.com"));
    EXPECT_FALSE(*parse("inline:{example.com=x}", none).matches("a.example.com"));
}

TEST_F(lists, files_and_tables) {
    auto const inner = dir_.write("inner", "# c\n10.0.0.0/8, one.example\n  two.example\n");
    auto const got = parse("/" + inner.substr(1) + " inline:{192.0.2.9=x, ptr.example=y}");
    EXPECT_TRUE(*got.matches_client("unknown", "10.9.9.9"));
    EXPECT_TRUE(*got.matches("two.example"));
    EXPECT_TRUE(*got.matches_client("unknown", "192.0.2.9"));
    EXPECT_TRUE(*got.matches_client("ptr.example", "198.51.100.1"));
    EXPECT_FALSE(*parse("!" + inner + " one.example").matches("one.example"));
    EXPECT_FALSE(parse("/nonexistent/list").matches("x"));
    auto const self = dir_.write("self", dir_.path("self"));
    EXPECT_FALSE(parse(self).matches("x"));
    EXPECT_FALSE(parse("fail:x").matches("x"));
}

TEST_F(lists, patterns_see_names_as_they_are) {
    EXPECT_TRUE(*parse("pcre:{{/^Host\\.Example$/i x}}").matches("Host.Example"));
    EXPECT_FALSE(*parse("pcre:{{/^Host\\.Example$/i x}}").matches("host.example"));
    EXPECT_TRUE(*parse("inline:{HOST.example=x}").matches("Host.Example"));
    // A name's parents are for tables of keys: an expression that wants them says so itself.
    using enum match_list::subdomains;
    for (auto const how : {by_dot, of_parents}) {
        EXPECT_FALSE(*parse("pcre:{{/^\\.?host\\.example$/ x}}", how).matches("a.host.example"));
        EXPECT_TRUE(*parse("inline:{host.example=x, .host.example=x}", how).matches("a.host.example"));
    }
}

TEST_F(lists, a_file_that_is_no_list_fails_when_it_is_reached) {
    EXPECT_FALSE(parse("/dev/zero").matches("x"));
    EXPECT_FALSE(parse(dir_.path()).matches("x"));
    EXPECT_FALSE(parse(dir_.write("nul", std::string("a\0b", 3))).matches("x"));
    EXPECT_EQ(told_.size(), 4u);
    EXPECT_FALSE(*parse("/dev/null").matches("x"));
    auto const got = parse(dir_.write("lead", "  one.example\ntwo.example\n"));
    EXPECT_FALSE(*got.matches("one.example"));
    EXPECT_TRUE(*got.matches("two.example"));
}

TEST_F(lists, the_parameter_decides_about_subdomains) {
    auto const values = with({{"relay_domains", "example.com"}, {"mydestination", "example.com"}});
    EXPECT_TRUE(*match_list::open("relay_domains", values).matches("a.example.com"));
    EXPECT_FALSE(*match_list::open("mydestination", values).matches("a.example.com"));
}

TEST_F(lists, classes_of_domains) {
    domains const got(with({{"mydestination", "both.example, local.example"},
                            {"virtual_alias_maps", "inline:{alias.example=x, u@z.example=y}"},
                            {"virtual_mailbox_domains", "box.example both.example"},
                            {"relay_domains", "relay.example"},
                            {"inet_interfaces", "192.0.2.1, [2001:db8::1]"},
                            {"proxy_interfaces", "198.51.100.9"}}));
    EXPECT_EQ(*got.classify("LOCAL.example."), address_class::local);
    EXPECT_EQ(*got.classify("both.example"), address_class::local);
    EXPECT_EQ(*got.classify("alias.example"), address_class::virtual_alias);
    EXPECT_EQ(*got.classify("box.example"), address_class::virtual_mailbox);
    EXPECT_EQ(*got.classify("a.relay.example"), address_class::relay);
    EXPECT_EQ(*got.classify("z.example"), address_class::other);
    EXPECT_EQ(*got.classify("[192.0.2.1]"), address_class::local);
    EXPECT_EQ(*got.classify("[IPv6:2001:DB8::1]"), address_class::local);
    EXPECT_EQ(*got.classify("[198.51.100.9]"), address_class::local);
    EXPECT_EQ(*got.classify("[203.0.113.1]"), address_class::other);
    EXPECT_TRUE(*got.is_ours("box.example"));
    EXPECT_FALSE(*got.is_ours("z.example"));
}

TEST_F(lists, a_broken_table_is_never_another_class) {
    domains const got(with({{"mydestination", "local.example"}, {"virtual_mailbox_domains", "fail:x"}}));
    EXPECT_EQ(*got.classify("local.example"), address_class::local);
    EXPECT_FALSE(got.classify("z.example"));
}

TEST(network, texts) {
    auto why = network_error::syntax;
    EXPECT_EQ(parse_network("[2001:db8::/32]", why)->text(), "[2001:db8::]/32");
    EXPECT_EQ(parse_network("0.0.0.0/0", why)->text(), "0.0.0.0/0");
    EXPECT_TRUE(parse_network("::/0", why)->contains(*parse_ip("2001:db8::1")));
    EXPECT_FALSE(parse_network("0.0.0.0/0", why)->contains(*parse_ip("2001:db8::1")));
    for (auto const* text : {"", "[", "[]", "[[::1]]", "1.2.3", "1.2.3.4/", "1.2.3.4/x", "::1/129", "[::1", "[::1]x"})
        EXPECT_FALSE(parse_network(text, why)) << text;
}

}  // namespace
}  // namespace mailstead::conf
