#include "imap/book_filler.h"

#include <algorithm>
#include <vector>

namespace mailstead::imap {

namespace {

constexpr std::size_t in_piece = 128;    // what a few threads share evenly

constexpr std::size_t many = 1000;
constexpr std::size_t in_turn = 1024;

using piece = std::span<std::uint32_t const>;

// Takes a turn and waits for the next one behind all others.
class filling final : public net::disk_pool::job {
public:
    filling(std::shared_ptr<books> into, std::shared_ptr<store::mailbox> box, store::view of, net::disk_pool& disk, std::shared_ptr<void> alone)
        : into_(std::move(into)), box_(std::move(box)), of_(std::move(of)), disk_(disk), alone_(std::move(alone)) {}

    void run(std::optional<net::errc> refusal) noexcept override {
        try {
            if (refusal || !take_turn()) return;
            disk_.submit(std::make_unique<filling>(*this));
        } catch (std::exception const&) {    // for speed only
        }
    }

private:
    // True: there is more to do.
    bool take_turn() {
        std::vector<std::uint32_t> uids;
        auto const known = into_->find(place_in_books(box_, of_->uidvalidity()), books::group::texts);
        for (; next_ < of_->size() && uids.size() < in_turn; ++next_)
            if (auto const uid = (*of_)[next_].uid; !find_in(known, uid).page) uids.push_back(uid);
        return fill_book(*into_, box_, of_->uidvalidity(), books::group::texts, uids, {}).has_room && next_ < of_->size();
    }

    std::shared_ptr<books> into_;
    std::shared_ptr<store::mailbox> box_;
    store::view of_;
    net::disk_pool& disk_;
    std::shared_ptr<void> alone_;
    std::size_t next_ = 0;
};

// None reaches into another page.
std::vector<piece> pieces_of(std::span<std::uint32_t const> uids) {
    std::vector<piece> out;
    while (!uids.empty()) {
        auto const number = books::page_of(uids.front());
        std::size_t n = 1;
        while (n < std::min(uids.size(), in_piece) && books::page_of(uids[n]) == number) ++n;
        out.push_back(uids.first(n));
        uids = uids.subspan(n);
    }
    return out;
}

// The store tells them in any order. What it does not tell is gone, or asked for alone, and tells why.
book_page read_page(store::mailbox& box, books::group which, piece uids, base::error_code& trouble) {
    book_page out;
    auto const take = [&](std::uint32_t uid, store::facts const& what) {
        if (which == books::group::texts) add_texts(out, uid, what);
        else add_order(out, uid, what);
    };
    (void)box.glance_at(uids, store::facts_part::header_alone, [&](store::glance const& one) { take(one.uid, *one.what); });
    put_in_order(out);
    auto const told = out.uids;
    for (auto const uid : uids) {
        if (std::binary_search(told.begin(), told.end(), uid)) continue;
        auto const facts = box.facts_of(uid);
        if (facts) take(uid, **facts);
        else if (facts.error() != store::errc::gone) trouble = facts.error();
    }
    put_in_order(out);
    return out;
}

}  // namespace

filled fill_book(books& into, std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity, books::group which,
                 std::span<std::uint32_t const> uids, helpers const& with) {
    auto const place = place_in_books(box, uidvalidity);
    filled out;
    for (auto left = uids; !left.empty() && out.has_room;) {
        auto const now = left.first(std::min(left.size(), filled_at_once));
        auto const pieces = pieces_of(now);
        std::vector<book_page> made(pieces.size());
        std::vector<base::error_code> troubles(pieces.size());
        share_work(with, helper_count(), pieces.size(), [&](std::size_t i) { made[i] = read_page(*box, which, pieces[i], troubles[i]); });
        for (auto const& one : troubles)
            if (one) out.trouble = one;
        std::erase_if(made, [](book_page const& one) { return one.uids.empty(); });
        out.has_room = into.add(place, which, made);
        left = left.subspan(now.size());
    }
    return out;
}

void fill_later(std::shared_ptr<books> into, std::shared_ptr<store::mailbox> box, store::view of, net::disk_pool& disk) {
    if (of->size() < many) return;
    auto const place = place_in_books(box, of->uidvalidity());
    std::size_t known = 0;
    for (auto const& page : into->find(place, books::group::texts)) known += page->uids.size();
    if (of->size() < known + many) return;
    auto alone = into->reserve(place);
    if (alone) disk.submit(std::make_unique<filling>(std::move(into), std::move(box), std::move(of), disk, std::move(alone)));
}

}  // namespace mailstead::imap
