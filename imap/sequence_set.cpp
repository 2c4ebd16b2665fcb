#include "imap/sequence_set.h"

#include <algorithm>

namespace mailstead::imap {

namespace {

std::string number(std::uint32_t n) { return n == sequence_set::star ? "*" : std::to_string(n); }

}  // namespace

store::uid_set sequence_set::resolved(std::uint32_t largest) const {
    auto sorted = ranges;
    for (auto& r : sorted) {
        if (r.first == star) r.first = largest;
        if (r.last == star) r.last = largest;
        if (r.first > r.last) std::swap(r.first, r.last);
    }
    // In order, so that adding to the set is cheap however the client mixed them.
    std::sort(sorted.begin(), sorted.end(), [](range const& a, range const& b) { return a.first < b.first; });
    store::uid_set out;
    for (auto const& r : sorted) {
        if (r.last > 0) out.add(std::max(r.first, std::uint32_t{1}), r.last);
    }
    return out;
}

bool sequence_set::has_star() const noexcept {
    return std::any_of(ranges.begin(), ranges.end(), [](range const& r) { return r.first == star || r.last == star; });
}

std::string to_string(sequence_set const& set) {
    if (set.saved) return "$";
    std::string out;
    for (auto const& r : set.ranges) {
        if (!out.empty()) out += ',';
        out += number(r.first);
        if (r.first != r.last) out += ':' + number(r.last);
    }
    return out;
}

}  // namespace mailstead::imap
