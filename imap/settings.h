// What an administrator may decide about IMAP sessions. The defaults are those of the parameter table.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mailstead::imap {

// When a password may travel in clear: imapd_tls_auth_only = no, yes, remote.
enum class clear_passwords { allowed, under_tls, under_tls_or_loopback };

struct settings {
    std::string greeting = "Mailstead ready.";
    std::string product = "Mailstead";                                  // ID's name
    imap::clear_passwords clear_passwords = imap::clear_passwords::under_tls_or_loopback;
    bool require_tls = false;                                           // imapd_tls_security_level = encrypt
    std::chrono::seconds login_timeout{180};                            // from the greeting to the login
    std::chrono::seconds timeout{1800};                                 // RFC 3501 §5.4: no less than 30 minutes
    std::chrono::seconds write_timeout{300};
    std::chrono::milliseconds idle_notify_interval{120'000};            // "* OK Still here"; zero: never
    std::chrono::milliseconds auth_failure_delay{2'000};
    std::size_t hard_error_limit = 20;                                  // bad commands before the server hangs up
    std::size_t login_error_limit = 3;                                  // failed logins before the server hangs up
    std::size_t line_limit = 64 * 1024;                                 // one command without its literals
    std::size_t literal_limit = 64 * 1024;                              // all literals of one command, APPEND's text apart
    std::size_t clear_limit = 8 * 1024;                                 // both of these, before login
    std::uint64_t message_limit = 0;                                    // APPEND; 0: no limit
};

}  // namespace mailstead::imap
