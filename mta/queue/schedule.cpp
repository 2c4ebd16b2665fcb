// Backoff by age.
#include "mta/queue/schedule.h"

#include <algorithm>

namespace mailstead::mta::queue {
namespace {

std::int64_t micros(milliseconds time) noexcept { return time.count() * 1000; }

}  // namespace

std::int64_t next_attempt(std::int64_t arrival, std::int64_t now, retry_settings const& rules) noexcept {
    auto const least = micros(rules.minimal_backoff);
    auto const most = std::max(least, micros(rules.maximal_backoff));
    // A clock that was set back makes the age negative: the shortest pause then.
    return now + std::clamp(now - arrival, least, most);
}

bool is_expired(std::int64_t arrival, std::int64_t now, milliseconds lifetime) noexcept {
    return now - arrival >= micros(lifetime);
}

}  // namespace mailstead::mta::queue
