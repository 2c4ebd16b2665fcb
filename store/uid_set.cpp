// Sets of uids: merging ranges, and the sequence-set syntax of RFC 3501 §9.
#include "store/uid_set.h"

#include <algorithm>

namespace mailstead::store {

uid_set uid_set::of(std::vector<std::uint32_t> uids) {
    std::sort(uids.begin(), uids.end());
    uid_set out;
    for (auto const uid : uids) {
        if (!out.ranges_.empty() && uid <= out.ranges_.back().last) continue;
        if (!out.ranges_.empty() && uid - 1 == out.ranges_.back().last)
            out.ranges_.back().last = uid;
        else
            out.ranges_.push_back({uid, uid});
    }
    return out;
}

void uid_set::add(std::uint32_t first, std::uint32_t last) {
    if (first > last) std::swap(first, last);
    // Ranges that touch the new one melt into it; the arithmetic avoids wrapping at either end.
    auto const before = [&](range const& r) { return first > 0 && r.last < first - 1; };
    auto const begin = std::partition_point(ranges_.begin(), ranges_.end(), before);
    auto end = begin;
    while (end != ranges_.end() && (end->first <= last || end->first - 1 == last)) {
        first = std::min(first, end->first);
        last = std::max(last, end->last);
        ++end;
    }
    if (begin == end) {
        ranges_.insert(begin, {first, last});
        return;
    }
    *begin = {first, last};
    ranges_.erase(begin + 1, end);
}

bool uid_set::contains(std::uint32_t uid) const noexcept {
    auto const at = std::partition_point(ranges_.begin(), ranges_.end(), [&](range const& r) { return r.last < uid; });
    return at != ranges_.end() && at->first <= uid;
}

std::string uid_set::to_string() const {
    std::string out;
    for (auto const& r : ranges_) {
        if (!out.empty()) out += ',';
        out += std::to_string(r.first);
        if (r.last != r.first) (out += ':') += std::to_string(r.last);
    }
    return out;
}

}  // namespace mailstead::store
