// Where a section of a message lies, RFC 3501 §6.4.5; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mime/part_tree.h"

#include "imap/command.h"

namespace mailstead::imap {

// Octets [begin, end) of the stored text, and how many they are on the wire.
struct extent {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t wire_size = 0;
};

// The extent of a section; of HEADER.FIELDS and HEADER.FIELDS.NOT, that of the header they choose from. Absent when the
// message has no such part. `message` is the whole message's tree.
std::optional<extent> locate(mime::part const& message, section const& what) noexcept;

// The part that a path names; null: there is none. An empty path is the message itself.
mime::part const* part_at(mime::part const& message, std::vector<std::uint32_t> const& path) noexcept;

// The chosen fields of a header block as stored, with the empty line behind them (RFC 3501 §6.4.5), in wire form.
std::string chosen_fields(std::string_view header, section const& what);

// "BODY[1.HEADER.FIELDS (Date)]<0>" or "BINARY[1]<0>": the item as the response names it.
void section_name(std::string& out, fetch_item const& item);

// LF to CRLF, where it is not that already; NUL becomes 0x80, as no literal may hold one (RFC 3501 §9). `after_cr`: the
// byte before `stored` was CR; kept for the next piece.
void to_wire(std::string& out, std::string_view stored, bool& after_cr);
// The same with NULs left as they are, for a literal8 (RFC 3516).
void to_crlf(std::string& out, std::string_view stored, bool& after_cr);

}  // namespace mailstead::imap
