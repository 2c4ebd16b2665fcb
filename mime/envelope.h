// The envelope of a message as IMAP shows it (RFC 3501 §7.4.2), taken from its header block.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mime/address.h"
#include "mime/header.h"

namespace mailstead::mime {

// Strings are unfolded and otherwise raw (encoded words stay, 8-bit bytes stay; no CR, LF or NUL): absent when the
// field is absent, empty when it is there and empty. Of repeated fields, strings take the first, lists take all.
struct envelope {
    std::optional<std::string> date;
    std::optional<std::string> subject;
    std::vector<address> from;
    std::vector<address> sender;    // `from` when absent or empty
    std::vector<address> reply_to;  // `from` when absent or empty
    std::vector<address> to;
    std::vector<address> cc;
    std::vector<address> bcc;
    std::optional<std::string> in_reply_to;
    std::optional<std::string> message_id;
    bool operator==(envelope const&) const = default;
};

// `text` is a header block, or a message that starts with it. Each list stops at `address_limit` entries.
envelope parse_envelope(std::string_view text, std::size_t address_limit = 10'000);

// The same, and `also` sees every field that is none of the envelope's, and every further one of those that are taken once.
envelope parse_envelope(std::string_view text, std::function<void(field const&)> const& also, std::size_t address_limit = 10'000);

}  // namespace mailstead::mime
