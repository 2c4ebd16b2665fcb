// Enhanced status codes (RFC 3463) and the parameters by which a sender asks for reports (RFC 3461).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::smtp {

// "5.1.1". Digits of each part: 1, 1-3, 1-3.
struct status {
    int kind = 0;    // 2, 4 or 5
    int subject = 0;
    int detail = 0;
    bool operator==(status const&) const = default;
};
std::string print(status const& value);
// The whole of `text`; absent when it is no enhanced status code.
std::optional<status> parse_status(std::string_view text) noexcept;
// How many bytes at the front of a reply's text are an enhanced status code followed by a blank or the end; 0: none.
std::size_t status_length(std::string_view text) noexcept;

// RET= (RFC 3461 §4.3); the numbers are those of the queue.
enum class ret : std::uint8_t { unspecified = 0, headers = 1, full = 2 };
// BODY= (RFC 6152, RFC 3030); the numbers are those of the queue.
enum class body : std::uint8_t { seven_bit = 0, eight_bit = 1, binary = 2 };
// NOTIFY= (RFC 3461 §4.1), a set.
namespace notify {
inline constexpr std::uint8_t none = 0, success = 1, failure = 2, delay = 4, never = 8;
}

// "SUCCESS,DELAY" as the set; absent when malformed (NEVER stands alone).
std::optional<std::uint8_t> parse_notify(std::string_view value) noexcept;
std::string print_notify(std::uint8_t set);
// "rfc822;user+2B@example.com" -> "rfc822;user+@example.com"; absent when malformed (RFC 3461 §4.2; utf-8 addresses as
// in RFC 6533 §3 are taken undecoded; UTF-8 in the xtext of rfc822, as Postfix sends it, becomes the type utf-8).
std::optional<std::string> parse_orcpt(std::string_view value);
// The reverse, for the next hop; always ASCII.
std::string print_orcpt(std::string_view decoded);
// ENVID's xtext of printable text, at most 100 characters (RFC 3461 §4.4).
std::optional<std::string> parse_envid(std::string_view value);

}  // namespace mailstead::smtp
