// A queue and its thread.
#include "store/background.h"

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

void background::drain() {
    std::unique_lock hold(lock_);
    idle_.wait(hold, [this] { return waiting_.empty() && !busy_; });
}

void background::run() {
    std::unique_lock hold(lock_);
    for (;;) {
        wake_.wait(hold, [this] { return stopping_ || !waiting_.empty(); });
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
