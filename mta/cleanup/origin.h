// Where a new message comes from, as far as cleanup treats it differently for that.
#pragma once

#include <cstdint>
#include <string>

namespace mailstead::mta::milter {
class milters;
}

namespace mailstead::mta::cleanup {

enum class source : std::uint8_t {
    remote,        // a client that is not one of ours: its headers are its own affair (remote_header_rewrite_domain)
    local,         // a client that local_header_rewrite_clients names: headers are completed and rewritten
    submission,    // a user who said who he is, or the sendmail command: likewise
    internal,      // made here: a report, a notice, a probe. Likewise, but never copied (BCC)
    forwarded,     // by an alias or .forward: never copied either, and its headers stay as they are
};
constexpr bool is_made_here(source from) noexcept { return from == source::internal || from == source::forwarded; }

struct origin {
    cleanup::source source = cleanup::source::remote;
    bool uncertain = false;          // nobody could say whether the client is one of ours: refused for now
    std::uint64_t size_limit = 0;    // message_size_limit of whoever brings it, beside cleanup's own; 0: none
    bool maps_addresses = true;      // without no_address_mappings in receive_override_options
    bool checks_content = true;      // without no_header_body_checks
    std::string filter;              // content_filter of whoever brings it; FILTER of access maps and checks is stronger
    std::string client;              // "localhost[127.0.0.1]", "local" for the sendmail command: for log lines
    std::string protocol, helo;      // for log lines; empty: not told
    std::string full_name;           // of the sender, for a From header that is missing
    std::string hostname;            // in Message-Ids that are made
    milter::milters* milters = nullptr;    // look at the message when all of it is here; outlives it
    std::string trace;               // whole header fields that stand above the text: Received
};

}  // namespace mailstead::mta::cleanup
