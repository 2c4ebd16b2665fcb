// The command line of a pipe row: macros replaced by what is known of a message. Pure; there is no shell anywhere, and a
// value is never looked at for macros again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mta/pipe/attributes.h"

namespace mailstead::mta::pipe {

struct facts {
    struct recipient {
        std::string address;     // as in the envelope: the local part quoted where it has to be
        std::string original;    // empty: as address
    };
    std::string sender;          // empty: the null sender
    std::string nexthop, queue_id;
    std::uint64_t size = 0;
    std::string client_address, client_hostname, client_helo, client_port, client_protocol;
    std::string sasl_method, sasl_username, sasl_sender;
    std::vector<recipient> recipients;
};

struct command_line {
    std::vector<std::string> argv;
    std::string mistake;         // empty: none
};

// An argument that names the recipient in any way (recipient, original_recipient, user, extension, mailbox, domain) becomes
// one argument for each. `delimiters` is recipient_delimiter.
command_line expand(attributes const& row, facts const& what, std::string_view delimiters);

// The sender as the row shows it where it is empty (null_sender=), local part as meant, or quoted with flag q.
std::string shown_sender(attributes const& row, std::string_view sender);

}  // namespace mailstead::mta::pipe
