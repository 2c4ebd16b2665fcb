// Time as the program sees it, behind a seam so that tests can move it.
#pragma once

#include <chrono>
#include <cstdint>

namespace mailstead::base {

using wall_time = std::chrono::system_clock::time_point;
using steady_time = std::chrono::steady_clock::time_point;

class clock {
public:
    virtual ~clock() = default;
    virtual wall_time now() const noexcept { return std::chrono::system_clock::now(); }
    virtual steady_time steady() const noexcept { return std::chrono::steady_clock::now(); }
};

// Seconds since 1970.
inline std::int64_t unix_seconds(wall_time at) noexcept {
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

inline std::int64_t unix_micros(wall_time at) noexcept {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

// The system's own clock; lives for ever.
clock const& system_clock() noexcept;

}  // namespace mailstead::base
