// Dates as the SMTP extensions write them (RFC 3339 §5.6): "2026-11-27T08:00:00Z". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::smtp {

// Seconds since 1970; absent: it is no date, or one before 1970. Fractions of a second are left out.
std::optional<std::int64_t> parse_date_time(std::string_view text) noexcept;
// In UTC, with "Z".
std::string print_date_time(std::int64_t seconds);

}  // namespace mailstead::smtp
