// Modified UTF-7, the spelling of mailbox names on disk (RFC 3501 §5.1.3), as Dovecot and Courier use it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::store {

// `utf8` must be valid UTF-8.
std::string utf7_encode(std::string_view utf8);
// Absent where the text is not canonical modified UTF-7.
std::optional<std::string> utf7_decode(std::string_view text);

}  // namespace mailstead::store
