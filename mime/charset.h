// Character sets by their MIME names (RFC 2046 §4.1.2), converted to UTF-8 by ICU.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::mime {

// True when text in this charset can be converted. Names compare without regard to case.
bool is_known_charset(std::string_view charset);

// `bytes` as UTF-8, always valid: malformed input becomes U+FFFD. Absent when the charset is unknown. Labels are read
// as mail uses them: iso-8859-1 as windows-1252, us-ascii as UTF-8, gb2312 as gb18030 (supersets all).
std::optional<std::string> to_utf8(std::string_view charset, std::string_view bytes);

// Unlabelled bytes as UTF-8: themselves if they are UTF-8, else read as windows-1252.
std::string utf8_or_guess(std::string_view bytes);

}  // namespace mailstead::mime
