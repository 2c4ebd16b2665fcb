#include "imap/context_run.h"

#include <algorithm>

#include "imap/sort_key.h"

namespace mailstead::imap {

context_run::context_run(books& known, selected const& box, context& what, std::vector<std::uint32_t> uids, std::int64_t now)
    : known_(known), box_(box), what_(what), uids_(std::move(uids)), run_(box, what.key, now) {
    for (auto const uid : what.uids) {
        if (std::binary_search(uids_.begin(), uids_.end(), uid)) there_.push_back(uid);
    }
    std::sort(there_.begin(), there_.end());
}

store::result<void> context_run::go_on(std::chrono::milliseconds slice) {
    auto const end = std::chrono::steady_clock::now() + slice;
    auto const& rows = *box_.view();
    while (!done() && std::chrono::steady_clock::now() < end) {
        auto const uid = uids_[next_];
        auto const position = rows.lower_bound(uid);
        bool matches = position < rows.size() && rows[position].uid == uid;
        if (matches) {
            auto const found = run_.matches_at(position);
            if (!found && found.error() != store::errc::gone) return found.error();
            matches = found && *found;
        }
        bool const matched = std::binary_search(there_.begin(), there_.end(), uid);
        if (matches && !matched) added_.push_back(uid);
        if (!matches && matched) removed_.push_back(uid);
        ++next_;
    }
    return {};
}

std::vector<picked> context_run::added() const {
    std::vector<picked> out;
    for (auto const uid : added_) out.push_back({box_.sequence_of(uid), box_.view()->find(uid)});
    return out;
}

// Empty: the message is gone.
store::result<std::string> context_run::key_of(std::uint32_t uid) const {
    auto const* row = box_.view()->find(uid);
    if (!row) return std::string();
    store::view held;
    if (auto const wanted = measures_for(what_.order); wanted && !store::has(*row, *wanted)) {
        auto found = store::measure_these(box_.box(), box_.view(), std::span(&uid, 1), *wanted);
        if (!found) return found.error();
        held = std::move(*found);
        row = held->find(uid);
        if (!row) return std::string();
    }
    if (!needs_facts(what_.order)) return sort_key(what_.order, *row, nullptr);
    auto const facts = order_facts_of({known_, box_.shared_box(), box_.view()->uidvalidity()}, uid);
    if (!facts) return facts.error();
    return *facts ? sort_key(what_.order, *row, &**facts) : std::string();
}

// A binary search that asks for the keys of what it meets, so that a context need not keep them. Of equal keys the uid decides,
// as the order of the mailbox does.
store::result<std::size_t> context_run::place_of(std::string const& key, std::uint32_t uid) const {
    std::size_t low = 0, high = what_.uids.size();
    while (low < high) {
        auto const middle = low + (high - low) / 2;
        auto const there = key_of(what_.uids[middle]);
        if (!there) return there.error();
        auto const order = there->compare(key);
        if (order < 0 || (order == 0 && what_.uids[middle] < uid)) low = middle + 1;
        else high = middle;
    }
    return low;
}

store::result<std::vector<newcomer>> context_run::newcomers() const {
    std::vector<newcomer> out;
    if (what_.order.empty()) {
        for (auto const uid : added_) {
            auto const place = std::lower_bound(what_.uids.begin(), what_.uids.end(), uid) - what_.uids.begin();
            out.push_back({uid, static_cast<std::size_t>(place)});
        }
        return out;
    }
    std::vector<keyed> all;
    for (auto const uid : added_) {
        auto key = key_of(uid);
        if (!key) return key.error();
        all.push_back({uid, std::move(*key)});
    }
    std::stable_sort(all.begin(), all.end(), [](keyed const& a, keyed const& b) { return a.key < b.key; });
    for (auto const& one : all) {
        auto const place = place_of(one.key, one.uid);
        if (!place) return place.error();
        out.push_back({one.uid, out.empty() ? *place : std::max(*place, out.back().place)});
    }
    return out;
}

store::result<void> context_run::write(std::string& out) {
    auto const removed = take_out(what_, box_, removed_);
    auto const in = newcomers();
    if (!in) return in.error();
    auto const added = in->empty() ? std::string() : put_in(what_, box_, *in);
    write_update(out, what_, removed, added);
    return {};
}

}  // namespace mailstead::imap
