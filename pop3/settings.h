// What an administrator may decide about POP3 sessions. The defaults are those of the parameter table.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "auth/wire.h"

namespace mailstead::pop3 {

// What QUIT does to what was marked: pop3d_delete. Hidden messages stay in the mailbox for IMAP, under the keyword that
// Dovecot's pop3_deleted_flag usually names.
enum class deletion { expunge, hide };
inline constexpr char hidden_keyword[] = "$POP3Deleted";

// When a password may travel in clear: pop3d_tls_auth_only = no, yes, remote.
enum class clear_passwords { allowed, under_tls, under_tls_or_loopback };

// What a mechanism must not, or must, be: pop3d_sasl_security_options.
struct security_options {
    bool no_plaintext = false;
    bool no_active = false;
    bool no_dictionary = false;
    bool no_anonymous = true;
    bool forward_secrecy = false;
    bool mutual_auth = false;

    bool permit(mailstead::auth::mechanism const& m) const noexcept {
        bool const refused = (no_plaintext && m.plaintext) || (no_active && m.active) || (no_dictionary && m.dictionary) ||
                             (no_anonymous && m.anonymous);
        bool const lacking = (forward_secrecy && !m.forward_secrecy) || (mutual_auth && !m.mutual_auth);
        return !refused && !lacking;
    }
};

struct settings {
    std::string banner = "Mailstead POP3 ready";
    std::string host = "localhost";                           // in the greeting's timestamp (APOP)
    std::string product = "Mailstead";                        // CAPA's IMPLEMENTATION
    std::string service = "pop";                              // RFC 5034 §4
    bool auth_enable = true;
    pop3::clear_passwords clear_passwords = pop3::clear_passwords::under_tls_or_loopback;
    bool offer_tls = true;                                    // pop3d_tls_security_level is not none
    bool require_tls = false;                                 // it is encrypt
    security_options in_clear;
    security_options under_tls;
    std::vector<std::string> mechanism_filter{"!external", "static:rest"};
    std::vector<std::string> external_identity{"rfc822Name", "commonName"};    // names of a client's certificate
    std::chrono::seconds login_timeout{180};                  // from the greeting to the login
    std::chrono::seconds login_delay{0};                      // between two logins of an account; 0: none, and not told
    pop3::deletion deletion = pop3::deletion::expunge;
    std::chrono::seconds timeout{600};                        // RFC 1939 §3: no less than 10 minutes
    std::chrono::seconds write_timeout{300};
    std::chrono::seconds starttls_timeout{300};
    std::chrono::milliseconds error_sleep{1000};              // before a reply, from soft_error_limit errors on
    std::size_t soft_error_limit = 10;
    std::size_t hard_error_limit = 20;                        // then the server hangs up
    std::size_t line_limit = 512;                             // RFC 2449 §4 asks for 255
    std::size_t response_limit = 12288;                       // of a SASL response in base64
};

// Whether the list of names lets a mechanism through: the first item that speaks of it decides ("NAME" yes, "!NAME" no,
// "static:..." yes to all that is left); no item: no.
bool is_listed(std::vector<std::string> const& filter, std::string_view mechanism) noexcept;

}  // namespace mailstead::pop3
