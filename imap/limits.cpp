#include "imap/limits.h"

#include <algorithm>

#include "imap/write.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

// True when the sets of a conjunction leave the message out at once. Other keys need a look at it.
bool is_named(selected const& box, search_key const& key, store::message const& row, std::uint32_t sequence) {
    switch (key.what) {
        case kind::sequence: case kind::uid: {
            if (key.set.saved) return box.saved().contains(row.uid);
            auto const form = key.what == kind::uid ? by::uid : by::sequence;
            return key.set.resolved(box.largest(form)).contains(form == by::uid ? row.uid : sequence);
        }
        case kind::uid_after: return row.uid > key.number;
        case kind::uid_before: return row.uid < key.number;
        case kind::all_of:
            return std::all_of(key.keys.begin(), key.keys.end(), [&](search_key const& k) { return is_named(box, k, row, sequence); });
        default: return true;
    }
}

}  // namespace

limited keep_highest(std::vector<picked>& messages, std::uint32_t limit) {
    if (limit == 0 || messages.size() <= limit) return {};
    messages.erase(messages.begin(), messages.end() - static_cast<std::ptrdiff_t>(limit));
    return {limit, messages.front().row->uid};
}

limited keep_highest(store::uid_set& uids, std::uint32_t limit) {
    std::uint64_t count = 0;
    for (auto const& r : uids.ranges()) count += std::uint64_t{r.last} - r.first + 1;
    if (limit == 0 || count <= limit) return {};
    store::uid_set out;
    std::uint32_t lowest = 0;
    auto passed_over = count - limit;
    for (auto r : uids.ranges()) {
        auto const size = std::uint64_t{r.last} - r.first + 1;
        auto const skipped = std::min(passed_over, size);
        passed_over -= skipped;
        if (skipped == size) continue;
        r.first += static_cast<std::uint32_t>(skipped);
        if (lowest == 0) lowest = r.first;
        out.add(r.first, r.last);
    }
    uids = std::move(out);
    return {limit, lowest};
}

search_start start_of(selected const& box, search_key const& key, std::uint32_t limit) {
    search_start out;
    auto const& rows = *box.view();
    if (limit == 0 || rows.size() <= limit) return out;
    std::uint32_t named = 0;
    for (auto i = rows.size(); i-- > 0;) {
        if (!is_named(box, key, rows[i], box.sequence_at(i))) continue;
        if (++named > limit) {
            out.by.limit = limit;
            return out;
        }
        out.position = i;
        out.by.lowest = rows[i].uid;
    }
    return {};
}

std::string limit_code(limited const& what) {
    if (what.limit == 0) return {};
    std::string out = "[MESSAGELIMIT ";
    write::number(out, what.limit);
    if (what.lowest != 0) {
        out += ' ';
        write::number(out, what.lowest);
    }
    return out + "] ";
}

}  // namespace mailstead::imap
