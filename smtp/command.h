// The command grammar of SMTP and LMTP (RFC 5321 §4.1, RFC 2033, RFC 4954, RFC 3030, RFC 3461, RFC 6531), with the
// tolerance of Postfix. A line in, a value out; no I/O, no state, linear.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/delivery_id.h"
#include "smtp/dsn.h"
#include "smtp/path.h"
#include "smtp/reply.h"

namespace mailstead::smtp {

enum class dialect { smtp, lmtp };

// What the server announces; a parameter that it does not is refused as unknown.
struct grammar {
    smtp::dialect dialect = smtp::dialect::smtp;
    bool smtputf8 = true;
    bool binary_mime = false;
    bool dsn = true;
    bool bare_addresses = true;    // without <>
    bool auth = false;         // MAIL's AUTH=
    // MAIL's XVERP, Postfix's: the characters that may be its delimiters; empty: it is not announced. Outlives the call.
    std::string_view verp = {};
    bool priority = false;         // MAIL's MT-PRIORITY= (RFC 6710)
    bool future_release = false;   // MAIL's HOLDFOR= and HOLDUNTIL= (RFC 4865)
    bool requiretls = false;       // MAIL's REQUIRETLS (RFC 8689)
    bool deliver_by = false;       // MAIL's BY= (RFC 2852)
    bool xdelivery = false;    // RCPT's XDELIVERY=, on the private LMTP socket only
};

// XDELIVERY=: what mta tells our own LMTP server of a recipient. `<id>,<first|retry>,<local|virtual>,<original xtext>`
struct delivery {
    enum class role : std::uint8_t { local, virtual_mailbox };
    base::delivery_id id;
    bool retry = false;        // an earlier attempt ended unknown: look for an earlier copy
    delivery::role agent = delivery::role::virtual_mailbox;
    std::string original;      // original recipient, decoded
    bool operator==(delivery const&) const = default;
};
std::string print(delivery const& value);
std::optional<delivery> parse_delivery(std::string_view value);

enum class verb : std::uint8_t {
    unknown, ehlo, helo, lhlo, mail, rcpt, data, bdat, rset, noop, vrfy, expn, help, etrn, quit, starttls, auth
};

// BY=: what is to be done when the message is not delivered within `seconds`, which may be over already for `returns` = false.
struct time_limit {
    std::int64_t seconds = 0;
    bool returns = false;                    // R: back to its sender; else N: he is told
    bool traces = false;                     // T
    bool operator==(time_limit const&) const = default;
};
// "BY=98;R"
std::string print(time_limit const& value);

struct ehlo { std::string name; };    // as the client gave it, printable
struct helo { std::string name; };
struct lhlo { std::string name; };
struct mail {
    mailbox reverse_path;                    // empty text: the null sender
    std::optional<std::uint64_t> size;
    std::optional<smtp::body> body;
    bool smtputf8 = false;
    smtp::ret ret = smtp::ret::unspecified;
    std::string envid;                       // decoded
    std::optional<std::string> verp;         // XVERP: the two delimiters, or "" for the usual ones
    std::optional<int> priority;             // MT-PRIORITY=, -9 to 9
    std::optional<std::int64_t> hold_for;    // HOLDFOR=, in seconds
    std::optional<std::int64_t> hold_until;  // HOLDUNTIL=, in seconds since 1970; never beside hold_for
    bool requiretls = false;
    std::optional<time_limit> by;
    std::optional<std::string> auth;         // AUTH=, decoded; "<>" when the client does not know
};
struct rcpt {
    mailbox forward_path;                    // never empty
    std::uint8_t notify = notify::none;
    std::string orcpt;                       // "type;address" decoded; empty: none
    std::optional<smtp::delivery> delivery;
};
struct data {};
struct bdat { std::uint64_t size = 0; bool last = false; };
struct rset {};
struct noop {};
struct vrfy { std::string address; };
struct expn {};
struct help {};
struct etrn { std::string domain; };
struct quit {};
struct starttls {};
struct auth {
    std::string mechanism;                   // upper case
    std::optional<std::string> initial;      // still base64; "=" (an empty one, RFC 4954 §4) is given as ""
};
struct unknown { std::string verb; };        // no command of this dialect
// A command that cannot be obeyed; a wrong state still goes first, therefore the verb.
struct bad {
    smtp::verb verb = smtp::verb::unknown;
    smtp::reply answer;
};

using command = std::variant<ehlo, helo, lhlo, mail, rcpt, data, bdat, rset, noop, vrfy, expn, help, etrn, quit,
                             starttls, auth, unknown, bad>;

// `line` comes without its line end. Total.
command parse(std::string_view line, grammar const& rules);
verb verb_of(command const& what) noexcept;
// "MAIL"; "UNKNOWN" for unknown.
std::string_view name(verb which) noexcept;

// The client's side: the lines that lmtp and the SMTP client send, CR LF included. Parameters only where set.
std::string print(mail const& what);
std::string print(rcpt const& what);

}  // namespace mailstead::smtp
