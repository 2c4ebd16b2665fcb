// Mailbox names on the wire: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 where the client has enabled that.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::imap {

// How mailbox names go over a connection: UTF-8 after ENABLE IMAP4rev2 or UTF8=ACCEPT (RFC 9051 §5.1, RFC 9755 §3).
enum class mailbox_names { utf7, utf8 };

// The UTF-8 form of a name that a client sent; absent when it is neither. `utf7`: UTF-8 is understood beside modified
// UTF-7, as RFC 9755 §3 asks for: 8-bit octets tell it. `utf8`: "&" stands for itself.
std::optional<std::string> name_from_wire(std::string_view wire, mailbox_names how);

// The UTF-8 form; absent when the name is not in canonical modified UTF-7 (so that decoding and encoding are inverse),
// or holds NUL, CR or LF. ASCII wildcards pass unchanged.
std::optional<std::string> from_utf7(std::string_view wire);

// The wire form of a name in valid UTF-8; malformed bytes become U+FFFD.
std::string to_utf7(std::string_view utf8);

}  // namespace mailstead::imap
