// LOGIN-DELAY, RFC 2449 §6.5: how often an account may be asked for its mail.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace mailstead::pop3 {

// When each account was last opened. Thread-safe, bounded; memory only: a restart forgets. Shared by all sessions.
class login_delays {
public:
    explicit login_delays(std::size_t most = 65536) : most_(most) {}
    // Whether `name` was opened less than `delay` before `now`. A delay of zero: never.
    bool too_soon(std::string const& name, base::steady_time now, std::chrono::seconds delay);
    // It is open now. With a delay of zero nothing is kept.
    void note(std::string const& name, base::steady_time now, std::chrono::seconds delay);

private:
    std::size_t const most_;
    std::mutex lock_;
    std::unordered_map<std::string, base::steady_time> last_;
};

}  // namespace mailstead::pop3
