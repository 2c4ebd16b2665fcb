// Dates of header fields: RFC 5322 §3.3 and the obsolete forms of §4.3, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::mime {

// A moment, and the zone it was written in.
struct date {
    std::int64_t seconds = 0;  // since 1970-01-01 00:00:00 UTC
    int zone_minutes = 0;      // east of UTC; 0 also when the text names none
    bool operator==(date const&) const = default;
};

// The date in a field's value (folded or not; comments, asctime order and missing parts tolerated). Absent when there
// is no day, month and year to be found or they are no date of the years 1 to 9999.
std::optional<date> parse_date(std::string_view value);

// The day the text shows, in its own zone, as days since 1970-01-01: what IMAP's SENTON compares (RFC 3501 §6.4.4).
std::int64_t local_day(date const&) noexcept;

// "Fri, 20 Nov 2026 20:47:08 +0000", and with a zone name "... +0000 (UTC)".
std::string format_date(date const&, std::string_view zone_name = {});
// The same moment in the system's zone and with its name, as Received fields show it. Reads TZ; thread-safe.
std::string format_local_date(std::int64_t seconds);

}  // namespace mailstead::mime
