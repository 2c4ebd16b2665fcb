// smtp_* parameters as the SMTP client sees them, and whose options count for which transport.
#include "server/settings_smtp_client.h"

#include <gtest/gtest.h>

#include "mta/notice/transcript.h"
#include "server/certificates.h"
#include "server/tls_files.h"

namespace mailstead::server {
namespace {

namespace smtp_client = mta::smtp_client;
using std::chrono::seconds;

std::shared_ptr<smtp_client::settings const> made(conf::settings::pairs const& values, std::vector<std::string>* told = nullptr) {
    conf::settings const usual;
    auto const report = [told](conf::problem const& problem) {
        if (told) told->push_back(problem.message());
    };
    return smtp_client_settings(usual.with(values), "smtp", {}, report);
}

TEST(settings_smtp_client, defaults_are_postfix_s) {
    auto const got = made({});
    EXPECT_EQ(got->hosts.port, 25);
    EXPECT_TRUE(got->hosts.asks_dns && got->hosts.by_dns && !got->hosts.by_system);
    EXPECT_EQ(got->hosts.address_limit, 5u);
    EXPECT_EQ(got->session_limit, 2u);
    EXPECT_EQ(got->patience.connect, seconds(30));
    EXPECT_EQ(got->patience.data_done, seconds(600));
    EXPECT_EQ(got->line_limit, 998u);
    EXPECT_EQ(got->tls.level, smtp_client::tls_level::none);
    EXPECT_EQ(got->tls.secure_match, (std::vector<std::string>{"nexthop", "dot-nexthop"}));
    EXPECT_TRUE(got->tls.sts);
    EXPECT_FALSE(got->login.enabled);
    EXPECT_TRUE(got->login.in_clear.no_plaintext && got->login.in_clear.no_anonymous);
    EXPECT_FALSE(got->text);
    EXPECT_TRUE(got->fallback_relays.empty());
}

TEST(settings_smtp_client, values_arrive) {
    auto const got = made({{"smtp_tcp_port", "2525"}, {"smtp_address_preference", "ipv6"}, {"inet_protocols", "ipv4"},
                           {"smtp_fallback_relay", "[a.test], b.test:26"}, {"smtp_helo_name", "h.test"}, {"smtp_tls_security_level", "verify"},
                           {"smtp_tls_verify_cert_match", "hostname:nexthop"}, {"smtp_sasl_security_options", "noanonymous"},
                           {"smtp_discard_ehlo_keywords", "dsn, silent-discard"}, {"smtp_generic_maps", "inline:{a=b}"},
                           {"smtp_bind_address", "[192.0.2.1]"}, {"smtp_connect_timeout", "7s"}});
    EXPECT_EQ(got->hosts.port, 2525);
    EXPECT_EQ(got->hosts.first, smtp_client::family::ipv6);
    EXPECT_TRUE(got->hosts.ipv4 && !got->hosts.ipv6);
    EXPECT_EQ(got->fallback_relays, (std::vector<std::string>{"[a.test]", "b.test:26"}));
    EXPECT_EQ(got->helo_name, "h.test");
    EXPECT_EQ(got->tls.level, smtp_client::tls_level::verify);
    EXPECT_EQ(got->tls.verify_match, (std::vector<std::string>{"hostname", "nexthop"}));
    EXPECT_FALSE(got->login.in_clear.no_plaintext);
    EXPECT_EQ(got->discarded_keywords, (std::vector<std::string>{"dsn"}));
    EXPECT_EQ(got->bind_v4, "192.0.2.1");
    EXPECT_EQ(got->patience.connect, seconds(7));
    ASSERT_TRUE(got->text);
    EXPECT_FALSE(got->text->tables.canonical.maps.empty());
    EXPECT_TRUE(got->text->drop_headers.empty());
    EXPECT_FALSE(got->text->checks.any());
}

TEST(settings_smtp_client, old_names_of_tls_levels_count) {
    using level = smtp_client::tls_level;
    EXPECT_EQ(made({{"smtp_use_tls", "yes"}})->tls.level, level::may);
    EXPECT_EQ(made({{"smtp_enforce_tls", "yes"}})->tls.level, level::verify);
    EXPECT_EQ(made({{"smtp_enforce_tls", "yes"}, {"smtp_tls_enforce_peername", "no"}})->tls.level, level::encrypt);
}

TEST(settings_smtp_client, what_is_wrong_is_told_and_nothing_is_weakened) {
    std::vector<std::string> told;
    auto const got = made({{"smtp_tls_security_level", "dane-only"}, {"smtp_host_lookup", "dns, pigeon"}, {"smtp_bind_address", "nonsense"},
                           {"smtp_sasl_security_options", "noplaintext, nonsense"}, {"smtp_tcp_port", "nosuchport"}}, &told);
    EXPECT_EQ(told.size(), 5u);
    EXPECT_FALSE(got->tls.unusable.empty()) << "no mail goes out in clear instead";
    EXPECT_TRUE(got->login.in_clear.no_plaintext);
    EXPECT_EQ(got->hosts.port, 25);
    told.clear();
    auto const dane = made({{"smtp_tls_security_level", "dane"}, {"smtp_dns_support_level", "dnssec"}}, &told);
    EXPECT_EQ(dane->tls.level, smtp_client::tls_level::dane);
    EXPECT_TRUE(dane->tls.unusable.empty());
    EXPECT_EQ(told.size(), 1u) << "no trust anchor";
    told.clear();
    made({{"smtp_tls_security_level", "dane"}, {"smtp_dns_support_level", "dnssec"}, {"dns_trust_anchor_file", "/usr/share/dns/root.key"}}, &told);
    EXPECT_EQ(told.size(), 0u);
}

TEST(settings_smtp_client, without_dns_the_system_is_asked) {
    auto const got = made({{"disable_dns_lookups", "yes"}});
    EXPECT_FALSE(got->hosts.asks_dns || got->hosts.by_dns);
    EXPECT_TRUE(got->hosts.by_system);
}

TEST(settings_smtp_client, each_transport_has_the_options_of_its_line) {
    conf::configuration files;
    files.values = conf::settings().with({{"smtp_helo_name", "main.test"}, {"smtp_fallback_relay", "[f.test]"}});
    files.services = conf::parse_master_cf("smtp unix - - n - - smtp\nrelay unix - - n - - smtp -o smtp_fallback_relay=\n"
                                           "slow unix - - n - - smtp -o smtp_helo_name=slow.test\nother unix - - n - - lmtp -o smtp_helo_name=x\n", "master.cf");
    smtp_transports const all(files);
    EXPECT_EQ(all.of("smtp")->helo_name, "main.test");
    EXPECT_EQ(all.of("smtp")->fallback_relays.size(), 1u);
    EXPECT_TRUE(all.of("relay")->fallback_relays.empty());
    EXPECT_EQ(all.of("relay")->transport, "relay");
    EXPECT_EQ(all.of("slow")->helo_name, "slow.test");
    EXPECT_EQ(all.of("nosuch"), all.of("smtp"));
}

std::shared_ptr<smtp_client::settings const> lmtp(conf::settings::pairs const& values, std::vector<std::string>* told = nullptr) {
    conf::settings const usual;
    auto const report = [told](conf::problem const& problem) {
        if (told) told->push_back(problem.message());
    };
    return smtp_client_settings(usual.with(values), "lmtp", {}, report, smtp_client::dialect::lmtp);
}

TEST(settings_smtp_client, lmtp_has_its_own_defaults) {
    auto const got = lmtp({{"smtp_helo_name", "smtp.test"}, {"smtp_tcp_port", "2525"}, {"smtp_tls_security_level", "encrypt"}, {"relayhost", "[r.test]"}});
    EXPECT_TRUE(got->is_lmtp());
    EXPECT_EQ(got->hosts.port, 24);
    EXPECT_FALSE(got->hosts.asks_dns);
    EXPECT_TRUE(got->hosts.by_dns && got->hosts.own_addresses.empty() && got->relayhost.empty());
    EXPECT_EQ(got->helo_name, got->hostname);
    EXPECT_EQ(got->tls.level, smtp_client::tls_level::none);
    EXPECT_EQ(got->tls.secure_match, (std::vector<std::string>{"nexthop"}));
    EXPECT_FALSE(got->tls.sts || got->tls.reports || got->assumes_final);
    EXPECT_EQ(got->patience.connect, seconds(0));
    EXPECT_EQ(got->parameter("generic_maps"), "lmtp_generic_maps");
    EXPECT_FALSE(made({})->is_lmtp());
}

TEST(settings_smtp_client, lmtp_values_arrive) {
    std::vector<std::string> told;
    auto const got = lmtp({{"lmtp_tcp_port", "2424"}, {"lmtp_lhlo_name", "l.test"}, {"lmtp_lhlo_timeout", "7s"}, {"lmtp_discard_lhlo_keywords", "dsn"},
                           {"lmtp_generic_maps", "inline:{a=b}"}, {"lmtp_tls_security_level", "$smtp_tls_security_level"}, {"smtp_tls_security_level", "encrypt"},
                           {"lmtp_data_done_timeout", "9s"}, {"lmtp_assume_final", "yes"}, {"lmtp_address_preference", "ipv4"}, {"lmtp_host_lookup", "native"},
                           {"lmtp_line_length_limit", "100"}, {"lmtp_sasl_auth_enable", "yes"}, {"lmtp_reply_filter", "inline:{x=y}"},
                           {"lmtp_discard_lhlo_keyword_address_maps", "inline:{192.0.2.1=size}"}, {"lmtp_bind_address", "nonsense"}, {"smtp_sasl_auth_enable", "no"},
                           {"lmtp_header_checks", "inline:{x=y}"}}, &told);
    EXPECT_EQ(got->hosts.port, 2424);
    EXPECT_EQ(got->helo_name, "l.test");
    EXPECT_EQ(got->patience.helo, seconds(7));
    EXPECT_EQ(got->patience.data_done, seconds(9));
    EXPECT_EQ(got->discarded_keywords, (std::vector<std::string>{"dsn"}));
    EXPECT_FALSE(got->discarded_keywords_by_address.empty() || got->reply_filter.empty());
    ASSERT_TRUE(got->text);
    EXPECT_FALSE(got->text->tables.canonical.maps.empty());
    EXPECT_TRUE(got->text->checks.any());
    EXPECT_EQ(got->tls.level, smtp_client::tls_level::encrypt) << "what it refers to is smtp's own";
    EXPECT_TRUE(got->assumes_final && got->login.enabled);
    EXPECT_EQ(got->hosts.first, smtp_client::family::ipv4);
    EXPECT_TRUE(got->hosts.by_system && !got->hosts.by_dns);
    EXPECT_EQ(got->line_limit, 100u);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told[0].find("lmtp_bind_address"), std::string::npos) << told[0];
}

// smtp_tls_chain_files: keys with their certificates behind them, instead of the other files.
TEST(settings_smtp_client, own_certificates) {
    std::string const key = "-----BEGIN PRIVATE KEY-----\nk\n-----END PRIVATE KEY-----\n", leaf = "-----BEGIN CERTIFICATE-----\nc\n-----END CERTIFICATE-----\n";
    secrets const read{{"/chain", key + leaf + leaf}, {"/cert", leaf}, {"/key", key}, {"/ec", leaf + key}};
    conf::settings const usual;
    auto const usual_files = identities_of("smtp", usual.with({{"smtp_tls_cert_file", "/cert"}, {"smtp_tls_key_file", "/key"}, {"smtp_tls_eccert_file", "/ec"}}), read);
    ASSERT_EQ(usual_files.size(), 2u) << "one of each kind";
    EXPECT_EQ(usual_files[0].second, key);
    auto const chains = usual.with({{"smtp_tls_chain_files", "/chain /chain"}, {"smtp_tls_cert_file", "/cert"}, {"smtp_tls_key_file", "/key"}});
    auto const all = identities_of("smtp", chains, read);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].first, leaf + leaf);
    EXPECT_EQ(all[1].second, key);
    auto const files_of = [&](conf::settings::pairs const& changes) {
        std::vector<std::string> out;
        for (auto const& source : identity_sources("lmtp", usual.with(changes))) out.insert(out.end(), source.files.begin(), source.files.end());
        return out;
    };
    EXPECT_EQ(files_of({{"lmtp_tls_chain_files", "/chain"}, {"lmtp_tls_dcert_file", "/d"}}), std::vector<std::string>{"/chain"});
    EXPECT_EQ(files_of({{"lmtp_tls_dcert_file", "/d"}, {"lmtp_tls_dkey_file", "/dk"}}), (std::vector<std::string>{"/d", "/dk"}));
}

TEST(settings_smtp_client, notices) {
    EXPECT_EQ(made({})->notify, mta::notice::trouble::none);
    EXPECT_EQ(made({{"notify_classes", "policy, protocol"}})->notify, mta::notice::trouble::protocol);
    EXPECT_EQ(made({{"myhostname", "our.test"}})->notices_from, "double-bounce@our.test");
}

TEST(settings_smtp_client, lmtp_transports) {
    conf::configuration files;
    files.values = conf::settings().with({{"lmtp_lhlo_name", "main.test"}});
    files.services = conf::parse_master_cf("smtp unix - - n - - smtp\nother unix - - n - - lmtp -o lmtp_lhlo_name=other.test\n", "master.cf");
    smtp_transports const all(files);
    EXPECT_TRUE(all.of("lmtp")->is_lmtp()) << "also where master.cf has no such line";
    EXPECT_EQ(all.of("lmtp")->helo_name, "main.test");
    EXPECT_TRUE(all.of("other")->is_lmtp());
    EXPECT_EQ(all.of("other")->helo_name, "other.test");
    EXPECT_FALSE(all.of("smtp")->is_lmtp());
    files.services = conf::parse_master_cf("lmtp unix - - n - - lmtp -o lmtp_lhlo_name=own.test\n", "master.cf");
    EXPECT_EQ(smtp_transports(files).of("lmtp")->helo_name, "own.test");
}

}  // namespace
}  // namespace mailstead::server
