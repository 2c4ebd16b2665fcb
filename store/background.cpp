// A queue and its thread.
#include "store/background.h"

#include <utility>

namespace mailstead::store {

background::background() : thread_([this] { run(); }) {}

background::~background() {
    {
        std::lock_guard const hold(lock_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void background::post(std::function<void()> work) {
    {
        std::lock_guard const hold(lock_);
        waiting_.push_back(std::move(work));
    }
    wake_.notify_one();
}

void background::post_after(std::chrono::milliseconds wait, std::function<void()> work) {
    {
        std::lock_guard const hold(lock_);
        later_.emplace(clock::now() + wait, std::move(work));
    }
    wake_.notify_one();
}

void background::drain() {
    std::unique_lock hold(lock_);
    idle_.wait(hold, [this] { return waiting_.empty() && !busy_; });
}

bool background::take_due() {
    while (!later_.empty() && later_.begin()->first <= clock::now()) {
        waiting_.push_back(std::move(later_.begin()->second));
        later_.erase(later_.begin());
    }
    return !waiting_.empty();
}

void background::run() {
    std::unique_lock hold(lock_);
    for (;;) {
        while (!take_due() && !stopping_) {
            if (later_.empty()) wake_.wait(hold);
            else wake_.wait_until(hold, later_.begin()->first);
        }
        if (waiting_.empty()) return;
        auto work = std::move(waiting_.front());
        waiting_.pop_front();
        busy_ = true;
        hold.unlock();
        work();
        work = nullptr;  // its captures may be the last owners of a mailbox: let go without the lock
        hold.lock();
        busy_ = false;
        if (waiting_.empty()) idle_.notify_all();
    }
}

}  // namespace mailstead::store
