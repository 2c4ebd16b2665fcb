// What the mail system knows of a message beside its text: who sent it, to whom, how it came.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mta/forward_mark.h"

namespace mailstead::mta {

// RFC 3461 §4.1; a set. never excludes the others. none: not given.
namespace notify {
inline constexpr std::uint8_t none = 0, success = 1, failure = 2, delay = 4, never = 8;
}

// Values are durable in queue.db: do not change.
enum class dsn_return : std::uint8_t { unspecified = 0, headers = 1, full = 2 };    // RET=
enum class body_type : std::uint8_t { seven_bit = 0, eight_bit = 1, binary = 2 };   // BODY=

// What the sender hears beside what RFC 3461 says (sendmail -v, -bv). Durable: do not change.
enum class reporting : std::uint8_t {
    as_asked = 0,
    record = 1,    // what became of each recipient in the first attempt
    verify = 2,    // what would become of them: nothing is delivered
};

struct recipient {
    std::string address;              // forward-path without <>, after rewriting
    std::string original;             // as the client gave it (X-Original-To)
    std::string orcpt;                // "rfc822;..." decoded; empty: none
    std::uint8_t notify = notify::none;
};

struct envelope {
    std::string sender;               // reverse-path without <>; empty: the null sender
    std::vector<recipient> recipients;
    std::string envid;                // decoded ENVID
    dsn_return ret = dsn_return::unspecified;
    body_type body = body_type::seven_bit;
    bool smtputf8 = false;
    bool requiretls = false;          // RFC 8689
    reporting report = reporting::as_asked;
    int priority = 0;                 // MT-PRIORITY, -9 to 9 (RFC 6710)
    std::int64_t release_at = 0;      // not tried before (RFC 4865); microseconds since 1970, 0: at once
    std::int64_t deliver_by = 0;      // to be delivered by then (RFC 2852); microseconds since 1970, 0: whenever
    bool by_return = false;           // if not, it goes back; else its sender is told
    bool by_trace = false;            // the sender is told of each relay, too
    // The transport:nexthop of content_filter or FILTER that the whole message goes to; empty: each recipient's own way.
    std::string filter;
    // The delimiters of VERP, two characters: each recipient gets the message from a sender of his own; empty: not wanted.
    std::string verp;
    bool hold = false;                // new mail only: enters the queue in its state hold; not kept, the state is
    std::int64_t arrival = 0;         // microseconds since 1970
    std::uint64_t replaces = 0;       // in memory only: the number of the message whose rows go in the same transaction
    std::string maildrop_file;        // in memory only: the file it is taken from; marked in the transaction that takes it
    std::optional<forward_mark> forward_of;  // in memory only: marked in the transaction that takes it

    // How it came; for logs, policy and XFORWARD.
    std::string client_name, client_address, client_port, helo, protocol;
    std::string sasl_method, sasl_username;
};

}  // namespace mailstead::mta
