// Mailbox addresses as they stand in MAIL and RCPT (RFC 5321 §4.1.2, §4.1.3; RFC 6531 §3.3). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::smtp {

// RFC 5321 §4.5.3.1 gives 64, 255 and 256 octets as what everybody must take. Local parts of VERP, SRS and BATV senders
// are longer than that in everyday mail, so ours are wider.
inline constexpr std::size_t local_part_limit = 255;
inline constexpr std::size_t domain_limit = 255;

// An address in its one canonical spelling: the local part quoted only where it has to be, no source route, no trailing
// dot. This is what stands in the envelope, between <> on the wire and in logs.
struct mailbox {
    std::string text;              // "user@example.com", "user", "\"a b\"@[192.0.2.1]"; "" = the null path
    std::size_t local_size = 0;    // of the local part in text

    std::string_view local_part() const noexcept { return std::string_view(text).substr(0, local_size); }
    // Without '@'; "" if there is none. A literal keeps its brackets.
    std::string_view domain() const noexcept {
        return local_size < text.size() ? std::string_view(text).substr(local_size + 1) : std::string_view{};
    }
    bool operator==(mailbox const&) const = default;
};

// Reads `text` as a path: with or without <>, with or without blanks around it, source route dropped, a domain may be
// missing. `<>` and an empty text give the null path. Absent: it is none. Non-ASCII must be valid UTF-8.
std::optional<mailbox> parse_path(std::string_view text);
// Reads a path off the front of `text`, which is left at the blank (or the end) behind it.
std::optional<mailbox> take_path(std::string_view& text);

// The same split for an address that is canonical already.
mailbox split_address(std::string address);
// The local part as it is meant: quotes and backslashes gone. For lookups in tables and for file names.
std::string unquoted(std::string_view local_part);
// The reverse: quotes added if the text is no dot-string.
std::string quoted(std::string_view local_part);
// user@domain with both sides as meant (lookup tables compare such), from a canonical address.
std::string unquoted_address(std::string_view address);

// A domain name by RFC 5321's letters, digits and hyphens (underscores, and UTF-8 for U-labels, are let through), 1 to
// 63 octets a label.
bool is_domain(std::string_view text) noexcept;
// "[192.0.2.1]", "[IPv6:2001:db8::1]".
bool is_address_literal(std::string_view text) noexcept;
// True when the local part itself names another place (user%host, host!user, "user@host"): relaying in disguise.
bool is_routed(mailbox const& address) noexcept;

}  // namespace mailstead::smtp
