// The grammars of RFC 8461 §3.1 and §3.2, whole and cut at every byte, and whom a policy names.
#include "mta/smtp_client/sts_policy.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::mta::smtp_client {
namespace {

std::string const example = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.Example.NET\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n";

TEST(sts_policy, a_record_has_an_id) {
    struct row { char const* text; char const* id; };
    for (auto const& [text, id] : std::vector<row>{
             {"v=STSv1; id=20160831085700Z;", "20160831085700Z"},
             {"v=STSv1;id=a", "a"},
             {"v=STSv1 \t;\t id=a ; ", "a"},
             {"v=STSv1; x-y.z_1=!#:<>~; id=a; id=b", "a"},
             {"v=STSv1; id=01234567890123456789012345678901", "01234567890123456789012345678901"},
             {"v=STSv1; id=012345678901234567890123456789012", nullptr},
             {"v=STSv1; id=", nullptr},
             {"v=STSv1; id=a-b", nullptr},
             {"v=STSv1; id=a;; x=y", nullptr},
             {"v=STSv1; ID=a", nullptr},
             {"v=STSv1; id=a; x", nullptr},
             {"v=STSv1; id=a; x=", nullptr},
             {"v=STSv1; id=a; x=y z", nullptr},
             {"v=STSv1; id=a; _x=y", nullptr},
             {"v=STSv1; id=a\xc3\xa4", nullptr},
             {"v=STSv1", nullptr},
             {"v=STSv1;", nullptr},
             {"v=STSv1; x=y", nullptr},
             {"v=STSv2; id=a", nullptr},
             {"V=STSv1; id=a", nullptr},
             {" v=STSv1; id=a", nullptr},
             {"id=a; v=STSv1", nullptr},
             {"", nullptr}}) {
        auto const got = sts_id(text);
        EXPECT_EQ(got.has_value(), id != nullptr) << text;
        EXPECT_EQ(got.value_or("-"), id ? id : "-") << text;
    }
}

std::string rdata(std::vector<std::string> const& strings) {
    std::string out;
    for (auto const& one : strings) out += static_cast<char>(one.size()) + one;
    return out;
}

TEST(sts_policy, one_record_counts_and_two_do_not) {
    auto const other = rdata({"v=spf1 -all"}), mine = rdata({"v=STSv1; ", "id=a", ";"});
    EXPECT_EQ(find_sts_id({other, mine}), "a");
    EXPECT_EQ(find_sts_id({mine, rdata({"v=STSv1x; id=b"})}), "a");
    EXPECT_FALSE(find_sts_id({mine, mine}));
    EXPECT_FALSE(find_sts_id({mine, rdata({"v=STSv1; broken"})}));
    EXPECT_FALSE(find_sts_id({other}));
    EXPECT_FALSE(find_sts_id({}));
    EXPECT_FALSE(find_sts_id({mine.substr(0, mine.size() - 1)}));
    for (std::size_t n = 0; n < mine.size(); ++n) static_cast<void>(find_sts_id({std::string(mine.data(), n)}));
}

TEST(sts_policy, is_read) {
    std::string why;
    auto const got = parse_sts_policy(example, why);
    ASSERT_TRUE(got) << why;
    EXPECT_EQ(got->mode, sts_mode::enforce);
    EXPECT_EQ(got->max_age, 604800u);
    EXPECT_EQ(got->mx, (std::vector<std::string>{"mail.example.com", "*.example.net", "backupmx.example.com"}));
    auto const lenient = parse_sts_policy("version:STSv1  \nmode: \ttesting\nmode: enforce\nmax_age:9999999999\nmx: a_b-c\nx-y: \xc3\xa4 z\nmax_age: 1\n\n", why);
    ASSERT_TRUE(lenient) << why;
    EXPECT_EQ(lenient->mode, sts_mode::testing);
    EXPECT_EQ(lenient->max_age, 31557600u);
    EXPECT_TRUE(parse_sts_policy("version: STSv1\nmode: none\nmax_age: 0", why)) << why;
}

TEST(sts_policy, says_why_it_means_nothing) {
    std::string many = "version: STSv1\nmode: enforce\nmax_age: 1\n";
    for (std::size_t i = 0; i <= most_sts_patterns; ++i) many += "mx: a\n";
    struct row { std::string text; char const* why; };
    std::string const rest = "mode: enforce\nmx: a\nmax_age: 1\n";
    for (auto const& [text, words] : std::vector<row>{
             {"", "no version"},
             {rest, "no version"},
             {"version: STSv2\n" + rest, "a version that is not STSv1"},
             {"version: STSv1\nmode: enforce\nmax_age: 1\n", "no mx"},
             {"version: STSv1\nmx: a\nmax_age: 1\n", "no mode"},
             {"version: STSv1\nmode: enforce\nmx: a\n", "no max_age"},
             {"version: STSv1\nmode: Enforce\n", "an unknown mode"},
             {"version: STSv1\nmax_age: -1\n", "a max_age that is no number"},
             {"version: STSv1\nmax_age: 12345678901\n", "a max_age that is no number"},
             {"version: STSv1\nmx: *.\n", "an mx that is no domain name"},
             {"version: STSv1\nmx: a.*.b\n", "an mx that is no domain name"},
             {"version: STSv1\nmx: a..b\n", "an mx that is no domain name"},
             {"version: STSv1\nmx: .b\n", "an mx that is no domain name"},
             {"version: STSv1\nmx: a, b\n", "an mx that is no domain name"},
             {"version: STSv1\nmx: " + std::string(254, 'a') + "\n", "an mx that is no domain name"},
             {"version STSv1\n", "a line without a colon"},
             {"version: STSv1\nx y: z\n", "a field without a proper name"},
             {"version: STSv1\nx: \x01\n", "field x has no proper value"},
             {"version: STSv1\nx: \xff\n", "field x has no proper value"},
             {"<html>\r\n<body>404: not here</body>", "a line without a colon"},
             {many, "more than 1000 mx"},
             {std::string(sts_policy_limit + 1, '\n'), "more than 65536 bytes"}}) {
        std::string why;
        EXPECT_FALSE(parse_sts_policy(text, why)) << text.substr(0, 100);
        EXPECT_EQ(why, words) << text.substr(0, 100);
    }
}

// A policy cut off is none, unless all of it is there but the end of its last line.
TEST(sts_policy, cut_at_every_byte) {
    for (std::size_t n = 0; n < example.size(); ++n) {
        std::string why;
        std::string const cut(example.data(), n);
        auto const got = parse_sts_policy(cut, why);
        bool const whole = n > example.find("max_age: ") + 9;
        EXPECT_EQ(got.has_value(), whole) << cut;
    }
    std::string const record = "v=STSv1; x=y; id=abc;";
    for (std::size_t n = 0; n < record.size(); ++n) static_cast<void>(sts_id(std::string(record.data(), n)));
}

TEST(sts_policy, names_hosts) {
    sts_policy policy;
    policy.mx = {"mail.example.com", "*.example.net"};
    for (auto const* yes : {"mail.example.com", "MAIL.Example.Com", "mail.example.com.", "a.example.net", "A.EXAMPLE.NET"})
        EXPECT_TRUE(names_host(policy, yes)) << yes;
    for (auto const* no : {"example.com", "a.mail.example.com", "example.net", "a.b.example.net", ".example.net", "aexample.net", "*.example.org", "", "."})
        EXPECT_FALSE(names_host(policy, no)) << no;
    EXPECT_FALSE(names_host(policy, std::string_view("mail.example.com\0.evil.test", 27)));
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
