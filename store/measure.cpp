// Asking a mailbox for sizes and dates, piece by piece.
#include "store/measure.h"

#include <algorithm>

#include "store/mailbox.h"

namespace mailstead::store {

bool has(message const& row, measures asked) noexcept {
    bool const date = row.internal_date != unknown_date, size = row.size != unknown_size;
    return asked == measures::date ? date : asked == measures::size ? size : date && size;
}

std::vector<std::uint32_t> unmeasured(snapshot const& in, measures asked, std::size_t from, std::size_t to,
                                      std::size_t most) {
    std::vector<std::uint32_t> out;
    for (auto at = from; at < std::min(to, in.size()) && out.size() < most; ++at)
        if (!has(in[at], asked)) out.push_back(in[at].uid);
    return out;
}

base::result<view> measure_these(mailbox& box, view of, std::span<std::uint32_t const> uids, measures asked) {
    for (std::size_t at = 0; at < uids.size(); at += measured_at_once) {
        auto const piece = uids.subspan(at, std::min(measured_at_once, uids.size() - at));
        auto next = box.measured(std::move(of), piece, asked);
        if (!next) return next;
        of = std::move(*next);
    }
    return of;
}

base::result<view> measure_all(mailbox& box, view of, measures asked) {
    auto const uids = unmeasured(*of, asked, 0, of->size());
    return measure_these(box, std::move(of), uids, asked);
}

base::result<view> only_measured(mailbox& box, view of, measures asked) {
    auto found = measure_all(box, std::move(of), asked);
    if (!found) return found;
    auto const left = unmeasured(**found, asked, 0, (*found)->size());
    if (left.empty()) return found;
    auto const totals = (*found)->all_totals();
    return (*found)->without(totals, left);
}

}  // namespace mailstead::store
