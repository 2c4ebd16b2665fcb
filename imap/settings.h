// What an administrator may decide about IMAP sessions. The defaults are those of the parameter table.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/wire.h"
#include "store/shared.h"

namespace mailstead::imap {

// When a password may travel in clear: imapd_tls_auth_only = no, yes, remote.
enum class clear_passwords { allowed, under_tls, under_tls_or_loopback };

// A mailbox that clients shall use for something, RFC 6154 §2: imapd_special_use.
struct special_use {
    std::string mailbox;      // UTF-8, as LIST names it
    std::string attribute;    // "\\Sent"
};

// What a mechanism must not, or must, be: imapd_sasl_security_options.
struct security_options {
    bool no_plaintext = false;
    bool no_active = false;
    bool no_dictionary = false;
    bool no_anonymous = true;
    bool forward_secrecy = false;
    bool mutual_auth = false;
};

struct settings {
    std::string greeting = "Mailstead ready.";                          // after the capabilities
    std::string product = "Mailstead";                                  // ID's name
    std::string service = "imap";                                       // SASL's name of it, RFC 3501 §6.2.2
    bool auth_enable = true;
    imap::clear_passwords clear_passwords = imap::clear_passwords::under_tls_or_loopback;
    bool offer_tls = true;                                              // imapd_tls_security_level is not none
    bool require_tls = false;                                           // it is encrypt
    security_options in_clear;
    security_options under_tls;
    std::vector<std::string> mechanism_filter{"!external", "static:rest"};
    std::vector<std::string> external_identity{"rfc822Name", "commonName"};    // names of a client's certificate
    std::chrono::seconds login_timeout{180};                            // from the greeting to the login
    std::chrono::seconds timeout{1800};                                 // RFC 3501 §5.4: no less than 30 minutes
    std::chrono::seconds write_timeout{300};
    std::chrono::seconds starttls_timeout{300};
    std::chrono::milliseconds idle_notify_interval{120'000};            // "* OK Still here"; zero: never
    std::chrono::milliseconds auth_failure_delay{2'000};
    std::chrono::milliseconds error_sleep{1'000};                       // behind the answer, from soft_error_limit errors on
    std::size_t soft_error_limit = 10;
    std::size_t hard_error_limit = 20;                                  // bad commands before the server hangs up
    std::size_t login_error_limit = 3;                                  // failed logins before the server hangs up
    std::size_t line_limit = 64 * 1024;                                 // one command without its literals
    std::size_t literal_limit = 64 * 1024;                              // all literals of one command, APPEND's text apart
    std::size_t clear_limit = 16 * 1024;                                // both of these, before login
    std::uint64_t message_limit = 0;                                    // APPEND; 0: no limit
    std::uint32_t messages_at_once = 0;                                 // MESSAGELIMIT, RFC 9738; 0: no limit
    std::uint32_t saves_at_once = 0;                                    // SAVELIMIT; counts only without the other
    std::chrono::milliseconds progress_interval{10'000};                // INPROGRESS, RFC 9585; zero: never
    bool offer_unauthenticate = true;                                   // RFC 8437
    bool literal_minus = false;                                         // LITERAL- instead of LITERAL+ (RFC 7888 §5)
    bool mailbox_metadata = true;                                       // METADATA; else METADATA-SERVER
    std::size_t metadata_value_limit = 32 * 1024;                       // octets of one annotation
    std::size_t metadata_limit = 100;                                   // annotations of one mailbox, or of the server, of each user
    std::string admin_contact;                                          // /shared/admin; empty: none
    std::vector<std::string> administrators;                            // may set quotas and the server's shared annotations
    bool acl = true;                                                    // ACL; else nobody shares anything
    store::sharing_names sharing;
    std::vector<special_use> special_uses;                              // of one use, the first mailbox that is there counts
};

// Whether these options and the filter let a mechanism be offered. Of the filter's items ("NAME", "!NAME",
// "static:anything" for all that is left) the first that speaks of it decides; none: no.
bool permits(security_options const& options, std::vector<std::string> const& filter, auth::mechanism const& what) noexcept;

}  // namespace mailstead::imap
