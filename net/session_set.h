// The gate every session and background coroutine of one worker thread passes: it counts them, logs the exception that
// escapes from one, and can wait until all have ended. The only place that starts detached coroutines.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>

#include "net/stream.h"

namespace mailstead::net {

class session_set {
public:
    using handler = std::function<task<void>(stream&)>;
    // What a connection gets: the session's coroutine, its name in the log (lives for ever), a gauge of open sessions.
    struct service {
        char const* kind;
        handler what;
        std::atomic<std::int64_t>* open = nullptr;    // outlives the set; null: not counted
    };

    explicit session_set(executor where) : where_(std::move(where)) {}
    ~session_set();    // after stop() has returned

    // Runs one session on a connected stream, which is destroyed when the session has ended, and so is `token`, if any.
    // On the executor's thread.
    void serve(std::unique_ptr<stream> wire, std::shared_ptr<service const> what, std::shared_ptr<void> token = {});
    // Runs a background coroutine; stop() waits for it, so it has to have its own way to learn of the end.
    void run(char const* kind, task<void> what);

    std::size_t sessions() const noexcept { return wires_.size(); }
    std::size_t running() const noexcept { return running_; }
    bool stopping() const noexcept { return stopping_; }

    // Refuses new sessions and makes the reads of the present ones fail with errc::stopping, so that each says goodbye
    // and ends; returns when all are gone or `grace` is over. True: all gone.
    task<bool> stop(std::chrono::milliseconds grace);
    // The first half of stop(): from now on no session begins, and the present ones hear of the end.
    void say_goodbye();

    // Sessions given to this thread and not ended yet; may be read and, before serve(), incremented from any thread.
    std::atomic<std::int64_t> load{0};

private:
    task<void> guarded(char const* kind, task<void> what);
    task<void> session(std::unique_ptr<stream> wire, std::shared_ptr<service const> what, std::shared_ptr<void> token);

    executor where_;
    std::set<stream*> wires_;
    std::size_t running_ = 0;
    bool stopping_ = false;
};

}  // namespace mailstead::net
