// RFC 8460: the record, the report, the file it is made of, and what the collector counts without holding anybody up.
#include "mta/smtp_client/tls_report.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "mta/smtp_client/tls_report_store.h"

namespace mailstead::mta::smtp_client {
namespace {

TEST(tls_report, a_record_names_an_address) {
    struct row { char const* text; char const* address; };
    for (auto const& [text, address] : std::vector<row>{
             {"v=TLSRPTv1;rua=mailto:reports@example.com", "mailto:reports@example.com"},
             {"v=TLSRPTv1; rua=https://r.example/v1?a=b ; ", "https://r.example/v1?a=b"},
             {"v=TLSRPTv1;x-y=z;rua=mailto:a@b , https://c", "mailto:a@b , https://c"},
             {"v=TLSRPTv1;rua=mailto:a@b;rua=mailto:c@d", "mailto:a@b"},
             {"v=TLSRPTv1;rua=", nullptr}, {"v=TLSRPTv1;rua=mailto:", nullptr}, {"v=TLSRPTv1;rua=a@b", nullptr},
             {"v=TLSRPTv1;rua=mailto:a@b,", nullptr}, {"v=TLSRPTv1;rua=mailto:a!b", nullptr}, {"v=TLSRPTv1;rua=mailto:a b", nullptr},
             {"v=TLSRPTv1;x=y", nullptr}, {"v=TLSRPTv1;", nullptr}, {"v=TLSRPTv1", nullptr}, {"v=TLSRPTv1;;rua=mailto:a@b", nullptr},
             {"v=TLSRPTv2;rua=mailto:a@b", nullptr}, {"rua=mailto:a@b", nullptr}, {"", nullptr}}) {
        EXPECT_EQ(report_address(text).value_or("-"), address ? address : "-") << text;
    }
    std::string const record = "v=TLSRPTv1; rua=mailto:a@b";
    std::string const rdata = static_cast<char>(record.size()) + record;
    EXPECT_EQ(find_report_address({rdata, std::string("\3abc")}), "mailto:a@b");
    EXPECT_FALSE(find_report_address({rdata, rdata}));
    for (std::size_t n = 0; n < rdata.size(); ++n) EXPECT_FALSE(find_report_address({std::string(rdata.data(), n)}));
    EXPECT_FALSE(report_address("v=TLSRPTv1;rua=mailto:" + std::string(2000, 'a')));
}

TEST(tls_report, days_have_names) {
    EXPECT_EQ(day_text(0), "1970-01-01");
    EXPECT_EQ(day_named("2016-04-01"), 16892);
    EXPECT_EQ(day_text(16892), "2016-04-01");
    for (auto const* bad : {"", "2016-4-1", "2016-13-01", "2016-02-30", "2016-04-01x", "x016-04-01"}) EXPECT_FALSE(day_named(bad)) << bad;
}

// The example of RFC 8460, Appendix B, as far as we know what it asks for.
TEST(tls_report, is_json_as_the_rfc_has_it) {
    tls_report what;
    what.organization = "Company-X";
    what.contact = "sts-reporting@company-x.example";
    what.id = "5065427c-23d3-47ca-b6e0-946ea0e8c4be";
    what.domain = "company-y.example";
    what.day = *day_named("2016-04-01");
    tls_policy_report sts;
    sts.type = "sts";
    sts.strings = {"version: STSv1", "mode: testing", "mx: *.mail.company-y.example", "max_age: 86400"};
    sts.mx = {"*.mail.company-y.example"};
    sts.successes = 5326;
    sts.failures = 303;
    sts.details.push_back({"certificate-expired", "2001:db8:abcd:0012::1", "mx1.mail.company-y.example", "", "", "", 100});
    sts.details.push_back({"validation-failure", "198.51.100.62", "mx-backup.mail.company-y.example", "helo", "203.0.113.58", "X509_V_ERR", 3});
    what.policies.push_back(sts);
    tls_policy_report none;
    none.type = "no-policy-found";
    none.successes = 1;
    what.policies.push_back(none);
    auto const expected = boost::json::parse(R"({
      "organization-name": "Company-X",
      "date-range": {"start-datetime": "2016-04-01T00:00:00Z", "end-datetime": "2016-04-01T23:59:59Z"},
      "contact-info": "sts-reporting@company-x.example",
      "report-id": "5065427c-23d3-47ca-b6e0-946ea0e8c4be",
      "policies": [{
        "policy": {"policy-type": "sts", "policy-string": ["version: STSv1","mode: testing", "mx: *.mail.company-y.example","max_age: 86400"],
                   "policy-domain": "company-y.example", "mx-host": ["*.mail.company-y.example"]},
        "summary": {"total-successful-session-count": 5326, "total-failure-session-count": 303},
        "failure-details": [
          {"result-type": "certificate-expired", "sending-mta-ip": "2001:db8:abcd:0012::1", "receiving-mx-hostname": "mx1.mail.company-y.example",
           "failed-session-count": 100},
          {"result-type": "validation-failure", "sending-mta-ip": "198.51.100.62", "receiving-mx-hostname": "mx-backup.mail.company-y.example",
           "receiving-mx-helo": "helo", "receiving-ip": "203.0.113.58", "failed-session-count": 3, "failure-reason-code": "X509_V_ERR"}]},
       {"policy": {"policy-type": "no-policy-found", "policy-domain": "company-y.example"},
        "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0}}]})");
    auto const text = json_of(what);
    EXPECT_EQ(text.find('\n'), text.npos);
    auto const got = boost::json::parse(text);
    // Numbers that are signed here and unsigned there compare unequal: their text does not.
    EXPECT_EQ(boost::json::serialize(got), boost::json::serialize(expected));
}

tls_session_record session(std::string result = {}, std::string host = "mx") {
    tls_session_record out;
    out.day = 100;
    out.domain = "x.test";
    out.type = "sts";
    out.strings = {"version: STSv1", "mode: enforce"};
    out.mx = {"mx", "my"};
    out.result = std::move(result);
    out.host = std::move(host);
    return out;
}

TEST(tls_report_store, counts) {
    auto store = tls_report_store::open(":memory:");
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->add("mailto:a@b", {session(), session(), session("certificate-expired"), session("certificate-expired"), session("certificate-expired", "my")}));
    auto other = session();
    other.type = "no-policy-found";
    other.strings = other.mx = {};
    ASSERT_TRUE(store->add("mailto:a@b", {session(), other}));
    EXPECT_EQ(*store->domains(100), (std::vector<std::string>{"x.test"}));
    EXPECT_TRUE(store->domains(101)->empty());
    auto const got = store->policies(100, "x.test");
    ASSERT_TRUE(got);
    ASSERT_EQ(got->size(), 2u);
    EXPECT_EQ((*got)[0].type, "no-policy-found");
    EXPECT_EQ((*got)[0].successes, 1u);
    EXPECT_TRUE((*got)[0].strings.empty());
    auto const& sts = (*got)[1];
    EXPECT_EQ(sts.successes, 3u);
    EXPECT_EQ(sts.failures, 3u);
    EXPECT_EQ(sts.strings, session().strings);
    EXPECT_EQ(sts.mx, session().mx);
    ASSERT_EQ(sts.details.size(), 2u);
    EXPECT_EQ(sts.details[0].host, "mx");
    EXPECT_EQ(sts.details[0].count, 2u);
    EXPECT_EQ(sts.details[1].count, 1u);
    ASSERT_TRUE(store->forget_before(100));
    EXPECT_EQ(store->policies(100, "x.test")->size(), 2u);
    ASSERT_TRUE(store->forget_before(101));
    EXPECT_TRUE(store->policies(100, "x.test")->empty());
    EXPECT_TRUE(store->domains(100)->empty());
}

TEST(tls_report_store, has_limits) {
    auto store = tls_report_store::open(":memory:");
    std::vector<tls_session_record> many;
    for (int i = 0; i < 1100; ++i) many.push_back(session("validation-failure", std::to_string(i)));
    for (int i = 0; i < 150; ++i) {
        many.push_back(session());
        many.back().strings = {std::to_string(i)};
    }
    many.push_back(session());
    ASSERT_TRUE(store->add("mailto:a@b", many));
    auto const got = store->policies(100, "x.test");
    EXPECT_EQ(got->size(), 100u);
    EXPECT_EQ((*got)[0].failures, 1100u);
    EXPECT_EQ((*got)[0].successes, 1u) << "a policy that is known is counted on";
    ASSERT_EQ((*got)[0].details.size(), 1000u);
    auto const known = (*got)[0].details[0].host;
    ASSERT_TRUE(store->add("mailto:a@b", {session("validation-failure", known)}));
    auto const again = store->policies(100, "x.test");
    EXPECT_EQ((*again)[0].details.size(), 1000u);
    EXPECT_EQ((*again)[0].details[0].count, 2u) << "a failure that is known is counted on";
}

TEST(tls_report_store, a_damaged_file_is_put_aside) {
    char name[] = "/tmp/mailstead-tlsrpt-XXXXXX";
    std::string const directory = ::mkdtemp(name);
    auto const path = directory + "/tlsrpt.db";
    std::ofstream(path) << std::string(5000, 'x');
    {
        auto store = tls_report_store::open(path);
        ASSERT_TRUE(store);
        EXPECT_TRUE(store->add("mailto:a@b", {session()}));
    }
    EXPECT_TRUE(std::filesystem::exists(path + ".damaged"));
    auto reader = tls_report_store::open_to_read(path);
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->policies(100, "x.test")->size(), 1u);
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace mailstead::mta::smtp_client
