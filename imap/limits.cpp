#include "imap/limits.h"

#include <algorithm>

#include "imap/resync.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

// What the sets of a conjunction leave over. Other keys need a look at the message.
struct bounds {
    store::uid_set uids = store::uid_set::everything(), numbers = uids;
    std::uint64_t above = 0, below = ~std::uint64_t{0};

    bool contain(std::uint32_t uid, std::uint32_t sequence) const {
        return uid > above && uid < below && uids.contains(uid) && numbers.contains(sequence);
    }
};

// Once for each key, not for each message: a set may be as long as a command.
void narrow(bounds& to, selected const& box, search_key const& key) {
    switch (key.what) {
        case kind::sequence: case kind::uid: {
            auto const form = key.what == kind::uid ? by::uid : by::sequence;
            auto& set = key.set.saved || form == by::uid ? to.uids : to.numbers;
            set = common(set, key.set.saved ? box.saved() : key.set.resolved(box.largest(form)));
            break;
        }
        case kind::uid_after: to.above = std::max(to.above, key.number); break;
        case kind::uid_before: to.below = std::min(to.below, key.number); break;
        case kind::all_of:
            for (auto const& child : key.keys) narrow(to, box, child);
            break;
        default: break;
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
    bounds left;
    narrow(left, box, key);
    std::uint32_t named = 0;
    for (auto i = rows.size(); i-- > 0;) {
        if (!left.contain(rows[i].uid, box.sequence_at(i))) continue;
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
