#include "imap/summaries.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace mailstead::imap {

namespace {

constexpr std::chrono::seconds between_looks{10};
constexpr std::size_t beside = 64;               // octets that a page takes besides its own

}  // namespace

void summaries::erase(store::mailbox const* which) {
    auto const at = books_.find(which);
    if (at == books_.end()) return;
    octets_ -= at->second.octets;
    books_.erase(at);
}

summaries::book* summaries::known(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity) {
    auto const at = books_.find(box.get());
    if (at == books_.end()) return nullptr;
    if (at->second.of.lock() == box && at->second.uidvalidity == uidvalidity) return &at->second;
    erase(box.get());
    return nullptr;
}

void summaries::look_around(std::chrono::steady_clock::time_point now) {
    looked_ = now;
    std::vector<store::mailbox const*> old;
    for (auto const& [which, book] : books_)
        if (book.of.expired() || now - book.used > kept) old.push_back(which);
    for (auto const* which : old) erase(which);
}

// False: even without all others there is none.
bool summaries::make_room(store::mailbox const* keep, std::size_t more) {
    auto const longer_ago = [keep](auto const& a, auto const& b) { return std::pair(a.first == keep, a.second.used) < std::pair(b.first == keep, b.second.used); };
    while (octets_ + more > most_) {
        auto const oldest = std::min_element(books_.begin(), books_.end(), longer_ago);
        if (oldest == books_.end() || oldest->first == keep) return false;
        erase(oldest->first);
    }
    return true;
}

summaries::page summaries::find(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity, std::uint32_t number) {
    std::lock_guard const hold(lock_);
    auto const now = clock_.steady();
    if (now - looked_ > between_looks) look_around(now);
    auto* const in = known(box, uidvalidity);
    if (!in) return nullptr;
    in->used = now;
    auto const at = in->pages.find(number);
    return at == in->pages.end() ? nullptr : at->second;
}

void summaries::keep(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity, std::uint32_t number, page what) {
    std::lock_guard const hold(lock_);
    auto const now = clock_.steady();
    if (now - looked_ > between_looks) look_around(now);
    auto const more = what->octets() + beside;
    auto* in = known(box, uidvalidity);
    if (in) {
        if (auto const at = in->pages.find(number); at != in->pages.end()) {
            auto const less = at->second->octets() + beside;
            in->octets -= less;
            octets_ -= less;
            in->pages.erase(at);
        }
    }
    if (!make_room(box.get(), more)) return;
    if (!in) {
        in = &books_[box.get()];
        in->of = box;
        in->uidvalidity = uidvalidity;
    }
    in->used = now;
    in->pages.emplace(number, std::move(what));
    in->octets += more;
    octets_ += more;
}

void summaries::sweep() {
    std::lock_guard const hold(lock_);
    if (!books_.empty()) look_around(clock_.steady());
}

std::size_t summaries::octets() const {
    std::lock_guard const hold(lock_);
    return octets_;
}

}  // namespace mailstead::imap
