// When to try again, and when to give up: pure functions of age and settings (qmgr's rules).
#pragma once

#include <cstdint>

#include "mta/queue/settings.h"

namespace mailstead::mta::queue {

// Times are microseconds since 1970. The pause is the message's age, kept between the backoff limits, so it doubles.
std::int64_t next_attempt(std::int64_t arrival, std::int64_t now, retry_settings const&) noexcept;
// True when mail that failed at `now` goes back to its sender instead of being kept.
bool is_expired(std::int64_t arrival, std::int64_t now, milliseconds lifetime) noexcept;

}  // namespace mailstead::mta::queue
