// What smtpd wants to know from main.cf and its master.cf line. server/settings_smtpd.cpp fills it in; tests take the
// defaults, which are Postfix's.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conf/lookup.h"
#include "mta/smtpd/before_queue.h"
#include "mta/milter/service.h"
#include "mta/notice/transcript.h"
#include "mta/smtpd/restrictions.h"
#include "mta/smtpd/rewrite_clients.h"
#include "net/client_counts.h"

namespace mailstead::mta::smtpd {

using net::client_counts;
using net::client_limit_settings;

enum class tls_level { none, may, encrypt };

// What becomes of a client that ends lines in LF alone. That ends a line in any case, and never a message.
enum class bare_newline { pass, note, reject };

// Properties that a SASL mechanism must not have (no...) or must have.
struct sasl_options {
    bool no_anonymous = true;
    bool no_plaintext = false;
    bool no_dictionary = false;
    bool no_active = false;
    bool forward_secrecy = false;
    bool mutual_auth = false;
};

// Reply codes that main.cf may change.
struct reply_codes {
    int reject = 554, defer = 450, relay = 554;
    int map_reject = 554, map_defer = 450;             // access_map_reject_code, access_map_defer_code
    int invalid_hostname = 501, non_fqdn = 504, unknown_hostname = 450, unknown_client = 450, unknown_address = 450;
    int listed = 554;                                  // maps_rbl_reject_code
    int many_recipients = 550;                         // multi_recipient_bounce_reject_code
    int plaintext = 450;
};

// unverified_sender_*, unverified_recipient_*
struct unverified_address {
    int reject_code = 450, defer_code = 450;
    std::string reason;                                // instead of what the probe found; empty: that
    bool tempfail_permits = true;                      // ..._tempfail_action = defer_if_permit
};

// How an asker waits for a probe.
struct verification {
    unverified_address sender, recipient;
    unsigned poll_count = 3;
    std::chrono::seconds poll_delay{3};
};

struct settings {
    std::string service = "smtpd";            // the program name in log lines
    std::string myhostname = "localhost";
    std::string mydomain = "localdomain";
    std::string myorigin = "localhost";
    std::string mail_name = "Mailstead";
    std::string banner = "localhost ESMTP Mailstead";

    // Who talks to us and how.
    bool peername_lookup = true;
    bool behind_proxy = false;                // smtpd_upstream_proxy_protocol = haproxy
    std::chrono::seconds proxy_timeout{5};
    conf::match_list xclient_hosts;           // smtpd_authorized_xclient_hosts
    conf::match_list xforward_hosts;          // smtpd_authorized_xforward_hosts
    conf::match_list verp_clients;            // smtpd_authorized_verp_clients
    std::string verp_delimiters = "+=";       // default_verp_delimiters
    std::string verp_filter = "-=+";          // verp_delimiter_filter
    bool helo_required = false;
    bool delay_open = true;                   // smtpd_delay_open_until_valid_rcpt
    bool disable_vrfy = false;
    bool smtputf8 = true;
    std::vector<std::string> discard_ehlo_keywords;
    conf::maps discard_by_address;            // smtpd_discard_ehlo_keyword_address_maps
    conf::maps command_filter;                // smtpd_command_filter
    conf::maps dns_filter;                    // smtpd_dns_reply_filter
    bool min_user = false;                    // allow_min_user: local parts may begin with '-'
    bool numeric_domain = false;              // resolve_numeric_domain: user@192.0.2.1 is user@[192.0.2.1]
    bool strict_envelopes = false;            // strict_rfc821_envelopes: addresses in angle brackets
    bool strict_smtputf8 = false;
    bool forbids_early = false;               // smtpd_forbid_unauth_pipelining
    bool soft_bounce = false;
    std::string reject_footer;                // smtpd_reject_footer
    conf::maps reject_footer_maps;
    std::string expansion_filter =            // smtpd_expansion_filter, as bytes
        "\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    conf::match_list noop_commands;           // smtpd_noop_commands
    conf::match_list forbidden_commands;      // smtpd_forbidden_commands
    smtpd::bare_newline bare_newline = smtpd::bare_newline::pass;    // smtpd_forbid_bare_newline
    int bare_newline_code = 550;
    conf::match_list bare_newline_exclusions;
    bool tells_limits = false;                // smtpd_extensions: LIMITS (RFC 9422),
    bool takes_binary = false;                // BINARYMIME (RFC 3030),
    bool takes_priority = false;              // MT-PRIORITY (RFC 6710),
    bool takes_future_release = false;        // FUTURERELEASE (RFC 4865)
    bool takes_requiretls = false;            // REQUIRETLS (RFC 8689)
    bool takes_deliver_by = false;            // DELIVERBY (RFC 2852)
    std::chrono::seconds deliver_by_minimum{60};    // of mode R
    std::chrono::seconds future_release_limit{2592000};
    std::size_t line_length_limit = 2048;
    std::chrono::seconds timeout{300};
    bool request_deadline = false;            // the timeout holds for a whole command or message, and for the message
    unsigned min_data_rate = 500;             // grows with its bytes, so many a second

    // TLS.
    smtpd::tls_level tls = tls_level::none;
    bool tls_wrapper = false;
    bool tls_auth_only = false;
    bool tls_received_header = false;
    bool require_certificate = false;         // smtpd_tls_req_ccert, where TLS is mandatory: one that is trusted
    conf::maps relay_certificates;            // relay_clientcerts: fingerprints
    unsigned tls_loglevel = 0;                // from 1 on every handshake is told
    std::chrono::seconds starttls_timeout{300};

    // AUTH.
    bool sasl = false;
    conf::match_list sasl_exceptions;         // smtpd_sasl_exceptions_networks
    std::optional<conf::match_list> sasl_filter;    // smtpd_sasl_mechanism_filter; absent: all
    std::string sasl_service = "smtp";
    std::vector<std::string> external_identity{"rfc822Name", "commonName"};    // names of a client's certificate
    sasl_options sasl_clear;
    sasl_options sasl_tls;
    bool broken_sasl_clients = false;
    bool sasl_received_header = false;
    std::size_t sasl_response_limit = 12288;

    // What the postmaster is told of sessions.
    std::uint8_t notify = notice::trouble::none;    // notify_classes
    std::size_t history_limit = 100;          // smtpd_history_flush_threshold: lines, before a long session is told of

    // Limits on clients.
    unsigned soft_error_limit = 10;
    unsigned hard_error_limit = 20;
    std::chrono::seconds error_sleep{1};
    unsigned junk_command_limit = 100;
    unsigned recipient_limit = 1000;
    unsigned recipient_overshoot_limit = 1000;
    client_limit_settings client_limits;
    conf::match_list limit_exceptions;        // smtpd_client_event_limit_exceptions
    std::string place = "smtp";               // the service's name in master.cf: what is counted together
    bool stress = false;                      // these are the settings for more clients than there is room for

    // Who may send to whom. Empty lists permit.
    conf::match_list networks;                 // mynetworks
    bool delay_reject = true;
    restriction_list client_restrictions;
    restriction_list helo_restrictions;
    restriction_list sender_restrictions;
    restriction_list relay_restrictions;
    restriction_list recipient_restrictions;
    restriction_list data_restrictions;
    restriction_list end_of_data_restrictions;
    restriction_list etrn_restrictions;
    conf::match_list etrn_domains;             // fast_flush_domains: whose mail may be asked for
    std::shared_ptr<rule_book const> rules;    // what the lists refer to, and what access tables may name
    bool relay_before_recipient = true;
    bool reject_unlisted_recipient = true;
    bool reject_unlisted_sender = false;
    reply_codes codes;
    bool address_tempfail_permits = true;      // unknown_address_tempfail_action = defer_if_permit
    bool helo_tempfail_permits = true;         // unknown_helo_hostname_tempfail_action
    conf::search_rules access_rules, login_rules;
    conf::maps login_maps;                     // smtpd_sender_login_maps
    restriction_list old_block_lists;          // of maps_rbl_domains, for reject_maps_rbl
    bool untrusted_routing = false;            // allow_untrusted_routing
    conf::match_list logged_permissions;       // smtpd_log_access_permit_actions
    conf::maps list_reply_maps;                // rbl_reply_maps
    std::string list_reply;                    // default_rbl_reply
    policy_defaults policy;
    smtpd::verification verification;
    before_queue_settings before_queue;        // smtpd_proxy_filter

    // The message.
    std::uint64_t message_size_limit = 10240000;    // 0: none
    std::vector<std::string> own_addresses;         // of this machine: permit_inet_interfaces
    std::vector<std::string> proxy_addresses;       // under which it is reached: proxy_interfaces
    conf::match_list mx_backup_networks;            // permit_mx_backup_networks
    smtpd::rewrite_clients rewrite_clients;         // local_header_rewrite_clients; authenticated clients beside them
    bool maps_addresses = true;                     // receive_override_options without no_address_mappings
    bool checks_content = true;                     // ... without no_header_body_checks
    std::string content_filter;                     // "transport:nexthop" of new mail; empty: none
    std::shared_ptr<milter::setup const> milters;   // smtpd_milters; null: none, or no_milters
};

}  // namespace mailstead::mta::smtpd
