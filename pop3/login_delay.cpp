// See login_delay.h.
#include "pop3/login_delay.h"

namespace mailstead::pop3 {

bool login_delays::too_soon(std::string const& name, base::steady_time now, std::chrono::seconds delay) {
    if (delay <= std::chrono::seconds::zero()) return false;
    std::lock_guard const hold(lock_);
    auto const found = last_.find(name);
    return found != last_.end() && now - found->second < delay;
}

void login_delays::note(std::string const& name, base::steady_time now, std::chrono::seconds delay) {
    if (delay <= std::chrono::seconds::zero()) return;
    std::lock_guard const hold(lock_);
    // Full: who may log in again anyhow is forgotten; if that is nobody, everybody, which costs no mail.
    if (last_.size() >= most_) std::erase_if(last_, [&](auto const& one) { return now - one.second >= delay; });
    if (last_.size() >= most_) last_.clear();
    last_[name] = now;
}

}  // namespace mailstead::pop3
