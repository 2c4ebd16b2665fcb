// A clock that stands still until a test moves it.
#pragma once

#include "base/clock.h"

namespace mailstead::test {

class fake_clock final : public base::clock {
public:
    base::wall_time now() const noexcept override { return base::wall_time(offset_); }
    base::steady_time steady() const noexcept override { return base::steady_time(offset_ - start); }
    void advance(std::chrono::seconds by) noexcept { offset_ += by; }

private:
    // Fri, 20 Nov 2026 20:47:08 +0000
    static constexpr std::chrono::seconds start{1795207628};
    std::chrono::seconds offset_ = start;
};

}  // namespace mailstead::test
