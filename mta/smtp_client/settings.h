// What the administrator decides about deliveries by one transport (smtp, relay, lmtp, ...): main.cf's smtp_* or lmtp_*
// parameters with the options of its line in master.cf on top.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "auth/sasl_client.h"
#include "conf/lookup.h"
#include "mta/cleanup/rules.h"
#include "mta/smtp_client/tls_policy.h"

namespace mailstead::mta::smtp_client {

using std::chrono::seconds;

struct timeouts {
    seconds connect{30}, helo{300}, xforward{300}, mail{300}, rcpt{300}, data_init{120}, data_xfer{180}, data_done{600},
        rset{20}, quit{300}, starttls{300};
};

// lmtp: LHLO, and after the text a reply for each recipient (RFC 2033). Parameters are named lmtp_ where texts below say smtp_.
enum class dialect : std::uint8_t { smtp, lmtp };

enum class family : std::uint8_t { any, ipv4, ipv6 };

// How a next hop becomes hosts.
struct host_rules {
    std::uint16_t port = 25;                 // smtp_tcp_port
    bool asks_dns = true;                    // not disable_dns_lookups: MX records count
    bool by_dns = true, by_system = false;   // smtp_host_lookup
    bool ignore_mx_failure = false;          // ignore_mx_lookup_error
    bool defer_without_address = false;      // smtp_defer_if_no_mx_address_found
    bool randomize = true;                   // smtp_randomize_addresses
    bool balance = true;                     // smtp_balance_inet_protocols
    bool ipv4 = true, ipv6 = true;           // inet_protocols
    family first = family::any;              // smtp_address_preference
    std::size_t address_limit = 5;           // smtp_mx_address_limit; 0: none
    std::vector<std::string> own_addresses;  // inet_interfaces, proxy_interfaces: mail that leads there loops
};

// Logging in to servers.
struct login_rules {
    bool enabled = false;                    // smtp_sasl_auth_enable
    bool by_sender = false;                  // smtp_sender_dependent_authentication
    bool defers = true;                      // smtp_sasl_auth_soft_bounce: a login that fails is no reason to give mail back
    conf::maps passwords;                    // smtp_sasl_password_maps: "user:password"
    conf::match_list mechanisms;             // smtp_sasl_mechanism_filter; empty: all
    bool says_auth = false;                  // smtp_send_dummy_mail_auth: AUTH=<> with MAIL
    auth::sasl_demands in_clear, under_tls, verified;
};

struct settings {
    std::string transport = "smtp";
    dialect speaks = dialect::smtp;
    std::string queue_directory;             // where a Unix socket without a leading slash lies
    std::uint8_t notify = 0;                 // notify_classes: what the postmaster wants to hear of (mta/notice/transcript.h)
    std::string notices_from;                // double_bounce_sender: of a session with such mail nobody is told
    bool assumes_final = false;              // lmtp_assume_final: who offers no DSN is the end of the mail's way
    std::string hostname = "localhost";      // myhostname
    std::string helo_name = "localhost";
    host_rules hosts;
    timeouts patience;
    std::size_t session_limit = 2;           // smtp_mx_session_limit; 0: none
    std::vector<std::string> fallback_relays;
    std::string relayhost;                   // what is wrong with it is our mistake: such mail is kept
    std::string bind_v4, bind_v6;
    bool bind_enforce = false;
    bool never_ehlo = false, always_ehlo = true;
    bool skip_5xx_greeting = true;
    bool skip_quit_response = true;
    bool quote_envelope = true;              // smtp_quote_rfc821_envelope
    bool send_xforward = false;
    bool converts_eight_bit = true;          // not disable_mime_output_conversion
    std::size_t line_limit = 998;            // smtp_line_length_limit; 0: none
    std::vector<std::string> discarded_keywords;
    conf::maps discarded_keywords_by_address;
    conf::maps reply_filter;                 // smtp_reply_filter
    conf::maps dns_filter;                   // smtp_dns_reply_filter
    // smtp_generic_maps in the place of the canonical maps, and the smtp_ tables of header_checks(5); null: the text goes out
    // as it lies in the queue.
    std::shared_ptr<cleanup::rules const> text;

    tls_rules tls;
    login_rules login;

    bool cache_on_demand = true;             // smtp_connection_cache_on_demand: kept while a destination has more mail
    conf::match_list cache_destinations;     // smtp_connection_cache_destinations: kept even without that
    seconds cache_time{2};                   // smtp_connection_cache_time_limit
    std::size_t reuse_count = 0;             // smtp_connection_reuse_count_limit; 0: none
    seconds reuse_time{300};                 // smtp_connection_reuse_time_limit

    bool is_lmtp() const noexcept { return speaks == dialect::lmtp; }
    // As log lines name it.
    std::string_view program() const noexcept { return is_lmtp() ? "lmtp" : "smtp"; }
    // "lmtp_generic_maps" for "generic_maps".
    std::string parameter(std::string_view suffix) const { return std::string(program()).append("_").append(suffix); }
};

}  // namespace mailstead::mta::smtp_client
