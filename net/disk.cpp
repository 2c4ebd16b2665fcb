// The bounded pool: a queue, threads, and a limit to the wait.
#include "net/disk.h"

#include <semaphore.h>

#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace mailstead::net {

namespace {

// A condition variable makes each thread that it wakes take the mutex as a contended one, which costs a system call to let go of;
// std::counting_semaphore (g++ 12) yields the processor before it waits.
class semaphore {
public:
    semaphore() { ::sem_init(&of_, 0, 0); }
    ~semaphore() { ::sem_destroy(&of_); }
    semaphore(semaphore const&) = delete;
    void release() noexcept { ::sem_post(&of_); }
    void acquire() noexcept {
        while (::sem_wait(&of_) != 0) {    // interrupted
        }
    }

private:
    ::sem_t of_;
};

}  // namespace

struct disk_pool::state {
    using time_point = std::chrono::steady_clock::time_point;
    struct entry {
        std::unique_ptr<job> work;
        time_point since;
    };

    state(std::chrono::milliseconds wait, std::size_t limit) : wait_limit(wait), queue_limit(limit) {}

    void serve() {
        for (;;) {
            ready.acquire();
            std::unique_lock lock(mutex);
            if (queue.empty()) return;    // stopping
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
    std::deque<entry> queue;
    semaphore ready;    // as many as the queue has entries; at the end one more for each thread
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
    for (std::size_t i = 0; i < state_->threads.size(); ++i) state_->ready.release();
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
    else state_->ready.release();
}

std::size_t disk_pool::waiting() const noexcept {
    std::lock_guard const lock(state_->mutex);
    return state_->queue.size();
}

}  // namespace mailstead::net
