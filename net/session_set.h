// The gate every session and background coroutine of one worker thread passes: it counts them, logs the exception that
// escapes from one, and can wait until all have ended. The only place that starts detached coroutines.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "net/stream.h"

namespace mailstead::net {

class session_set {
public:
    using handler = std::function<task<void>(stream&)>;

    explicit session_set(executor where) : where_(std::move(where)) {}
    ~session_set();    // after stop() has returned

    // Runs one session on a connected stream, which is destroyed when the session has ended. `kind` names it in the log
    // and must live for ever. On the executor's thread.
    void serve(char const* kind, std::unique_ptr<stream> wire, std::shared_ptr<handler const> what);
    // Runs a background coroutine; stop() waits for it, so it has to have its own way to learn of the end.
    void run(char const* kind, task<void> what);

    std::size_t sessions() const noexcept { return wires_.size(); }
    std::size_t running() const noexcept { return running_; }
    bool stopping() const noexcept { return stopping_; }

    // Refuses new sessions and makes the reads of the present ones fail with errc::stopping, so that each says goodbye
    // and ends; returns when all are gone or `grace` is over. True: all gone.
    task<bool> stop(std::chrono::milliseconds grace);

private:
    task<void> guarded(char const* kind, task<void> what);
    task<void> session(char const* kind, std::unique_ptr<stream> wire, std::shared_ptr<handler const> what);

    executor where_;
    std::set<stream*> wires_;
    std::size_t running_ = 0;
    bool stopping_ = false;
};

}  // namespace mailstead::net
