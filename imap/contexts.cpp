#include "imap/contexts.h"

#include <algorithm>

#include "imap/search_result.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

constexpr std::uint32_t no_end = ~std::uint32_t{0};

std::uint32_t number_of(std::uint32_t uid, by form, selected const& box) { return form == by::uid ? uid : box.sequence_of(uid); }

sequence_set as_set(store::uid_set const& uids) {
    sequence_set out;
    for (auto const& r : uids.ranges()) out.ranges.push_back({r.first, r.last});
    return out;
}

sequence_set without_stars(sequence_set set, std::uint32_t largest) {
    for (auto& r : set.ranges) {
        bool const open = (r.first == sequence_set::star) != (r.last == sequence_set::star);
        if (open) r = {std::min(std::max(r.first, r.last), std::max(largest, std::uint32_t{1})), no_end};
        else if (r.first == sequence_set::star) r = {largest, largest};
    }
    // Of an empty mailbox "*" alone names nothing.
    std::erase_if(set.ranges, [](sequence_set::range const& r) { return r.first == sequence_set::star; });
    return set;
}

// The position of the first living message whose number is at least `number`.
std::size_t position_of(std::uint32_t number, selected const& box) {
    std::size_t low = 0, high = box.view()->size();
    while (low < high) {
        auto const middle = low + (high - low) / 2;
        if (box.sequence_at(middle) < number) low = middle + 1;
        else high = middle;
    }
    return low;
}

// Numbers as the uids that they stand for, range by range: the set grows no longer, however many messages there are. A uid that
// is free between two of the mailbox stays so.
sequence_set as_uids(sequence_set const& numbers, selected const& box) {
    sequence_set out;
    auto const& rows = *box.view();
    auto const named = numbers.resolved(box.largest(by::sequence));
    for (auto const& r : named.ranges()) {
        auto const first = position_of(r.first, box);
        auto const end = r.last == no_end ? rows.size() : position_of(r.last + 1, box);
        if (first < end) out.ranges.push_back({rows[first].uid, rows[end - 1].uid});
    }
    return out;
}

// Pairs of a position and the results that follow each other there; `position` 0 says that the client finds the place.
class pairs {
public:
    explicit pairs(bool ordered) : ordered_(ordered) {}

    // `position` counts from 1.
    void add(std::size_t position, bool follows, std::uint32_t number) {
        if (numbers_.empty() || (ordered_ && !follows)) {
            close();
            position_ = ordered_ ? position : 0;
        }
        numbers_.push_back(number);
    }
    std::string text() {
        close();
        return text_.empty() ? text_ : '(' + text_ + ')';
    }

private:
    void close() {
        if (numbers_.empty()) return;
        if (!ordered_) std::sort(numbers_.begin(), numbers_.end());
        if (!text_.empty()) text_ += ' ';
        text_ += std::to_string(position_) + ' ' + ordered_set(numbers_);
        numbers_.clear();
    }

    bool const ordered_;
    std::size_t position_ = 0;
    std::vector<std::uint32_t> numbers_;
    std::string text_;
};

void windows(search_key const& key, context const& of, std::int64_t now, std::vector<std::pair<std::int64_t, std::int64_t>>& out) {
    auto const seconds = static_cast<std::int64_t>(key.number);
    if (key.what == kind::older || key.what == kind::younger) out.emplace_back(of.looked_at - seconds, now - seconds);
    for (auto const& child : key.keys) windows(child, of, now, out);
}

}  // namespace

bool contexts::has(std::string_view tag) const noexcept {
    return std::any_of(all_.begin(), all_.end(), [tag](context const& c) { return c.tag == tag; });
}

bool contexts::add(context what) {
    auto results = what.uids.size();
    for (auto const& one : all_) results += one.uids.size();
    if (all_.size() == most || results > most_results) return false;
    all_.push_back(std::move(what));
    return true;
}

bool contexts::cancel(std::string_view tag) {
    return std::erase_if(all_, [tag](context const& c) { return c.tag == tag; }) > 0;
}

void contexts::tell_gone(std::string& out, selected const& box, std::vector<std::uint32_t> const& gone) {
    if (gone.empty()) return;
    for (auto& one : all_) {
        auto const removed = take_out(one, box, gone);
        write_update(out, one, removed, {});
    }
}

search_key pinned(search_key const& key, selected const& box) {
    auto out = key;
    if ((key.what == kind::sequence || key.what == kind::uid) && key.set.saved) {
        out.what = kind::uid;
        out.set = as_set(box.saved());
    } else if (key.what == kind::sequence) {
        out.what = kind::uid;
        out.set = as_uids(key.set, box);
    } else if (key.what == kind::uid) {
        out.set = without_stars(key.set, box.largest(by::uid));
    }
    for (auto& child : out.keys) child = pinned(child, box);
    return out;
}

std::vector<std::uint32_t> touched_by_time(context const& what, store::snapshot const& rows, std::int64_t now) {
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    std::vector<std::uint32_t> out;
    windows(what.key, what, now, all);
    if (all.empty() || now == what.looked_at) return out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const date = rows[i].internal_date;
        if (date == store::unknown_date) out.push_back(rows[i].uid);    // who looks at it finds it
        if (date == store::unknown_date) continue;
        auto const inside = [date](auto const& w) { return w.first <= date && date <= w.second; };
        if (std::any_of(all.begin(), all.end(), inside)) out.push_back(rows[i].uid);
    }
    return out;
}

std::string take_out(context& from, selected const& box, std::vector<std::uint32_t> const& gone) {
    pairs out(!from.order.empty());
    std::size_t kept = 0;
    bool follows = false;
    for (auto const uid : from.uids) {
        bool const leaves = std::binary_search(gone.begin(), gone.end(), uid);
        if (leaves) out.add(kept + 1, follows, number_of(uid, from.form, box));
        else from.uids[kept++] = uid;
        follows = leaves;
    }
    from.uids.resize(kept);
    return out.text();
}

std::string put_in(context& into, selected const& box, std::vector<newcomer> const& in) {
    pairs out(!into.order.empty());
    std::vector<std::uint32_t> all;
    all.reserve(into.uids.size() + in.size());
    auto next = into.uids.begin();
    bool first = true;
    for (auto const& one : in) {
        auto const place = into.uids.begin() + static_cast<std::ptrdiff_t>(one.place);
        bool const follows = !first && next == place;
        all.insert(all.end(), next, place);
        next = place;
        all.push_back(one.uid);
        out.add(all.size(), follows, number_of(one.uid, into.form, box));
        first = false;
    }
    all.insert(all.end(), next, into.uids.end());
    into.uids = std::move(all);
    return out.text();
}

void write_update(std::string& out, context const& of, std::string const& removed, std::string const& added) {
    if (removed.empty() && added.empty()) return;
    out.append("* ESEARCH (").append(of.correlator).append(")");
    if (of.form == by::uid) out += " UID";
    if (!removed.empty()) out.append(" REMOVEFROM ").append(removed);
    if (!added.empty()) out.append(" ADDTO ").append(added);
    out += "\r\n";
}

}  // namespace mailstead::imap
