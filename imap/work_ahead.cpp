#include "imap/work_ahead.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace mailstead::imap {

namespace {

constexpr std::size_t worth_a_helper = 3;       // pieces

enum class stage : std::uint8_t { waiting, running, done };

}  // namespace

struct work_ahead::state {
    void run(std::size_t n, std::unique_lock<std::mutex>& hold);
    void help();
    void ask_for_help(helpers const& with, std::shared_ptr<state> const& self, std::unique_lock<std::mutex>& hold);

    std::function<void(std::size_t)> work;
    std::size_t window = 0;

    std::mutex lock;                            // for what follows
    std::condition_variable changed;
    std::vector<stage> pieces;
    std::size_t next = 0, limit = 0;            // pieces that helpers may begin
    std::size_t helping = 0;
    bool stopping = false;
};

// The piece is waiting; under the lock, which is let go of meanwhile.
void work_ahead::state::run(std::size_t n, std::unique_lock<std::mutex>& hold) {
    pieces[n] = stage::running;
    hold.unlock();
    std::exception_ptr trouble;
    try {
        work(n);
    } catch (...) {
        trouble = std::current_exception();
    }
    hold.lock();
    pieces[n] = stage::done;
    changed.notify_all();
    if (trouble) std::rethrow_exception(trouble);
}

void work_ahead::state::help() {
    std::unique_lock hold(lock);
    try {
        while (!stopping && next < limit) {
            auto const mine = next++;
            if (pieces[mine] == stage::waiting) run(mine, hold);
        }
    } catch (std::exception const&) {
        // The piece has no result: whoever wants it meets the same trouble by himself.
    }
}

// A helper that never comes gives its place back, too.
void work_ahead::state::ask_for_help(helpers const& with, std::shared_ptr<state> const& self, std::unique_lock<std::mutex>& hold) {
    if (!with || limit < next + worth_a_helper) return;
    auto const most = helper_count() + 1;    // who asks does other things meanwhile
    auto const more = most - std::min(most, helping);
    helping += more;
    hold.unlock();
    for (unsigned i = 0; i < more; ++i) {
        std::shared_ptr<void> const place(nullptr, [self](void*) {
            std::lock_guard const again(self->lock);
            --self->helping;
        });
        with([self, place] { self->help(); });
    }
    hold.lock();
}

work_ahead::work_ahead(std::size_t count, std::size_t window, std::function<void(std::size_t)> work, helpers with)
    : all_(std::make_shared<state>()), with_(std::move(with)) {
    all_->work = std::move(work);
    all_->window = window;
    all_->pieces.resize(count, stage::waiting);
}

work_ahead::~work_ahead() {
    std::lock_guard const hold(all_->lock);
    all_->stopping = true;
}

void work_ahead::reach(std::size_t n) {
    std::unique_lock hold(all_->lock);
    auto& all = *all_;
    bool const was_done = all.pieces[n] == stage::done;
    all.next = std::max(all.next, n + 1);
    all.limit = std::min(all.pieces.size(), n + 1 + all.window);
    bool const mine = all.pieces[n] == stage::waiting;
    if (mine) all.pieces[n] = stage::running;
    // Pieces that were done without work need no helpers.
    if (!was_done || all.next > n + 1) all.ask_for_help(with_, all_, hold);
    if (mine) all.run(n, hold);
    all.changed.wait(hold, [&] { return all.pieces[n] == stage::done; });
}

bool work_ahead::is_done(std::size_t n, std::function<bool()> const& is_cheap) {
    std::lock_guard const hold(all_->lock);
    auto& piece = all_->pieces[n];
    if (piece == stage::waiting && is_cheap()) piece = stage::done;
    return piece == stage::done;
}

}  // namespace mailstead::imap
