// How many sessions one line of master.cf may have open at once (its maxproc column).
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "net/task.h"

namespace mailstead::server {

// Shared by the doors of the line and by the tokens of its sessions, which may end on any thread.
class gate : public std::enable_shared_from_this<gate> {
public:
    // `on_room` is called on `home` when a session has ended while there was no room. `line` is for the log.
    gate(net::executor home, std::string line, std::function<void()> on_room);

    // 0: no limit. On home, as all members but the tokens' ends.
    void set_limit(std::size_t most) noexcept { most_ = most; }
    // False while the limit is reached, which is logged, though not more than once a minute.
    bool has_room();
    // The limit is reached. From any thread.
    bool is_full() const noexcept {
        auto const most = most_.load();
        return most != 0 && open_.load() >= most;
    }
    // One session more, until the token is gone.
    std::shared_ptr<void> enter();
    // Calls `wake` once, on any thread, when a session ends that had taken the last place; whoever is woken looks again. From
    // any thread; forgotten when the token is.
    std::shared_ptr<void> wake_when_room(std::function<void()> wake);
    // From now on nobody is called.
    void forget() noexcept { on_room_ = nullptr; }

private:
    void leave();
    void wake_next();

    net::executor const home_;
    std::string const line_;
    std::function<void()> on_room_;
    std::atomic<std::size_t> most_{0}, open_{0};
    std::chrono::steady_clock::time_point told_{};
    std::mutex mutex_;
    std::list<std::weak_ptr<std::function<void()>>> waiting_;    // in the order in which they came
};

}  // namespace mailstead::server
