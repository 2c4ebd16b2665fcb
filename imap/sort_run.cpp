#include "imap/sort_run.h"

#include <algorithm>

#include "imap/order_ranks.h"
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

std::optional<order_view::text> text_for(sort_criterion::key by) {
    using key = sort_criterion::key;
    using text = order_view::text;
    switch (by) {
        case key::cc: return text::cc;
        case key::from: return text::from;
        case key::to: return text::to;
        case key::display_from: return text::display_from;
        case key::display_to: return text::display_to;
        case key::subject: return text::subject;
        default: return std::nullopt;
    }
}

std::size_t page_number(books::pages const& in, book_page const* page) {
    auto const at = std::find_if(in.begin(), in.end(), [page](auto const& one) { return one.get() == page; });
    return static_cast<std::size_t>(at - in.begin());
}

}  // namespace

sort_run::sort_run(order_source from, std::vector<picked> messages, std::vector<sort_criterion> order)
    : messages_(std::move(messages)), order_(std::move(order)), needs_facts_(imap::needs_facts(order_)), walk_(std::move(from), messages_) {
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

// By criteria from the last to the first: each leaves what is equal as the ones behind it had it, and at last the mailbox.
bool sort_run::sort_in_book() {
    std::vector<book_row> rows;
    if (needs_facts_ && !walk_.find_rows(rows)) return false;
    std::vector<std::uint32_t> order;
    order.reserve(messages_.size());
    for (std::size_t i = 0; i < messages_.size(); ++i)
        if (!needs_facts_ || rows[i].page) order.push_back(static_cast<std::uint32_t>(i));
    for (auto by = order_.rbegin(); by != order_.rend(); ++by) sort_stably(numbers_for(*by, rows), order);
    sorted_.reserve(order.size());
    for (auto const at : order) sorted_.push_back(messages_[at]);
    done_ = true;
    return true;
}

// Of each message one whose order is the criterion's; `rows` as find_rows() gave them.
std::vector<std::uint64_t> sort_run::numbers_for(sort_criterion const& by, std::vector<book_row> const& rows) const {
    using key = sort_criterion::key;
    std::vector<std::uint64_t> out(messages_.size());
    auto const signed_order = [](std::int64_t n) { return static_cast<std::uint64_t>(n) ^ (std::uint64_t{1} << 63); };
    auto const text = text_for(by.by);
    auto const ranks = text ? ranking_of(walk_.from().known, walk_.from().place(), walk_.pages(), *text) : nullptr;
    std::size_t page = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const& row = *messages_[i].row;
        if (needs_facts_ && !rows[i].page) continue;
        if (ranks) {
            if (ranks->of[page].get() != rows[i].page) page = page_number(ranks->of, rows[i].page);
            out[i] = ranks->ranks[page][rows[i].row];
        } else if (by.by == key::date) {
            out[i] = signed_order(order_view(rows[i].page->columns.front().of(rows[i].row)).sent().value_or(row.internal_date));
        } else if (by.by == key::arrival) {
            out[i] = signed_order(row.internal_date);
        } else {
            out[i] = by.by == key::size ? row.size : signed_order(-std::int64_t{messages_[i].relevancy});    // what fits best comes first
        }
        if (by.reverse) out[i] = ~out[i];
    }
    return out;
}

store::result<void> sort_run::go_on(std::chrono::milliseconds slice) {
    auto const end = std::chrono::steady_clock::now() + slice;
    if (needs_facts_ && is_in_book_) {
        if (auto const done = walk_.prepare(end); !done) return done;
        if (!walk_.is_prepared()) return {};
    }
    if (is_in_book_ && sort_in_book()) return {};
    is_in_book_ = false;
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
