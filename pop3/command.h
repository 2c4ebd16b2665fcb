// The POP3 command grammar: RFC 1939 §3, with CAPA (RFC 2449), STLS (RFC 2595), AUTH (RFC 5034), UTF8 and LANG (RFC 6856). Bytes in, value out; no
// I/O, no state.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace mailstead::pop3 {

// Views point into the parsed line.
struct user { std::string_view name; };
struct pass { std::string_view password; };                 // the rest of the line, blanks included
struct apop {                                               // RFC 1939 §7
    std::string_view name;
    std::string_view digest;                                // 32 hexadecimal digits
};
struct auth {
    std::string_view mechanism;                             // empty: the client asks which there are
    std::optional<std::string_view> initial_response;       // base64, or "=" for an empty one
};
struct stls {};
struct capa {};
struct stat {};
struct list { std::optional<std::uint32_t> number; };       // absent: every message
struct uidl { std::optional<std::uint32_t> number; };
struct retr { std::uint32_t number; };
struct top { std::uint32_t number; std::uint32_t lines; };
struct dele { std::uint32_t number; };
struct utf8 {};
struct lang { std::string_view range; };                    // empty: the client asks which there are
struct noop {};
struct rset {};
struct quit {};
struct bad { std::string_view why; };                       // static text for the -ERR line
using command = std::variant<user, pass, apop, auth, stls, capa, stat, list, uidl, retr, top, dele, utf8, lang, noop, rset, quit, bad>;

// Where a command may be given: RFC 1939 §3's states, and before TLS where that is required.
enum allowed : unsigned { in_authorization = 1, in_transaction = 2, without_tls = 4 };

struct request {
    pop3::command command;
    unsigned where = in_authorization | in_transaction | without_tls;    // of allowed
};

// `line` comes without its end. Total; linear in the line's length. Message numbers are decimals from 1.
request parse(std::string_view line) noexcept;

}  // namespace mailstead::pop3
