#include "imap/sort_run.h"

#include <algorithm>

#include "imap/sort_key.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t few = 2000;                // are sorted at once
constexpr std::size_t rows_between_looks = 16;    // at the clock

// The first octets as a number, so that most comparisons need no more.
std::uint64_t prefix_of(std::string_view key) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i) out = out << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
    return out;
}

}  // namespace

sort_run::sort_run(order_cache& cache, std::shared_ptr<store::mailbox> box, std::vector<picked> messages, std::vector<sort_criterion> order)
    : messages_(std::move(messages)), order_(std::move(order)), needs_facts_(imap::needs_facts(order_)), walk_(cache, std::move(box), messages_) {
    entries_.reserve(messages_.size());
}

bool sort_run::needs_disk() const noexcept { return needs_facts_ || messages_.size() > few; }

store::result<void> sort_run::look() {
    auto const& at = walk_.at();
    std::optional<order_facts> facts;
    if (needs_facts_) {
        auto found = walk_.next();
        if (!found) return found.error();
        if (!*found) return {};
        facts = std::move(*found);
    } else {
        walk_.pass();
    }
    auto const key = sort_key(order_, *at.row, facts ? &*facts : nullptr, at.relevancy);
    entries_.push_back({prefix_of(key), keys_.size(), keys_.size() + key.size(), at});
    keys_ += key;
    return {};
}

store::result<void> sort_run::go_on(std::chrono::milliseconds slice) {
    auto const end = std::chrono::steady_clock::now() + slice;
    for (std::size_t looked_at = 1; !walk_.done(); ++looked_at) {
        auto const done = look();
        if (!done) return done;
        if (looked_at % rows_between_looks == 0 && std::chrono::steady_clock::now() >= end) return {};
    }
    sort();
    return {};
}

// Keys that are equal leave the order of the mailbox (RFC 5256 §3).
void sort_run::sort() {
    std::string_view const keys = keys_;
    auto const before = [keys](entry const& a, entry const& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        auto const order = keys.substr(a.begin, a.end - a.begin).compare(keys.substr(b.begin, b.end - b.begin));
        return order != 0 ? order < 0 : a.what.sequence < b.what.sequence;
    };
    std::sort(entries_.begin(), entries_.end(), before);
    sorted_.reserve(entries_.size());
    for (auto const& one : entries_) sorted_.push_back(one.what);
    done_ = true;
}

}  // namespace mailstead::imap
