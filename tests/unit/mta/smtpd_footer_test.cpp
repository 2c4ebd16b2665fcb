// What a footer may put into a reply, and how records of the DNS look to smtpd_dns_reply_filter.
#include <gtest/gtest.h>

#include "mta/smtpd/filtered_names.h"
#include "mta/smtpd/reject_footer.h"

namespace mailstead::mta::smtpd {
namespace {

std::string with(std::string_view footer, footer_values const& values, std::string_view allowed = "abc \\n") {
    smtp::reply out;
    out.code = 550;
    out.text = "no";
    add_footer(out, footer, values, allowed, "smtpd");
    return out.text;
}

TEST(reject_footer, adds_lines) {
    EXPECT_EQ(with("one", {}), "no\none");
    EXPECT_EQ(with("one\\ntwo", {}), "no\none\ntwo");
    EXPECT_EQ(with("\\c, one\\ntwo", {}), "no, one\ntwo");
    EXPECT_EQ(with("$nosuch.", {}), "no\n.");
}

TEST(reject_footer, a_value_is_a_value) {
    footer_values const values = {{"x", "a\\nb$y(c"}, {"y", "c"}};
    EXPECT_EQ(with("<$x>", values), "no\n<a\\nb___c>") << "no line and no macro comes out of it";
    EXPECT_EQ(with("<${x?$y}>", values), "no\n<c>");
}

TEST(filtered_names, shows_records_as_text) {
    using net::record_type;
    using namespace std::string_view_literals;
    std::chrono::seconds const ttl(60);
    EXPECT_EQ(record_text("a.test", record_type::a, "\xc0\0\2\1"sv, ttl), "a.test. 60 IN A 192.0.2.1");
    EXPECT_EQ(record_text("a.test", record_type::mx, "\0\x0a\2mx\4test\0"sv, ttl), "a.test. 60 IN MX 10 mx.test.");
    EXPECT_EQ(record_text("a.test", record_type::ns, "\2ns\0"sv, ttl), "a.test. 60 IN NS ns.");
    EXPECT_EQ(record_text("a.test", record_type::txt, "\3abcdef"sv, ttl), "a.test. 60 IN TXT abc");
    EXPECT_EQ(record_text("a.test", record_type::mx, "\0"sv, ttl), "a.test. 60 IN MX");
}

}  // namespace
}  // namespace mailstead::mta::smtpd
