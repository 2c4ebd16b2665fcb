// A plain epoll loop: the load generator shares the machine with the servers it measures, so it must cost little.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace mailstead::load {

using clock = std::chrono::steady_clock;

// Told of a descriptor's readiness. Outlives its registration.
class waiter {
public:
    virtual ~waiter() = default;
    virtual void ready(std::uint32_t events) = 0;
};

// One thread, no timers but the end: run() returns when stop() was called or `until` has passed.
class loop {
public:
    loop();
    ~loop();
    loop(loop const&) = delete;
    loop& operator=(loop const&) = delete;

    // Level-triggered; `events` as for epoll_ctl. Throws std::system_error.
    void watch(int fd, std::uint32_t events, waiter& whom);
    void change(int fd, std::uint32_t events, waiter& whom);
    void forget(int fd);
    // False: the time was up first.
    bool run(clock::time_point until);
    void stop() noexcept { stopped_ = true; }

private:
    int fd_;
    bool stopped_ = false;
};

}  // namespace mailstead::load
