// IMAP URLs of messages and their parts, RFC 5092 §5 and §7.1, as far as CATENATE takes them (RFC 4469 §3); pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "imap/command.h"

namespace mailstead::imap {

struct message_url {
    std::string mailbox;                                             // UTF-8
    std::optional<std::uint32_t> uidvalidity;
    std::uint32_t uid = 0;
    imap::section section;                                           // all of the message where the URL names none
    std::uint64_t first = 0;                                         // of ;PARTIAL=
    std::uint64_t count = ~std::uint64_t{0};
};

// "/INBOX;UIDVALIDITY=1/;UID=20/;SECTION=1.2". Absent for any other: one with a server, one that is no message's, one
// relative to a mailbox (RFC 5092 §7.2), one with ;URLAUTH=.
std::optional<message_url> parse_message_url(std::string_view url);

// The URL as a BADURL code can hold it (url-resp-text, RFC 4469 §5).
std::string shown_url(std::string_view url);

}  // namespace mailstead::imap
