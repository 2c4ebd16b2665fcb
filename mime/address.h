// Address lists of header fields, RFC 5322 §3.4 with the obsolete forms of §4.4 and the broken ones that mail in the
// wild shows, given in the shape of IMAP's ENVELOPE (RFC 3501 §7.4.2).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mime {

// A mailbox, or the start or end of a group; absent members are NIL in an ENVELOPE. Quotes, backslashes, comments and
// folding are taken away, encoded words (RFC 2047) stay as they are, and no member holds CR, LF or NUL.
struct address {
    std::optional<std::string> name;     // display name, or the comment that stands in for it
    std::optional<std::string> route;    // source route, "@a,@b"
    std::optional<std::string> mailbox;  // local part ("" if the text has none); the group's name at its start
    std::optional<std::string> host;     // "" if the text has none; absent marks a group's start or end

    bool is_group_start() const noexcept { return !host && mailbox; }
    bool is_group_end() const noexcept { return !host && !mailbox; }
    bool operator==(address const&) const = default;
};

// The addresses of a field's value (folded or not), in order; groups are always closed. Total and linear: what cannot
// be understood is skipped. Stops once `limit` entries, group marks included, are found (an open group is still
// closed).
std::vector<address> parse_addresses(std::string_view value, std::size_t limit = 10'000);

// The same, each with the place of its addr-spec (RFC 5322 §3.4.1) in `value`, a source route included, brackets and display
// name not: what may be replaced to give the entry another address. Empty where there is none, as in "<>" or at a group's mark.
struct placed_address {
    address what;
    std::size_t begin = 0;
    std::size_t end = 0;
};
std::vector<placed_address> parse_placed_addresses(std::string_view value, std::size_t limit = 10'000);

// "local@host", the local part quoted where RFC 5322 §3.2.4 asks for it; "" for a group mark.
std::string addr_spec(address const& from);

}  // namespace mailstead::mime
