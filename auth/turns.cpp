// See turns.h.
#include "auth/turns.h"

namespace mailstead::auth {

std::uint64_t turns::wait(std::string const& key) {
    auto const number = ++last_;
    auto& line = lines_[key];
    if (!line.numbers.empty()) order_.erase(place_of(line));
    line.numbers.insert(number);
    order_[place_of(line)] = key;
    ++waiting_;
    return number;
}

void turns::give_up(std::string const& key, std::uint64_t number) {
    auto const it = lines_.find(key);
    if (it == lines_.end() || !it->second.numbers.contains(number)) return;
    order_.erase(place_of(it->second));
    it->second.numbers.erase(number);
    --waiting_;
    if (it->second.numbers.empty()) lines_.erase(it);
    else order_[place_of(it->second)] = key;
}

std::uint64_t turns::next() {
    if (free_ == 0 || order_.empty()) return 0;
    auto const key = order_.begin()->second;
    auto const number = *lines_[key].numbers.rbegin();
    auto& line = lines_[key];
    order_.erase(order_.begin());
    ++line.had;
    line.numbers.erase(number);
    --waiting_;
    --free_;
    if (line.numbers.empty()) lines_.erase(key);
    else order_[place_of(line)] = key;
    return number;
}

}  // namespace mailstead::auth
