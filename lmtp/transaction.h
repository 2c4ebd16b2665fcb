// One message on the LMTP hop as the queue hands it over, and what became of it, recipient by recipient (RFC 2033 §4.2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/delivery_id.h"
#include "store/deposit.h"

namespace mailstead::lmtp {

// Whose rules the delivery agent applies to a recipient: local(8) or virtual(8).
enum class agent : std::uint8_t { local_user, virtual_mailbox };

enum class body_type : std::uint8_t { seven_bit, eight_bit, binary };    // BODY=, RFC 6152, RFC 3030

// Who gave us the message, for servers that want to know it (XFORWARD). Empty: not known.
struct origin {
    std::string name, address, port, helo, protocol, ident;
    bool local = false;             // from this machine
};

struct recipient {
    std::string address;            // forward-path without <>
    base::delivery_id id;           // crosses the private socket only
    bool maybe_delivered = false;   // an earlier attempt of this id ended as fate::unknown
    std::string original;           // for X-Original-To; empty: as address
    agent via = agent::virtual_mailbox;
    std::string orcpt;              // RFC 3461 §4.2, decoded: "rfc822;user@example.org"; empty: none
    std::uint8_t notify = 0;        // RFC 3461 §4.1 as mta/envelope.h has it; 0: not given
};

struct transaction {
    std::string sender;             // reverse-path without <>; empty: the null sender
    body_type body = body_type::seven_bit;
    bool smtputf8 = false;
    bool requiretls = false;        // RFC 8689
    int priority = 0;               // MT-PRIORITY (RFC 6710)
    std::int64_t deliver_by = 0;    // RFC 2852; microseconds since 1970, 0: whenever
    bool by_return = false, by_trace = false;
    bool probe = false;             // ends after the RCPTs, whose replies are the recipients' results; `text` is empty
    std::string envid;              // RFC 3461 §4.4, decoded
    std::uint8_t ret = 0;           // RFC 3461 §4.3: 1 HDRS, 2 FULL, 0 not given
    lmtp::origin from;
    std::string queue_id;           // as logs show it
    std::string sasl_method, sasl_username;    // how the client said who it is; empty: it did not
    std::vector<recipient> recipients;
    bool more_follows = false;      // the place has more mail waiting, or had some just now: a connection is worth keeping
    store::shared_text text;        // CRLF lines, undotted; SIZE= is the sum of its pieces
};

enum class fate : std::uint8_t {
    not_attempted,    // nothing of the message reached the server: try again as if never tried
    replied,          // the server has decided: see code
    unknown,          // the connection was lost after the text was sent: set maybe_delivered when trying again
};

struct recipient_result {
    fate what = fate::not_attempted;
    int code = 0;            // fate::replied: 2xx delivered, 4xx defer, 5xx bounce
    std::string enhanced;    // "2.1.5"; empty when the server gave none. Otherwise a made-up one: "4.4.1"
    // The reply's text without code and enhanced code (lines joined by a space). When not replied, the reason in the
    // log's wording: "connect to mail[private/lmtp-in]: Connection refused".
    std::string text;
    // The command that the server answered when it refused: "MAIL FROM", "RCPT TO", "DATA", "end of DATA"; else empty.
    std::string command;
    // Who said so, for "relay=" and "host ... said"; empty: the carrier's own relay(). Clients of many servers set it.
    std::string relay;
    std::uint32_t uses = 0;    // of the connection that it came over, this one counted; 0: not known, or there was none
    bool takes_by = false;     // the server keeps the message's time limit
    bool is_final = false;     // delivered, and no other server comes after this one
    bool takes_dsn = false;    // the server that took the message will send the reports its sender asked for
};

struct transaction_result {
    std::vector<recipient_result> recipients;    // as many as the transaction has, in its order
    std::int64_t setup = 0;                      // microseconds until a connection was ready; of clients that make them
};

}  // namespace mailstead::lmtp
