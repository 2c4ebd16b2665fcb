// What an administrator decides about the LMTP server, and what its sessions work with.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "auth/wire.h"
#include "base/clock.h"
#include "lmtp/client_rules.h"
#include "lmtp/users.h"
#include "mda/deliver.h"
#include "mda/id_source.h"
#include "net/authenticator.h"
#include "net/session_set.h"
#include "net/stream.h"
#include "store/deposit.h"

namespace mailstead::lmtp {

enum class tls_level : std::uint8_t { none, may, encrypt };
// When a clear-text password may cross a connection without TLS. remote: from loopback addresses only.
enum class tls_auth_only : std::uint8_t { no, yes, remote };
enum class client_rule : std::uint8_t { permit_mynetworks, permit_sasl_authenticated, permit, reject };

// smtpd_sasl_security_options' words.
struct mechanism_rules {
    bool no_plaintext = false;
    bool no_anonymous = true;
    bool no_dictionary = false;
    bool no_active = false;
    bool forward_secrecy = false;
    bool mutual_auth = false;
};
bool is_admitted(auth::mechanism const& what, mechanism_rules const& rules) noexcept;
// smtpd_sasl_mechanism_filter's meaning, for lists of names ("!name": not this one) and "static:anything".
bool passes_filter(std::string_view mechanism, std::vector<std::string> const& filter) noexcept;

struct server_settings {
    std::string hostname = "localhost";
    std::string banner = "localhost LMTP Mailstead";    // after 220
    std::uint64_t size_limit = 10240000;                // of clients that are not our queue; 0: none
    std::size_t line_limit = 2048;
    std::size_t recipient_limit = 1000;
    std::size_t depth = 64;                             // transactions being delivered at once on one connection
    std::uint64_t depth_bytes = 32 * 1024 * 1024;       // and their texts; beyond either, reading waits
    unsigned soft_error_limit = 10;
    unsigned hard_error_limit = 20;
    unsigned junk_command_limit = 100;                  // NOOP, RSET and VRFY between messages; each further one is an error
    std::chrono::milliseconds error_sleep{1000};
    std::chrono::seconds timeout{300};
    std::chrono::seconds starttls_timeout{300};
    tls_level tls = tls_level::may;
    bool tls_wrapper = false;
    bool authentication = false;
    lmtp::tls_auth_only tls_auth_only = lmtp::tls_auth_only::remote;
    std::string service = "lmtp";                       // SASL's name of it
    mechanism_rules clear_rules;                        // without TLS
    mechanism_rules tls_rules;
    std::vector<std::string> mechanism_filter;          // names, !names, static:...; the first that fits decides; empty: all
    std::vector<std::string> external_identity{"rfc822Name", "commonName"};    // names of a client's certificate
    std::vector<client_rule> clients{client_rule::permit_mynetworks, client_rule::permit_sasl_authenticated,
                                     client_rule::reject};    // TCP only; the end of the list permits, as in Postfix
    std::vector<uid_t> trusted_uids;                    // peers of a Unix socket that are our own queue: XMAILSTEAD
    mda::settings delivery;
};

// Everything a session uses; all of it outlives the session.
struct services {
    server_settings settings;
    store::depositor& mailboxes;
    users& accounts;
    mda::id_source& ids;
    net::session_set& fibres;                                // of the session's thread
    net::authenticator* authenticator = nullptr;             // null: AUTH is not offered
    std::shared_ptr<net::tls_context const> tls;             // null: STARTTLS is not offered
    // True when a TCP client belongs to mynetworks; must not block. An error refuses for now. Empty: nobody does.
    std::function<net::result<bool>(net::endpoint const&)> in_mynetworks;
    base::clock const& clock = base::system_clock();
    mda::effects* effects = nullptr;                         // null: no plan has anything but mailboxes
    client_rules* rules = nullptr;                           // decide instead of settings.clients; null: those decide
};

}  // namespace mailstead::lmtp
