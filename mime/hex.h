// Hexadecimal escapes, as quoted-printable (RFC 2045 §6.7), Q words (RFC 2047 §4.2) and extended parameters (RFC 2231
// §4) use them.
#pragma once

#include <optional>
#include <string_view>

#include "base/ascii.h"

namespace mailstead::mime {

// The value of a digit of either case, or -1.
constexpr int hex_digit(char c) noexcept {
    if (base::is_digit(c)) return c - '0';
    char const lower = base::to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The byte that the two digits behind the escape character at `at` stand for; absent if they are none.
constexpr std::optional<char> escaped_byte(std::string_view text, std::size_t at) noexcept {
    if (at + 2 >= text.size()) return std::nullopt;
    int const high = hex_digit(text[at + 1]);
    int const low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

}  // namespace mailstead::mime
