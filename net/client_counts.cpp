#include "net/client_counts.h"

#include <algorithm>

namespace mailstead::net {
namespace {

std::string key_of(std::string const& service, std::string const& address) { return service + ' ' + address; }

}  // namespace

client_counts::entered client_counts::enter(std::shared_ptr<client_counts> const& where, std::string const& service,
                                            std::string const& address) {
    auto const key = key_of(service, address);
    std::lock_guard const lock(where->mutex_);
    auto& mine = where->at(key, std::chrono::seconds(0));
    entered out;
    out.connections = ++mine.open;
    out.token = std::shared_ptr<void>(static_cast<void*>(where.get()), [where, key](void*) { where->leave(key); });
    return out;
}

unsigned client_counts::count(event what, std::string const& service, std::string const& address, std::chrono::seconds unit) {
    std::lock_guard const lock(mutex_);
    return ++at(key_of(service, address), unit).events[static_cast<std::size_t>(what)];
}

unsigned client_counts::so_far(event what, std::string const& service, std::string const& address, std::chrono::seconds unit) {
    std::lock_guard const lock(mutex_);
    return at(key_of(service, address), unit).events[static_cast<std::size_t>(what)];
}

std::size_t client_counts::clients() const {
    std::lock_guard const lock(mutex_);
    return records_.size();
}

// The record, its counts begun anew when their unit of time is over. unit 0: the counts do not matter.
client_counts::record& client_counts::at(std::string const& key, std::chrono::seconds unit) {
    auto const now = clock_.steady();
    if (records_.size() >= sweep_at_) sweep(now);
    auto& out = records_[key];
    if (unit.count() == 0) return out;
    if (now >= out.expires) {
        out.since = now;
        out.expires = now + unit;
        out.events = {};
    }
    return out;
}

void client_counts::leave(std::string const& key) {
    std::lock_guard const lock(mutex_);
    auto const found = records_.find(key);
    if (found == records_.end()) return;
    auto& mine = found->second;
    if (--mine.open == 0 && clock_.steady() >= mine.expires) records_.erase(found);
}

void client_counts::sweep(base::steady_time now) {
    std::erase_if(records_, [now](auto const& one) { return one.second.open == 0 && now >= one.second.expires; });
    sweep_at_ = std::max<std::size_t>(1024, records_.size() * 2);
}

}  // namespace mailstead::net
