// Mailbox names on the wire: modified UTF-7, RFC 3501 §5.1.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::imap {

// The UTF-8 form; absent when the name is not in canonical modified UTF-7 (so that decoding and encoding are inverse),
// or holds NUL, CR or LF. ASCII wildcards pass unchanged.
std::optional<std::string> from_utf7(std::string_view wire);

// The wire form of a name in valid UTF-8; malformed bytes become U+FFFD.
std::string to_utf7(std::string_view utf8);

}  // namespace mailstead::imap
