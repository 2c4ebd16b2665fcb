#include "mta/postscreen/hall.h"

#include "base/log.h"

namespace mailstead::mta::postscreen {

hall::entered hall::enter(std::string const& address) {
    entered out;
    {
        std::lock_guard const lock(mutex_);
        out.connections = ++clients_[address];
    }
    ++examined_;
    out.token = {static_cast<void*>(this), [self = shared_from_this(), address](void*) { self->leave(address); }};
    return out;
}

void hall::leave(std::string const& address) {
    --examined_;
    std::lock_guard const lock(mutex_);
    auto const at = clients_.find(address);
    if (--at->second == 0) clients_.erase(at);
}

bool hall::is_stressed() {
    auto const most = most_examined_.load();
    auto const now = examined_.load();
    if (most == 0) return false;
    bool const enters = now * 10 >= most * 7, leaves = now * 10 <= most * 5;
    bool before = stressed_;
    if (!before && enters && stressed_.compare_exchange_strong(before, true))
        base::log::info("postscreen", "entering STRESS mode with {} connections", now);
    before = stressed_;
    if (before && leaves && stressed_.compare_exchange_strong(before, false))
        base::log::info("postscreen", "leaving STRESS mode with {} connections", now);
    return stressed_;
}

std::shared_ptr<void> hall::wait() {
    auto const before = waiting_.fetch_add(1);
    auto const most = most_waiting_.load();
    if (most != 0 && before >= most) {
        --waiting_;
        return nullptr;
    }
    return {static_cast<void*>(this), [self = shared_from_this()](void*) { --self->waiting_; }};
}

}  // namespace mailstead::mta::postscreen
