// A flag that one coroutine can wait for and others of the same thread raise.
#pragma once

#include <memory>

#include "net/task.h"

namespace mailstead::lmtp {

class event {
public:
    event();
    ~event();    // nobody waits any more, or never will run again
    event(event const&) = delete;

    // Returns once set() has been called since the last wait() returned. At most one waiter.
    net::task<void> wait();
    // The waiter resumes by a post to its own executor, never inside this call.
    void set();

    class waiter;

private:
    std::unique_ptr<waiter> waiter_;
    bool set_ = false;
};

}  // namespace mailstead::lmtp
