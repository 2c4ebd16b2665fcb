#include "imap/resync.h"

#include <algorithm>
#include <utility>

namespace mailstead::imap {

namespace {

// Walks the numbers of a set as written.
class walker {
public:
    explicit walker(sequence_set const& set) : set_(set) {}
    // 0: the end.
    std::uint32_t next() {
        if (range_ == set_.ranges.size()) return 0;
        auto const& r = set_.ranges[range_];
        auto const out = r.first + step_;
        if (out >= r.last) {
            ++range_;
            step_ = 0;
        } else {
            ++step_;
        }
        return out;
    }

private:
    sequence_set const& set_;
    std::size_t range_ = 0;
    std::uint32_t step_ = 0;
};

}  // namespace

store::uid_set common(store::uid_set const& a, store::uid_set const& b) {
    store::uid_set out;
    auto left = a.ranges().begin(), right = b.ranges().begin();
    while (left != a.ranges().end() && right != b.ranges().end()) {
        auto const first = std::max(left->first, right->first), last = std::min(left->last, right->last);
        if (first <= last) out.add(first, last);
        if (left->last < right->last) ++left;
        else ++right;
    }
    return out;
}

store::uid_set missing(store::snapshot const& box, store::uid_set const& known) {
    store::uid_set out;
    for (auto const& range : known.ranges()) {
        auto const last = std::min(range.last, box.uidnext() - 1);
        auto from = range.first;
        for (auto at = box.lower_bound(from); at < box.size() && box[at].uid <= last; ++at) {
            if (box[at].uid > from) out.add(from, box[at].uid - 1);
            from = box[at].uid + 1;
        }
        if (from <= last) out.add(from, last);
    }
    return out;
}

std::uint32_t matched_up_to(store::snapshot const& box, resync const& from) {
    walker numbers(from.numbers), uids(from.their_uids);
    std::uint32_t out = 0, before = 0;
    // Ascending, as RFC 7162 §3.2.5.2 has it: so nobody is made to walk the mailbox again and again.
    for (auto number = numbers.next(); number > before && number <= box.size(); before = std::exchange(number, numbers.next())) {
        auto const uid = uids.next();
        if (box[number - 1].uid != uid) break;    // something before it is gone, so that no later pair matches either
        out = std::max(out, uid);
    }
    return out;
}

void write_vanished_earlier(std::string& out, store::uid_set const& uids) {
    if (!uids.empty()) out += "* VANISHED (EARLIER) " + uids.to_string() + "\r\n";
}

}  // namespace mailstead::imap
