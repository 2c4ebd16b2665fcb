// The bounded pool: a queue, threads, and a limit to the wait.
#include "net/disk.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace mailstead::net {

struct disk_pool::state {
    using time_point = std::chrono::steady_clock::time_point;
    struct entry {
        std::unique_ptr<job> work;
        time_point since;
    };

    state(std::chrono::milliseconds wait, std::size_t limit) : wait_limit(wait), queue_limit(limit) {}

    void serve() {
        for (;;) {
            std::unique_lock lock(mutex);
            ready.wait(lock, [this] { return stopping || !queue.empty(); });
            if (queue.empty()) return;
            auto next = std::move(queue.front());
            queue.pop_front();
            bool const give_up = stopping;
            lock.unlock();
            bool const late = std::chrono::steady_clock::now() - next.since > wait_limit;
            next.work->run(give_up ? std::optional(errc::stopping) : late ? std::optional(errc::busy) : std::nullopt);
        }
    }

    std::chrono::milliseconds const wait_limit;
    std::size_t const queue_limit;
    std::mutex mutable mutex;
    std::condition_variable ready;
    std::deque<entry> queue;
    bool stopping = false;
    std::vector<std::thread> threads;
};

disk_pool::disk_pool(std::size_t threads, std::chrono::milliseconds wait_limit, std::size_t queue_limit)
    : state_(std::make_unique<state>(wait_limit, queue_limit)) {
    for (std::size_t i = 0; i < threads; ++i) state_->threads.emplace_back([s = state_.get()] { s->serve(); });
}

disk_pool::~disk_pool() {
    {
        std::lock_guard const lock(state_->mutex);
        state_->stopping = true;
    }
    state_->ready.notify_all();
    for (auto& thread : state_->threads) thread.join();
}

void disk_pool::submit(std::unique_ptr<job> work) {
    std::optional<errc> refusal;
    {
        std::lock_guard const lock(state_->mutex);
        if (state_->stopping) refusal = errc::stopping;
        else if (state_->queue.size() >= state_->queue_limit) refusal = errc::busy;
        else state_->queue.push_back({std::move(work), std::chrono::steady_clock::now()});
    }
    if (refusal) work->run(refusal);
    else state_->ready.notify_one();
}

std::size_t disk_pool::waiting() const noexcept {
    std::lock_guard const lock(state_->mutex);
    return state_->queue.size();
}

}  // namespace mailstead::net
