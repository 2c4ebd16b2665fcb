// Typed values, defaults of Postfix 3.7, overrides, and mistakes found when settings are made.
#include "conf/settings.h"

#include <stdexcept>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "conf/load.h"
#include "conf/parameters.h"
#include "temp_dir.h"

namespace mailstead::conf {
namespace {

machine const host{"mail.example.com", {{"127.0.0.1", 8}, {"192.0.2.7", 24}, {"::1", 128}, {"2001:db8::7", 64}}};

struct made {
    settings values;
    std::vector<problem> problems;
};
made make(std::string_view text, machine const& on = host, std::string const& directory = "/etc/mailstead") {
    std::vector<problem> problems;
    settings values(parse_main_cf(text, "main.cf"), directory, on, problems);
    return {values, problems};
}

using namespace std::chrono_literals;

TEST(settings, has_the_defaults_of_postfix) {
    auto const got = make("");
    ASSERT_TRUE(got.problems.empty()) << got.problems[0].message();
    auto const& values = got.values;
    EXPECT_EQ(values.text("myhostname"), "mail.example.com");
    EXPECT_EQ(values.text("mydomain"), "example.com");
    EXPECT_EQ(values.text("myorigin"), "mail.example.com");
    EXPECT_EQ(values.text("mydestination"), "mail.example.com, localhost.example.com, localhost");
    EXPECT_EQ(values.text("smtpd_banner"), "mail.example.com ESMTP Mailstead");
    EXPECT_EQ(values.text("syslog_name"), "postfix");
    EXPECT_EQ(values.text("relay_domains"), "");
    EXPECT_EQ(values.text("append_dot_mydomain"), "no");
    EXPECT_EQ(values.text("smtpd_relay_restrictions"),
              "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination");
    EXPECT_EQ(values.number("message_size_limit"), 10240000);
    EXPECT_EQ(values.number("imapd_append_limit"), 10240000);
    EXPECT_EQ(values.duration("maximal_queue_lifetime"), 5 * 24h);
    EXPECT_EQ(values.duration("smtpd_timeout"), 300s);
    EXPECT_EQ(values.duration("imapd_timeout"), 30min);
    EXPECT_EQ(values.duration("pop3d_timeout"), 10min);
    EXPECT_TRUE(values.yes("smtputf8_enable"));
    EXPECT_FALSE(values.yes("smtpd_tls_auth_only"));
    EXPECT_EQ(values.text("imapd_tls_auth_only"), "remote");
    EXPECT_EQ(values.number("smtp_destination_concurrency_limit"), 20);
    EXPECT_EQ(values.number("local_destination_concurrency_limit"), 2);
    EXPECT_EQ(values.text("index_directory"), "/var/lib/mailstead/index");
    EXPECT_EQ(values.text("account_database"), "/etc/mailstead/accounts.db");
    EXPECT_EQ(values.list("parent_domain_matches_subdomains").size(), 7u);
}

TEST(settings, every_parameter_is_told_about) {
    for (auto const& row : parameters()) {
        EXPECT_FALSE(row.meaning.empty()) << row.name;
        EXPECT_TRUE(row.meaning.ends_with('.')) << row.name;
        EXPECT_EQ(row.rooms.empty(), row.standing.mark == mark::absent) << row.name;
        EXPECT_FALSE(row.standing.reason.empty() && row.standing.mark != mark::used) << row.name;
        EXPECT_FALSE(row.standing.reason.ends_with('.')) << row.name << ": a part of a sentence";
    }
}

TEST(settings, the_table_is_whole_and_sorted) {
    auto const rows = parameters();
    EXPECT_GT(rows.size(), 900u);
    for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_LT(rows[i - 1].name, rows[i].name);
    for (auto const* name : {"2bounce_notice_recipient", "postscreen_greet_wait", "lmtp_tcp_port", "imapd_timeout", "worker_threads"})
        EXPECT_NE(find_parameter(name), nullptr) << name;
    EXPECT_EQ(find_parameter("masquerade_class"), nullptr);
    EXPECT_EQ(find_parameter("imapd_timeout")->standing.origin, origin::ours);
    EXPECT_EQ(find_parameter("virtual_maps")->standing.origin, origin::former);
}

TEST(settings, defaults_keep_to_their_own_limits) {
    auto const got = make("");
    EXPECT_TRUE(got.problems.empty());
    for (auto const& row : parameters()) {
        if (row.limits.least <= 0 || !row.value.empty() || row.source != computed::no) continue;
        ADD_FAILURE() << row.name << " must not be empty and is by default";
    }
}

TEST(settings, what_nobody_reads_is_no_reason_to_refuse) {
    for (auto const* text : {"enable_long_queue_ids = maybe", "in_flow_delay = q", "qmqpd_timeout = 0", "max_use = -1"}) {
        auto const got = make(text);
        ASSERT_EQ(got.problems.size(), 1u) << text;
        EXPECT_EQ(got.problems[0].severity, severity::warning) << text;
        EXPECT_EQ(got.problems[0].line, 1) << text;
    }
}

TEST(settings, knows_where_a_value_was_set) {
    auto const got = make("# c\nbiff = no\n").values;
    EXPECT_EQ(got.place("biff").file, "main.cf");
    EXPECT_EQ(got.place("biff").line, 2);
    EXPECT_EQ(got.place("relayhost").line, 0);
}

TEST(settings, computes_mynetworks_by_style) {
    EXPECT_EQ(make("").values.text("mynetworks"), "127.0.0.1/32 192.0.2.7/32 [::1]/128 [2001:db8::7]/128");
    EXPECT_EQ(make("mynetworks_style = subnet").values.text("mynetworks"),
              "127.0.0.0/8 192.0.2.0/24 [::1]/128 [2001:db8::]/64");
    EXPECT_EQ(make("mynetworks_style=class\ninet_protocols=ipv4").values.text("mynetworks"),
              "127.0.0.0/8 192.0.2.0/24");
    EXPECT_EQ(make("inet_interfaces = loopback-only").values.text("mynetworks"), "127.0.0.1/32 [::1]/128");
    EXPECT_EQ(make("mynetworks = 10.0.0.0/8").values.text("mynetworks"), "10.0.0.0/8");
}

TEST(settings, completes_the_host_name) {
    machine const bare{"mail", {}};
    EXPECT_EQ(make("", bare).values.text("myhostname"), "mail.localdomain");
    EXPECT_EQ(make("", bare).values.text("mydomain"), "localdomain");
    EXPECT_EQ(make("mydomain = example.org", bare).values.text("myhostname"), "mail.example.org");
    EXPECT_EQ(make("myhostname = a.b.c").values.text("mydomain"), "b.c");
    EXPECT_EQ(make("myhostname = solo").values.text("mydomain"), "localdomain");
}

TEST(settings, a_loop_of_host_and_domain_is_an_error) {
    auto const got = make("mydomain = $myhostname\nmyhostname = x.$mydomain");
    EXPECT_TRUE(has_errors(got.problems));
}

TEST(settings, reads_myorigin_from_a_file) {
    temp_dir const dir;
    auto const file = dir.write("mailname", "  example.net \nrest\n");
    EXPECT_EQ(make("myorigin = " + file).values.text("myorigin"), "example.net");
    EXPECT_TRUE(has_errors(make("myorigin = /nonexistent/mailname").problems));
    ASSERT_EQ(::mkfifo(dir.path("fifo").c_str(), 0600), 0);
    EXPECT_TRUE(has_errors(make("myorigin = " + dir.path("fifo")).problems)) << "a FIFO is not waited for";
}

TEST(settings, user_names_and_unknown_names) {
    auto const got = make("mine = $myhostname!\nsmtpd_client_restrictions = $mine, $typo");
    EXPECT_EQ(got.values.text("mine"), "mail.example.com!");
    EXPECT_EQ(got.values.list("smtpd_client_restrictions"), std::vector<std::string>{"mail.example.com!"});
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].message(), "main.cf:2: undefined parameter: typo");
    EXPECT_THROW((void)got.values.text("no_such_name"), std::logic_error);
    EXPECT_THROW((void)got.values.number("myhostname"), std::logic_error);
    EXPECT_TRUE(got.values.is_set("mine"));
    EXPECT_FALSE(got.values.is_set("myhostname"));
}

struct refused {
    char const* text;
    char const* message;
};
class bad_value : public testing::TestWithParam<refused> {};

TEST_P(bad_value, names_line_and_keeps_the_default) {
    auto const got = make(std::string("# first\n") + GetParam().text);
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.problems[0].message(), std::string("main.cf:2: ") + GetParam().message);
    EXPECT_TRUE(has_errors(got.problems));
    EXPECT_EQ(got.values.duration("smtpd_error_sleep_time"), 1s);
    EXPECT_EQ(got.values.number("smtpd_recipient_limit"), 1000);
}
INSTANTIATE_TEST_SUITE_P(
    all, bad_value,
    testing::Values(refused{"smtpd_error_sleep_time = 5x", "bad time value: smtpd_error_sleep_time = 5x"},
                    refused{"smtpd_error_sleep_time =", "bad time value: smtpd_error_sleep_time = (empty)"},
                    refused{"smtpd_error_sleep_time = -5s", "bad time value: smtpd_error_sleep_time = -5s"},
                    refused{"smtpd_error_sleep_time = 9999999999s",
                            "bad time value: smtpd_error_sleep_time = 9999999999s"},
                    refused{"smtpd_recipient_limit = many", "bad numerical value: smtpd_recipient_limit = many"},
                    refused{"smtpd_recipient_limit = -1", "bad numerical value: smtpd_recipient_limit = -1"},
                    refused{"smtpd_recipient_limit = 0", "bad numerical value: smtpd_recipient_limit = 0 (at least 1)"},
                    refused{"smtpd_recipient_limit = 4294967297", "bad numerical value: smtpd_recipient_limit = 4294967297"},
                    refused{"message_size_limit = 9223372036854775808",
                            "bad numerical value: message_size_limit = 9223372036854775808"},
                    refused{"message_size_limit = 10k", "bad numerical value: message_size_limit = 10k"},
                    refused{"line_length_limit = 511", "bad numerical value: line_length_limit = 511 (at least 512 bytes)"},
                    refused{"maximal_queue_lifetime = 101d",
                            "bad time value: maximal_queue_lifetime = 101d (at most 8640000 seconds)"},
                    refused{"queue_run_delay = 0", "bad time value: queue_run_delay = 0 (at least 1 seconds)"},
                    refused{"mail_owner =", "bad text value: mail_owner = (empty) (it must not be empty)"},
                    refused{"smtpd_helo_required = maybe", "bad boolean value: smtpd_helo_required = maybe"},
                    refused{"smtpd_helo_required =", "bad boolean value: smtpd_helo_required = (empty)"},
                    refused{"log_format = xml", "bad word value: log_format = xml (one of: text json)"},
                    refused{"relayhost = ${x", "relayhost = ${x: truncated macro reference: \"${x\""}));

TEST(settings, time_units) {
    EXPECT_EQ(make("maximal_queue_lifetime = 2").values.duration("maximal_queue_lifetime"), 48h);
    EXPECT_EQ(make("maximal_queue_lifetime = 90m").values.duration("maximal_queue_lifetime"), 90min);
    EXPECT_EQ(make("delay_warning_time = 4").values.duration("delay_warning_time"), 4h);
    EXPECT_EQ(make("queue_run_delay = 1W").values.duration("queue_run_delay"), 24h * 7);
}

TEST(settings, overrides_reach_what_follows_from_them) {
    auto const base = make("smtpd_tls_cert_file = /a.pem").values;
    auto const over = base.with({{"smtpd_tls_cert_file", "/b.pem"}, {"smtpd_timeout", "7"}, {"smtpd_client_restrictions", ""}});
    EXPECT_EQ(over.text("imapd_tls_cert_file"), "/b.pem");
    EXPECT_EQ(over.duration("smtpd_timeout"), 7s);
    EXPECT_EQ(over.text("smtpd_client_restrictions"), "");
    EXPECT_TRUE(over.is_set("smtpd_client_restrictions"));
    EXPECT_EQ(base.text("imapd_tls_cert_file"), "/a.pem");
    EXPECT_EQ(base.with({{"myhostname", "x.y.z"}}).text("mydomain"), "y.z");
}

TEST(settings, a_bad_override_leaves_the_value) {
    std::vector<problem> problems;
    auto const base = make("smtpd_recipient_limit = 7").values;
    auto const over = base.with({{"smtpd_recipient_limit", "x"}}, &problems);
    EXPECT_EQ(over.number("smtpd_recipient_limit"), 7);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].text, "bad numerical value: smtpd_recipient_limit = x");
}

TEST(settings, keeps_values_that_belong_to_delivery) {
    EXPECT_EQ(make("mailbox_command = /bin/x $USER ${EXTENSION}").values.text("mailbox_command"),
              "/bin/x $USER ${EXTENSION}");
}

TEST(settings, refuses_what_cannot_be_an_address_a_place_or_a_level) {
    struct row {
        char const *text, *told;
    };
    constexpr row rows[] = {
        {"inet_interfaces = 1.2.3.300", "bad text value: inet_interfaces = 1.2.3.300 (no address: 1.2.3.300)"},
        {"inet_interfaces = 127.0.0.1, [::1", "bad text value: inet_interfaces = 127.0.0.1, [::1 (no address: [::1)"},
        {"inet_interfaces =", "bad text value: inet_interfaces = (empty) (it must not be empty)"},
        {"inet_protocols = ipv5", "bad text value: inet_protocols = ipv5 (ipv5 is none of all, ipv4, ipv6)"},
        {"inet_protocols =", "bad text value: inet_protocols = (empty) (it must not be empty)"},
        {"dns_resolver = x", "bad text value: dns_resolver = x (system, or ADDRESS@PORT)"},
        {"dns_resolver = 127.0.0.1@x", "bad text value: dns_resolver = 127.0.0.1@x (system, or ADDRESS@PORT)"},
        {"queue_directory = relative", "bad text value: queue_directory = relative (it must be a full path)"},
        {"data_directory = ./d", "bad text value: data_directory = ./d (it must be a full path)"},
        {"compatibility_level = x", "bad text value: compatibility_level = x (a level is a number such as 2 or 3.6)"},
        {"compatibility_level = 2.", "bad text value: compatibility_level = 2. (a level is a number such as 2 or 3.6)"},
    };
    for (auto const& [text, told] : rows) {
        auto const got = make(text).problems;
        ASSERT_EQ(got.size(), 1u) << text;
        EXPECT_EQ(got[0].text, told);
        EXPECT_EQ(got[0].line, 1);
        EXPECT_EQ(got[0].severity, severity::error);
    }
    for (auto const* text : {"inet_interfaces = $myhostname, localhost [::1] 192.0.2.1", "inet_interfaces = loopback-only", "inet_protocols = ipv4, IPv6",
                             "dns_resolver = ::1@53", "dns_resolver = 127.0.0.1", "compatibility_level = 3.6.1", "compatibility_level = 2"})
        EXPECT_TRUE(make(text).problems.empty()) << text;
}

TEST(split_list, keeps_groups) {
    EXPECT_EQ(split_list(" a,b\tc,, inline:{x = y, z = 1} {d, e}"),
              (std::vector<std::string>{"a", "b", "c", "inline:{x = y, z = 1}", "{d, e}"}));
    EXPECT_EQ(split_list("{ a b"), std::vector<std::string>{"{ a b"});
    EXPECT_EQ(split_list("a}b c"), (std::vector<std::string>{"a}b", "c"}));
}

TEST(load, finds_problems_of_both_files) {
    temp_dir const dir;
    dir.write("main.cf", "myhostname = a.example.com\nused = 1\nmasquerade_class = x\nmy_class = permit\n"
                         "smtpd_restriction_classes = my_class\nsmtp_time_limit = 5s\nqueue_run_delay = $used\n");
    dir.write("master.cf", "25 inet n - n - - smtpd\n  -o smtpd_timeout=x\n26 inet n - n - - nonsense\n"
                           "smtp unix - - n - - smtp\n");
    auto const got = load(dir.path() + "/");
    EXPECT_FALSE(got.usable());
    std::vector<std::string> told;
    for (auto const& one : got.problems) told.push_back(one.message());
    EXPECT_EQ(told, (std::vector<std::string>{dir.path("master.cf") + ":1: bad time value: smtpd_timeout = x",
                                              dir.path("main.cf") + ":3: unused parameter: masquerade_class=x",
                                              dir.path("master.cf") +
                                                  ":3: unknown command \"nonsense\": the service is not started"}));
}

TEST(load, starts_with_warnings_only) {
    temp_dir const dir;
    dir.write("main.cf", "reject_unknown_recipient_domain = yes\n");
    auto const got = load(dir.path());
    EXPECT_TRUE(got.usable());
    EXPECT_EQ(got.problems.size(), 1u);
    EXPECT_EQ(got.values->text("config_directory"), dir.path());
    EXPECT_EQ(got.services.file, "built-in master.cf");
    EXPECT_TRUE(got.values_for(*got.services.find("submissions", service_type::inet)).yes("smtpd_tls_wrappermode"));
}

TEST(load, a_syntax_error_leaves_no_values) {
    temp_dir const dir;
    dir.write("main.cf", "oops\n");
    EXPECT_FALSE(load(dir.path()).values);
    EXPECT_FALSE(load("/nonexistent").usable());
}

TEST(settings, stays_out_of_the_way_of_postfix) {
    auto const values = make("", host, "/etc/postfix").values;
    EXPECT_EQ(values.text("queue_directory"), "/var/spool/postfix-mailstead");
    EXPECT_EQ(values.text("data_directory"), "/var/lib/postfix-mailstead");
    EXPECT_EQ(make("queue_directory = /q", host, "/etc/postfix").values.text("queue_directory"), "/q");
}

}  // namespace
}  // namespace mailstead::conf
