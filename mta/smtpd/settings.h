// What smtpd wants to know from main.cf and its master.cf line. server/settings_smtpd.cpp fills it in; tests take the
// defaults, which are Postfix's.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "conf/lookup.h"
#include "mta/smtpd/restrictions.h"
#include "mta/smtpd/rewrite_clients.h"

namespace mailstead::mta::smtpd {

enum class tls_level { none, may, encrypt };

// Properties that a SASL mechanism must not have (no...) or must have.
struct sasl_options {
    bool no_anonymous = true;
    bool no_plaintext = false;
    bool no_dictionary = false;
    bool no_active = false;
    bool forward_secrecy = false;
    bool mutual_auth = false;
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
    bool helo_required = false;
    bool disable_vrfy = false;
    bool smtputf8 = true;
    std::vector<std::string> discard_ehlo_keywords;
    std::size_t line_length_limit = 2048;
    std::chrono::seconds timeout{300};

    // TLS.
    smtpd::tls_level tls = tls_level::none;
    bool tls_wrapper = false;
    bool tls_auth_only = false;
    bool tls_received_header = false;
    unsigned tls_loglevel = 0;                // from 1 on every handshake is told
    std::chrono::seconds starttls_timeout{300};

    // AUTH.
    bool sasl = false;
    sasl_options sasl_clear;
    sasl_options sasl_tls;
    bool broken_sasl_clients = false;
    bool sasl_received_header = false;
    std::size_t sasl_response_limit = 12288;

    // Limits on clients.
    unsigned soft_error_limit = 10;
    unsigned hard_error_limit = 20;
    std::chrono::seconds error_sleep{1};
    unsigned junk_command_limit = 100;
    unsigned recipient_limit = 1000;
    unsigned recipient_overshoot_limit = 1000;

    // Who may send to whom. Empty lists permit.
    conf::match_list networks;                 // mynetworks
    restriction_list client_restrictions;
    restriction_list helo_restrictions;
    restriction_list sender_restrictions;
    restriction_list relay_restrictions;
    restriction_list recipient_restrictions;
    restriction_list data_restrictions;
    bool relay_before_recipient = true;
    bool reject_unlisted_recipient = true;
    int relay_reject_code = 554;
    int reject_code = 554;
    int defer_code = 450;

    // The message.
    std::uint64_t message_size_limit = 10240000;    // 0: none
    smtpd::rewrite_clients rewrite_clients;         // local_header_rewrite_clients; authenticated clients beside them
    bool maps_addresses = true;                     // receive_override_options without no_address_mappings
    bool checks_content = true;                     // ... without no_header_body_checks
};

}  // namespace mailstead::mta::smtpd
