#include "imap/books.h"

#include <algorithm>

#include "store/read.h"

namespace mailstead::imap {

namespace {

// All of `more` that belong to one page, with what is there.
book_page with_more(book_page const* there, std::span<book_page const> more) {
    auto out = there ? *there : book_page();
    for (auto const& one : more) add_rows(out, one);
    out.shrink();
    return out;
}

}  // namespace

book_place place_in_books(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity) { return {store::innermost(box), uidvalidity}; }

books::book& books::book_of(book_place const& at) {
    auto& out = books_[at.box.get()];
    if (out.of.lock() != at.box || out.uidvalidity != at.uidvalidity) {
        octets_ -= out.octets;
        out = book();
        out.of = at.box;
        out.uidvalidity = at.uidvalidity;
    }
    out.used = ++clock_;
    return out;
}

books::pages books::find(book_place const& at, group which) {
    std::lock_guard const hold(lock_);
    pages out;
    for (auto const& [number, page] : book_of(at).chapters[static_cast<std::size_t>(which)]) out.push_back(page);
    return out;
}

void books::forget_closed() {
    for (auto at = books_.begin(); at != books_.end();) {
        bool const closed = at->second.of.expired();
        if (closed) octets_ -= at->second.octets;
        at = closed ? books_.erase(at) : std::next(at);
    }
}

bool books::make_room(std::size_t octets, store::mailbox const* keep) {
    forget_closed();
    while (octets_ + octets > most_ && books_.size() > 1) {
        auto const older = [keep](auto const& a, auto const& b) { return std::pair(a.first == keep, a.second.used) < std::pair(b.first == keep, b.second.used); };
        auto const oldest = std::min_element(books_.begin(), books_.end(), older);
        octets_ -= oldest->second.octets;
        books_.erase(oldest);
    }
    return octets_ + octets <= most_;
}

bool books::add(book_place const& at, group which, std::span<book_page const> more) {
    std::lock_guard const hold(lock_);
    auto& book = book_of(at);
    auto& chapter = book.chapters[static_cast<std::size_t>(which)];
    while (!more.empty()) {
        auto const number = page_of(more.front().uids.front());
        auto const end = std::find_if(more.begin(), more.end(), [number](auto const& one) { return page_of(one.uids.front()) != number; });
        auto const count = static_cast<std::size_t>(end - more.begin());
        auto& there = chapter[number];
        auto const had = there ? there->octets() : 0;
        auto next = std::make_shared<book_page const>(with_more(there.get(), more.first(count)));
        if (!make_room(next->octets() - had, at.box.get())) {
            if (!there) chapter.erase(number);
            return false;
        }
        there = std::move(next);
        book.octets += there->octets() - had;
        octets_ += there->octets() - had;
        more = more.subspan(count);
    }
    return true;
}

std::shared_ptr<void const> books::derived(book_place const& at, std::size_t kind) {
    std::lock_guard const hold(lock_);
    return book_of(at).derived[kind].what;
}

void books::keep(book_place const& at, std::size_t kind, std::shared_ptr<void const> what, std::size_t octets) {
    std::lock_guard const hold(lock_);
    auto& book = book_of(at);
    auto& there = book.derived[kind];
    book.octets -= there.octets;
    octets_ -= there.octets;
    there = {};
    if (!make_room(octets, at.box.get())) return;
    there = {std::move(what), octets};
    book.octets += octets;
    octets_ += octets;
}

std::shared_ptr<void> books::reserve(book_place const& at) {
    std::lock_guard const hold(lock_);
    auto& book = book_of(at);
    if (!book.reserved.expired()) return nullptr;
    auto out = std::make_shared<char>();
    book.reserved = out;
    return out;
}

void books::sweep() {
    std::lock_guard const hold(lock_);
    forget_closed();
}

std::size_t books::octets() {
    std::lock_guard const hold(lock_);
    forget_closed();
    return octets_;
}

book_row find_in(books::pages const& in, std::uint32_t uid) noexcept {
    auto const at = std::lower_bound(in.begin(), in.end(), uid, [](auto const& page, std::uint32_t wanted) { return page->uids.back() < wanted; });
    if (at == in.end()) return {};
    auto const row = (*at)->row_of(uid);
    return row ? book_row{at->get(), *row} : book_row{};
}

}  // namespace mailstead::imap
