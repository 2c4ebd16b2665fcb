// ASCII text as the mail protocols see it: case folding without locale, trimming, splitting, numbers.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::base {

constexpr char to_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr char to_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Equal without regard to the case of ASCII letters; other bytes must agree.
bool iequals(std::string_view a, std::string_view b) noexcept;
bool istarts_with(std::string_view text, std::string_view prefix) noexcept;
bool iends_with(std::string_view text, std::string_view suffix) noexcept;
// Orders without regard to the case of ASCII letters.
struct iless {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const noexcept;
};
std::string lowered(std::string_view text);
std::string uppered(std::string_view text);
// `text` without white space at either end; a view of the same bytes.
std::string_view trimmed(std::string_view text) noexcept;
// The pieces between any of `separators`, empty ones left out; views of the same bytes.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);
// The whole of `text` as an unsigned decimal (or other base); absent on any other byte or on overflow.
template <class T>
std::optional<T> number(std::string_view text, int radix = 10) noexcept {
    T value{};
    auto const* last = text.data() + text.size();
    auto const [end, error] = std::from_chars(text.data(), last, value, radix);
    if (error != std::errc{} || end != last) return std::nullopt;
    return value;
}
// Upper-case or lower-case hexadecimal of bytes.
std::string hex(std::string_view bytes);
// Bytes from hexadecimal in either case; absent on anything else.
std::optional<std::string> hex_decode(std::string_view digits);
// RFC 4648 base64 with padding, no line breaks.
std::string base64_encode(std::string_view bytes);
// Absent on anything but canonical base64 (white space and missing padding are refused).
std::optional<std::string> base64_decode(std::string_view text);
// RFC 3461 §4 xtext, both ways; decoding is absent on bad input.
std::string xtext_encode(std::string_view text);
std::optional<std::string> xtext_decode(std::string_view text);
// True when every byte is valid UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text) noexcept;
// True when every byte is below 0x80.
bool is_ascii(std::string_view text) noexcept;
// `text` with control characters and bytes above 0x7e replaced by '?': safe in a reply or a log line.
std::string printable(std::string_view text, std::size_t limit = 200);

}  // namespace mailstead::base
