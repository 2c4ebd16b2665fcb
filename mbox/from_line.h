// The line before each message: `From sender  Www Mmm dd hh:mm:ss yyyy`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::mbox {

// As Postfix writes it, with its LF; the time is local. No sender: MAILER-DAEMON. Control characters and blanks in the
// sender become '?'.
std::string from_line(std::string_view sender, std::int64_t at);
// Any program's: the first thing in it that reads as `Mmm dd hh:mm[:ss]` with a year, in whatever order years and zones
// stand, as local time (UTC when a zone says so). Absent when there is none.
std::optional<std::int64_t> from_line_date(std::string_view line);

}  // namespace mailstead::mbox
