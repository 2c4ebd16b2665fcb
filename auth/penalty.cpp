// See penalty.h.
#include "auth/penalty.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "base/ascii.h"

namespace mailstead::auth {

namespace {

constexpr auto familiar_for = std::chrono::hours(24 * 30);
constexpr unsigned trusted_mistakes = 5;    // of one who has been here before

std::string pair_key(std::string const& address, std::string const& account) { return address + ' ' + account; }

}  // namespace

std::string penalty_key(std::string_view address) {
    std::string const text(address);
    in_addr four{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) return {reinterpret_cast<char const*>(&four), sizeof four};
    in6_addr six{};
    if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return {};
    auto const* const bytes = reinterpret_cast<char const*>(&six);
    if (IN6_IS_ADDR_V4MAPPED(&six)) return {bytes + 12, 4};
    return {bytes, 8};
}

penalties::counters::entry* penalties::counters::find(std::string const& key) {
    auto const it = by_key_.find(key);
    return it == by_key_.end() ? nullptr : &*it->second;
}

penalties::counters::entry& penalties::counters::at(std::string const& key, std::size_t most) {
    auto const it = by_key_.find(key);
    if (it != by_key_.end()) {
        order_.splice(order_.begin(), order_, it->second);
        return order_.front();
    }
    if (!order_.empty() && order_.size() >= most) {
        by_key_.erase(order_.back().key);
        order_.pop_back();
    }
    order_.push_front({key, 0, {}});
    by_key_[key] = order_.begin();
    return order_.front();
}

void penalties::counters::erase(std::string const& key) {
    auto const it = by_key_.find(key);
    if (it == by_key_.end()) return;
    order_.erase(it->second);
    by_key_.erase(it);
}

void penalties::use(settings values) {
    std::lock_guard const hold(mutex_);
    values_ = values;
}

// How often within `memory` of the last time; what is older is forgotten.
unsigned penalties::count(counters& among, std::string const& key, std::chrono::seconds memory) {
    auto* const found = among.find(key);
    if (!found) return 0;
    if (clock_.steady() - found->last < memory) return found->count;
    among.erase(key);
    return 0;
}

void penalties::add(counters& among, std::string const& key) {
    auto const before = count(among, key, values_.memory);
    auto& entry = among.at(key, values_.most_entries);
    entry.count = before + 1;
    entry.last = clock_.steady();
}

std::chrono::milliseconds penalties::doubled(std::chrono::milliseconds first, unsigned times, std::chrono::milliseconds most) const {
    if (times == 0) return {};
    return std::min(first * (std::int64_t(1) << std::min(times - 1, 20u)), most);
}

std::chrono::milliseconds penalties::wait(std::string_view address, std::string_view account) {
    std::lock_guard const hold(mutex_);
    if (values_.first.count() <= 0) return {};
    auto const from = penalty_key(address);
    auto const who = base::lowered(account);
    auto* const known = from.empty() || who.empty() ? nullptr : familiar_.find(pair_key(from, who));
    bool const trusted = known && clock_.steady() - known->last < familiar_for && known->count < trusted_mistakes;
    if (trusted) return doubled(values_.first, known->count, values_.most);
    auto const mistakes = from.empty() ? 0 : count(addresses_, from, values_.memory);
    auto const on_account = who.empty() ? 0 : count(accounts_, who, values_.memory);
    auto const of_others = on_account > values_.account_free ? on_account - values_.account_free : 0;
    if (mistakes == 0) return doubled(values_.account_most / 8, of_others, values_.account_most);
    return doubled(values_.first, std::max(mistakes, of_others), values_.most);
}

void penalties::failed(std::string_view address, std::string_view account) {
    std::lock_guard const hold(mutex_);
    if (values_.first.count() <= 0) return;
    auto const from = penalty_key(address);
    auto const who = base::lowered(account);
    if (!from.empty()) {
        add(addresses_, from);
        add(pairs_, pair_key(from, who));
    }
    if (who.empty()) return;
    add(accounts_, who);
    auto* const known = from.empty() ? nullptr : familiar_.find(pair_key(from, who));
    if (known) ++known->count;
}

void penalties::succeeded(std::string_view address, std::string_view account) {
    std::lock_guard const hold(mutex_);
    auto const from = penalty_key(address);
    if (values_.first.count() <= 0 || from.empty()) return;
    auto const who = base::lowered(account);
    forgive(from, pair_key(from, who));
    forgive(from, pair_key(from, {}));
    auto& known = familiar_.at(pair_key(from, who), values_.most_entries);
    known.count = 0;
    known.last = clock_.steady();
}

void penalties::forgive(std::string const& address, std::string const& pair) {
    auto const mistakes = count(pairs_, pair, values_.memory);
    auto* const all = addresses_.find(address);
    pairs_.erase(pair);
    if (!all || mistakes == 0) return;
    all->count -= std::min(all->count, mistakes);
    if (all->count == 0) addresses_.erase(address);
}

std::size_t penalties::entries() const {
    std::lock_guard const hold(mutex_);
    return addresses_.size() + accounts_.size() + pairs_.size() + familiar_.size();
}

}  // namespace mailstead::auth
