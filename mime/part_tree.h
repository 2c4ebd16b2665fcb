// The structure of a message: its tree of body parts (RFC 2045, 2046), with all that BODYSTRUCTURE, BODY[section] and
// SEARCH ask for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mime/envelope.h"
#include "mime/parameters.h"

namespace mailstead::mime {

// Bytes [begin, end) of the parsed text.
struct range {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t size() const noexcept { return end - begin; }
    std::string_view of(std::string_view text) const noexcept { return text.substr(begin, end - begin); }
    bool operator==(range const&) const = default;
};

struct disposition {
    std::string type;                   // lower case
    std::vector<parameter> parameters;  // as written: see decoded()
};

// A body part, or the message itself. It owns its strings: the text may go, the ranges then are numbers only.
// Invariants: type "multipart" has at least one child; "message/rfc822" and "message/global" have exactly one child
// (the message inside) and its envelope; nothing else has children.
struct part {
    range header;  // the empty line behind it included
    range body;    // without the line end that belongs to a following boundary
    // Sizes as if every line ended in CRLF, and the number of line ends.
    std::uint64_t header_octets = 0;
    std::uint64_t header_lines = 0;
    std::uint64_t octets = 0;
    std::uint64_t lines = 0;

    std::string type = "text";  // both lower case; RFC 2045 §5.2's default when absent or malformed
    std::string subtype = "plain";
    std::vector<parameter> parameters;  // as written: see decoded(); a text part has a charset, us-ascii if it names none (RFC 2045 §5.2)
    std::optional<std::string> id;
    std::optional<std::string> description;  // raw: encoded words stay
    std::string encoding = "7bit";           // lower case; see encoding_named()
    std::optional<std::string> md5;
    std::optional<mime::disposition> disposition;
    std::vector<std::string> languages;  // RFC 3282 tags
    std::optional<std::string> location;

    std::vector<part> children;
    std::unique_ptr<mime::envelope> envelope;

    bool is_multipart() const noexcept { return type == "multipart"; }
    bool is_message() const noexcept { return envelope != nullptr; }
};

struct part_limits {
    std::size_t depth = 100;         // levels of parts below the message; a deeper part is a leaf
    std::size_t parts = 10'000;      // in the whole tree; the last one takes the rest of the text
    std::size_t addresses = 10'000;  // in each list of a nested envelope, and in all of them together
    parameter_limits parameters = {};
};

// The tree of `message`, whose lines end in CRLF or LF. Never fails: a multipart without a usable boundary is a leaf of
// text/plain; a composite part beyond the limits, and an encapsulated message in base64 or quoted-printable, is a leaf
// of application/octet-stream; a missing end boundary ends with the enclosing part. One pass, linear.
part parse_parts(std::string_view message, part_limits const& limits = {});

}  // namespace mailstead::mime
