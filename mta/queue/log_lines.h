// What the queue says in the log, in Postfix's words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mta/queue/message.h"

namespace mailstead::mta::queue {

// Microseconds as seconds with two significant digits, and at most `digits` (0 to 6) after the point: "0.06", "1.2", "17".
std::string seconds_text(std::int64_t micros, unsigned digits = 2);

// When which step of a delivery was reached; microseconds since 1970.
struct delivery_times {
    std::int64_t started = 0;      // taken from its destination's queue
    std::int64_t setup = 0;        // how long of it a connection was being made
    std::int64_t ended = 0;
};

// "ID: from=<..>, size=N, nrcpt=N (queue active)"
void log_active(message const& what);
// "ID: to=<..>, relay=.., delay=.., delays=.., dsn=.., status=sent (..)" for one recipient, as program `transport`.
void log_delivery(message const& what, std::uint32_t recipient, std::string_view transport, delivery_times const& when, unsigned digits);
// "ID: removed"
void log_removed(std::string_view id);

}  // namespace mailstead::mta::queue
