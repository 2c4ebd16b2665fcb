#include "imap/list_ahead.h"

#include <algorithm>
#include <utility>

#include "store/read.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t piece_size = 48;          // messages at the least, but for the last
constexpr std::size_t pieces_ahead = 24;        // of the one that the client gets: about half a megabyte of text
constexpr std::size_t pieces_at_hand = 10;      // what one response holds

}  // namespace

// Shared with helpers that may outlive the list. A piece belongs to whoever works at it, then to the list.
struct list_ahead::state {
    struct piece {
        std::size_t begin = 0, end = 0;         // messages
        std::vector<std::pair<std::uint32_t, summaries::page>> pages;    // by number; null: nothing is known
    };

    state(request what, std::shared_ptr<summaries> with) : asked(std::move(what)), book(std::move(with)), shared(store::innermost(asked.box)) { cut(); }

    void cut();
    std::uint32_t uid(std::size_t message) const noexcept { return (*asked.messages)[message].row->uid; }
    bool tells(summary_page const* page, std::size_t message) const noexcept;
    summary_page const* page_of(piece const& in, std::size_t message) const noexcept;
    void recall(piece& what) const;
    bool is_complete(piece const& what) const noexcept;
    bool hides_some(piece const& what) const noexcept;
    void find_out(piece& what) const;

    request const asked;
    std::shared_ptr<summaries> const book;
    std::shared_ptr<store::mailbox> const shared;    // as the book knows it
    std::vector<piece> pieces;
};

// Where a page ends, so that two threads seldom work at one page.
void list_ahead::state::cut() {
    auto const count = asked.messages->size();
    for (std::size_t begin = 0; begin < count;) {
        auto end = std::min(begin + piece_size, count);
        while (end < count && summary_page::number_of(uid(end)) == summary_page::number_of(uid(end - 1))) ++end;
        auto& made = pieces.emplace_back();
        made.begin = begin;
        made.end = end;
        begin = end;
    }
}

bool list_ahead::state::tells(summary_page const* page, std::size_t message) const noexcept {
    auto const& row = *(*asked.messages)[message].row;
    if (!page || !page->has(row.uid, asked.parts)) return false;
    if (!asked.measures) return true;
    auto measured = row;
    if (measured.internal_date == store::unknown_date) measured.internal_date = page->internal_date(row.uid);
    if (measured.size == store::unknown_size) measured.size = page->size(row.uid);
    return store::has(measured, *asked.measures);
}

summary_page const* list_ahead::state::page_of(piece const& in, std::size_t message) const noexcept {
    auto const number = summary_page::number_of(uid(message));
    for (auto const& [of, page] : in.pages)
        if (of == number) return page.get();
    return nullptr;
}

// What was listed before.
void list_ahead::state::recall(piece& what) const {
    what.pages.clear();
    for (auto message = what.begin; message < what.end; ++message) {
        auto const number = summary_page::number_of(uid(message));
        bool const there = std::any_of(what.pages.begin(), what.pages.end(), [number](auto const& page) { return page.first == number; });
        if (!there) what.pages.emplace_back(number, book ? book->find(shared, asked.view->uidvalidity(), number) : nullptr);
    }
}

bool list_ahead::state::is_complete(piece const& what) const noexcept {
    for (auto message = what.begin; message < what.end; ++message)
        if (!tells(page_of(what, message), message)) return false;
    return true;
}

bool list_ahead::state::hides_some(piece const& what) const noexcept {
    if (!asked.seven_bits || !(asked.parts & summary_page::envelope)) return false;
    for (auto message = what.begin; message < what.end; ++message)
        if (auto const* const page = page_of(what, message); page && page->has_8_bits(uid(message))) return true;
    return false;
}

void list_ahead::state::find_out(piece& what) const {
    recall(what);
    std::vector<std::uint32_t> uids;
    for (auto message = what.begin; message < what.end; ++message)
        if (!tells(page_of(what, message), message)) uids.push_back(uid(message));
    if (uids.empty()) return;
    std::vector<std::pair<std::uint32_t, summary_page_maker>> makers;
    for (auto& [number, page] : what.pages) makers.emplace_back(number, summary_page_maker(page));
    auto const take = [&](store::glance const& one) {
        for (auto& [number, maker] : makers)
            if (number == summary_page::number_of(one.uid)) maker.add(one, asked.parts);
    };
    bool const header = (asked.parts & ~summary_page::envelope) == 0;
    // What could not be found out is asked for again, alone, and tells why.
    (void)asked.box->glance_at(uids, header ? store::facts_part::header : store::facts_part::all, take);
    for (std::size_t i = 0; i < makers.size(); ++i) {
        if (!makers[i].second.has_news()) continue;
        what.pages[i].second = makers[i].second.done();
        if (book) book->keep(shared, asked.view->uidvalidity(), what.pages[i].first, what.pages[i].second);
    }
}

list_ahead::list_ahead(request what, std::shared_ptr<summaries> book, helpers with)
    : all_(std::make_shared<state>(std::move(what), std::move(book))),
      work_(all_->pieces.size(), pieces_ahead, [all = all_](std::size_t n) { all->find_out(all->pieces[n]); }, std::move(with)) {}

bool list_ahead::is_at_hand(std::size_t at) {
    auto number = piece_;
    while (number < all_->pieces.size() && all_->pieces[number].end <= at) ++number;
    auto const last = std::min(all_->pieces.size(), number + pieces_at_hand);
    for (; number < last; ++number) {
        auto& piece = all_->pieces[number];
        auto const is_known = [&] { return all_->recall(piece), all_->is_complete(piece); };
        // What helpers did not find is asked for alone.
        if (!work_.is_done(number, is_known) || !all_->is_complete(piece) || all_->hides_some(piece)) return false;
        at_hand_to_ = piece.end;
    }
    return true;
}

summary_page const* list_ahead::of(std::size_t at) {
    if (at >= end_) {
        while (at >= all_->pieces[piece_].end) all_->pieces[piece_++].pages = {};    // told
        work_.reach(piece_);
        end_ = all_->pieces[piece_].end;
    }
    auto const* const page = all_->page_of(all_->pieces[piece_], at);
    return all_->tells(page, at) ? page : nullptr;
}

}  // namespace mailstead::imap
