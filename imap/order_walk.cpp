#include "imap/order_walk.h"

#include <algorithm>

#include "imap/book_filler.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t expected_at_once = 256;

order_facts row_of(book_row const& at) { return order_facts(at.page->columns.front().of(at.row)); }

store::result<std::optional<order_facts>> from_store(store::mailbox& box, std::uint32_t uid) {
    auto const found = box.facts_of(uid);
    if (!found && found.error() == store::errc::gone) return std::optional<order_facts>();
    if (!found) return found.error();
    return std::optional<order_facts>(order_facts(**found));
}

// The next row of the same page is nearly always the one.
book_row find_behind(books::pages const& in, book_row const& last, std::uint32_t uid) {
    auto const next = last.row + 1;
    bool const follows = last.page && next < last.page->uids.size() && last.page->uids[next] == uid;
    return follows ? book_row{last.page, next} : find_in(in, uid);
}

}  // namespace

store::result<std::optional<order_facts>> order_facts_of(order_source const& from, std::uint32_t uid) {
    if (auto const may = from.box->may_read(); !may) return may.error();
    auto const pages = from.known.find(from.place(), books::group::order);
    if (auto const at = find_in(pages, uid); at.page) return std::optional<order_facts>(row_of(at));
    return from_store(*from.box, uid);
}

store::result<void> order_walk::fill_next() {
    auto const end = std::min(messages_.size(), looked_to_ + filled_at_once);
    std::vector<std::uint32_t> uids;
    book_row at;
    for (; looked_to_ < end; ++looked_to_) {
        auto const uid = messages_[looked_to_].row->uid;
        at = find_behind(pages_, at, uid);
        if (!at.page) uids.push_back(uid);
    }
    if (uids.empty()) return {};
    auto const done = fill_book(from_.known, from_.box, from_.uidvalidity, books::group::order, uids, from_.with);
    is_full_ = !done.has_room;
    return done.trouble ? store::result<void>(done.trouble) : store::result<void>();
}

store::result<void> order_walk::prepare(std::chrono::steady_clock::time_point end) {
    if (!std::exchange(begun_, true)) {
        if (auto const may = from_.box->may_read(); !may) return may;
        pages_ = from_.known.find(from_.place(), books::group::order);
    }
    while (!is_prepared() && std::chrono::steady_clock::now() < end)
        if (auto const done = fill_next(); !done) return done;
    if (is_prepared()) pages_ = from_.known.find(from_.place(), books::group::order);
    return {};
}

bool order_walk::find_rows(std::vector<book_row>& out) const {
    if (is_full_) return false;
    out.reserve(messages_.size());
    auto const there = from_.box->now();
    book_row at;
    for (auto const& one : messages_) {
        at = find_behind(pages_, at, one.row->uid);
        if (!at.page && there->find(one.row->uid)) return false;    // other mailboxes' pages have taken the room of this one's
        out.push_back(at);
    }
    return true;
}

store::result<std::optional<order_facts>> order_walk::next() {
    auto const uid = messages_[next_].row->uid;
    auto const at = find_in(pages_, uid);
    if (!at.page && next_ >= expected_) {
        std::vector<std::uint32_t> uids;
        for (expected_ = next_; expected_ < messages_.size() && uids.size() < expected_at_once; ++expected_) uids.push_back(messages_[expected_].row->uid);
        if (uids.size() > 1) from_.box->expect_facts(uids);
    }
    ++next_;
    if (at.page) return std::optional<order_facts>(row_of(at));
    return from_store(*from_.box, uid);
}

}  // namespace mailstead::imap
