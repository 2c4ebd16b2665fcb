// A whole window of a search at once: rows, the book and the index of texts say of each message that it matches, that it does not,
// or that this is open.
#include <algorithm>

#include "imap/book_filler.h"
#include "imap/search_matcher.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

constexpr std::size_t worth_filling = 8;    // of so few messages the facts are looked at as they are

}  // namespace

// Rows and positions ascend by uid alike.
void search_run::look_into_book(std::size_t end) {
    auto& book = *book_;
    auto const& rows = *box_.view();
    if (begun_ && books_) book.pages = books_->find(place_in_books(box_.shared_box(), rows.uidvalidity()), books::group::texts);
    book.begin = next_;
    book.end = end;
    book.there = bitmap(end - next_);
    book.stretches.clear();
    auto at = next_;
    for (auto const& page : book.pages) {
        auto const& uids = page->uids;
        auto row = static_cast<std::size_t>(std::lower_bound(uids.begin(), uids.end(), rows[next_].uid) - uids.begin());
        open_book::stretch one{page.get(), row, row, {}};
        for (; row < uids.size() && at < end; ++row) {
            while (at < end && rows[at].uid < uids[row]) ++at;
            if (at == end) break;
            bool const is_same = rows[at].uid == uids[row];
            one.places.push_back(is_same ? static_cast<std::uint32_t>(at - next_) : open_book::outside);
            if (is_same) book.there.set(at - next_);
        }
        one.end = one.begin + one.places.size();
        if (!one.places.empty()) book.stretches.push_back(std::move(one));
    }
}

// Where many are open. False: nothing was put into it.
bool search_run::fill_book(bitmap const& wanted) {
    if (!books_ || book_->is_full || !root_->asks_book()) return false;
    auto unknown = wanted;
    unknown -= book_->there;
    if (unknown.count() < worth_filling) return false;
    std::vector<std::uint32_t> uids;
    unknown.each([&](std::size_t at) { uids.push_back((*box_.view())[next_ + at].uid); });
    book_->is_full = !imap::fill_book(*books_, box_.shared_box(), box_.view()->uidvalidity(), books::group::texts, uids, helpers_).has_room;
    return true;
}

search_run::marks search_run::evaluate(matcher const& what, bitmap const& among) const {
    switch (what.what) {
        case kind::all: return {among, bitmap(among.size())};
        case kind::none: return {bitmap(among.size()), bitmap(among.size())};
        case kind::all_of: case kind::any_of: case kind::none_of: return evaluate_list(what, among);
        default: break;
    }
    if (what.price == cost::row) return evaluate_row(what, among);
    marks out{bitmap(among.size()), among};
    if (what.is_in_book()) {
        bitmap known = book_->there;
        out.yes = in_book(what, known);
        out.yes &= among;
        out.open -= known;
    }
    if (what.answers.empty()) return out;
    auto const asked = out.open;
    out.open = bitmap(among.size());
    asked.each([&](std::size_t at) {
        if (!what.is_ruled_out((*box_.view())[book_->begin + at].uid)) out.open.set(at);
    });
    return out;
}

search_run::marks search_run::evaluate_row(matcher const& what, bitmap const& among) const {
    marks out{bitmap(among.size()), bitmap(among.size())};
    auto const& rows = *box_.view();
    among.each([&](std::size_t at) {
        auto const position = book_->begin + at;
        subject message(box_.box(), rows[position], box_.sequence_at(position));
        if (lacks_measure(what, message.row)) return out.open.set(at);
        auto const matched = matches(what, message);
        if (matched && *matched) out.yes.set(at);
    });
    return out;
}

// A key is asked about those messages alone that the ones before it leave undecided; the cheapest is asked first.
search_run::marks search_run::evaluate_list(matcher const& what, bitmap const& among) const {
    bool const all = what.what == kind::all_of;
    marks out{all ? among : bitmap(among.size()), bitmap(among.size())};
    auto undecided = among;
    for (auto const& key : what.keys) {
        auto const one = evaluate(key, undecided);
        auto possible = one.yes;
        possible |= one.open;
        if (all) {
            out.open |= one.open;
            out.open &= possible;
            out.yes &= one.yes;
            undecided &= possible;
        } else {
            out.yes |= one.yes;
            out.open |= one.open;
            out.open -= out.yes;
            undecided -= one.yes;
        }
    }
    if (what.what != kind::none_of) return out;
    auto rest = among;
    rest -= out.yes;
    rest -= out.open;
    out.yes = rest;
    return out;
}

// The window's messages that the book says match; `known`, of which it has rows, loses those that it cannot decide about.
bitmap search_run::in_book(matcher const& what, bitmap& known) const {
    bitmap out(book_->there.size());
    bitmap open(book_->there.size());
    auto const needle = book_needle(what.needle);
    for (auto const& one : book_->stretches) {
        auto const mark = [&one](bitmap& in, std::size_t row) {
            if (row < one.begin || row >= one.end) return;
            auto const place = one.places[row - one.begin];
            if (place != open_book::outside) in.set(place);
        };
        if (what.by_day) {
            for (auto row = one.begin; row < one.end; ++row)
                if (what.takes_day(one.page->days[row])) mark(out, row);
            continue;
        }
        auto const& column = one.page->columns[static_cast<std::size_t>(*what.column)];
        column.each_holding(needle, one.begin, one.end, [&](std::size_t row) { mark(out, row); });
        for (auto const row : column.unknown()) mark(open, row);
        if (what.what == kind::header)
            for (auto const row : one.page->doubtful) mark(open, row);
    }
    out -= open;
    known -= open;
    return out;
}

std::optional<bool> search_run::in_book(matcher const& what, std::uint32_t uid) const {
    if (!what.is_in_book()) return std::nullopt;
    auto const [page, row] = find_in(book_->pages, uid);
    if (!page) return std::nullopt;
    if (what.by_day) return what.takes_day(page->days[row]);
    auto const& column = page->columns[static_cast<std::size_t>(*what.column)];
    bool const is_doubtful = what.what == kind::header && std::binary_search(page->doubtful.begin(), page->doubtful.end(), row);
    if (is_doubtful || !column.is_known(row)) return std::nullopt;
    return column.of(row).find(book_needle(what.needle)) != std::string_view::npos;
}

}  // namespace mailstead::imap
