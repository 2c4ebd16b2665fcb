// The headers that we write ourselves (RFC 5321 §4.4, RFC 3848), laid out as Postfix does, and the protocol names in them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/stream.h"

namespace mailstead::mta::cleanup {

struct received_facts {
    std::string_view helo, client_name, client_address, myhostname, mail_name, protocol, id;
    std::string_view recipient;       // empty: more than one
    std::string_view sasl_user;       // empty: not to be named
    net::tls_info const* tls = nullptr;    // null: not to be named
    std::int64_t seconds = 0;         // since 1970
    int priority = 0;                 // told when it is not the usual one (RFC 6710 §7)
};
// The whole field, with its line ends.
std::string received_field(received_facts const& facts);

// SMTP, ESMTP, ESMTPS, ESMTPA, ESMTPSA (RFC 3848) or UTF8SMTP... (RFC 6531 §4.3).
struct protocol_facts {
    bool extended = false, utf8 = false, tls = false, authenticated = false;
};
std::string protocol_name(protocol_facts const& facts);

// "<20261120204708.6EBFAA7E91E@host>"
std::string made_message_id(std::int64_t seconds, std::string_view id, std::string_view myhostname);

}  // namespace mailstead::mta::cleanup
