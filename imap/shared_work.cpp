#include "imap/shared_work.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace mailstead::imap {

namespace {

constexpr std::size_t most_helpers = 3;

class helping final : public net::disk_pool::job {
public:
    explicit helping(std::function<void()> work) : work_(std::move(work)) {}
    void run(std::optional<net::errc> refusal) noexcept override {
        if (!refusal) work_();
    }

private:
    std::function<void()> work_;
};

// What helpers hold may outlive the work: `piece` is touched by those only who have begun before the end.
struct shared {
    std::mutex lock;
    std::condition_variable changed;
    std::function<void(std::size_t)> const* piece;
    std::size_t next = 0, count = 0, running = 0;
    std::exception_ptr trouble;

    void work() {
        std::unique_lock hold(lock);
        while (next < count) {
            auto const mine = next++;
            ++running;
            hold.unlock();
            std::exception_ptr why;
            try {
                (*piece)(mine);
            } catch (...) {
                why = std::current_exception();
            }
            hold.lock();
            if (why) trouble = why, next = count;
            if (--running == 0) changed.notify_all();
        }
    }
    void finish() {
        std::unique_lock hold(lock);
        changed.wait(hold, [this] { return running == 0; });
    }
};

}  // namespace

helpers helpers_of(net::disk_pool& pool) {
    return [&pool](std::function<void()> work) {
        if (pool.waiting() == 0) pool.submit(std::make_unique<helping>(std::move(work)));
    };
}

std::size_t helper_count() noexcept {
    static std::size_t const count = std::min<std::size_t>(most_helpers, std::max(1u, std::thread::hardware_concurrency()) - 1);
    return count;
}

void share_work(helpers const& with, std::size_t most, std::size_t count, std::function<void(std::size_t)> const& piece) {
    auto const all = std::make_shared<shared>();
    all->piece = &piece;
    all->count = count;
    for (std::size_t i = 0; with && i < most && i + 1 < count; ++i) with([all] { all->work(); });
    all->work();
    all->finish();
    if (all->trouble) std::rethrow_exception(all->trouble);
}

}  // namespace mailstead::imap
