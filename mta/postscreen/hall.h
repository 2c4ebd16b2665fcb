// All clients of one postscreen service that are being examined or wait for a session: the limits that hold for them
// together, over all worker threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace mailstead::mta::postscreen {

class hall : public std::enable_shared_from_this<hall> {
public:
    // Any thread, as all members. `examined`: postscreen_pre_queue_limit; `waiting`: postscreen_post_queue_limit.
    void set_limits(std::size_t examined, std::size_t waiting) noexcept {
        most_examined_ = examined;
        most_waiting_ = waiting;
    }

    // One client more, until the token is gone.
    struct entered {
        unsigned connections = 0;    // of this address, this one counted
        std::shared_ptr<void> token;
    };
    entered enter(std::string const& address);
    // Too many are being examined for one more that has to be.
    bool is_crowded() const noexcept { return most_examined_ != 0 && examined_ > most_examined_; }
    // From 70 % of the limit on until it is below 50 % again: ${stress?...} holds. A change is logged.
    bool is_stressed();

    // One client more that waits for a session; null: too many do.
    std::shared_ptr<void> wait();

private:
    void leave(std::string const& address);

    std::atomic<std::size_t> most_examined_{0}, most_waiting_{0};
    std::atomic<std::size_t> examined_{0}, waiting_{0};
    std::atomic<bool> stressed_{false};
    std::mutex mutex_;
    std::unordered_map<std::string, unsigned> clients_;
};

}  // namespace mailstead::mta::postscreen
