// Time for sessions and clients: a look at the clock now and then, and a pause.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "net/task.h"

namespace mailstead::lmtp {

// Calls `look` once after each time it asked for, on the executor's thread, until it asks for none. A deadline that only
// moves later needs no new timer: look compares for itself. Destruction ends it.
class alarm {
public:
    using look = std::function<std::optional<base::steady_time>()>;
    alarm(net::executor where, look what);
    ~alarm();
    alarm(alarm const&) = delete;

    // At the latest; an earlier time already set stays.
    void set(base::steady_time at);

private:
    struct state;
    std::shared_ptr<state> state_;
};

net::task<void> pause(net::executor where, std::chrono::milliseconds how_long);

}  // namespace mailstead::lmtp
