#include "imap/order_cache.h"

#include <algorithm>

namespace mailstead::imap {

namespace {

constexpr std::size_t block = 256 * 1024;
constexpr std::size_t beside = 64;               // octets that an entry takes besides its own

}  // namespace

order_cache::book& order_cache::book_of(std::shared_ptr<store::mailbox> const& box) {
    auto& out = books_[box.get()];
    auto const uidvalidity = box->now()->uidvalidity();
    if (out.of.lock() != box || out.uidvalidity != uidvalidity) {
        octets_ -= out.octets;
        out = book();
        out.of = box;
        out.uidvalidity = uidvalidity;
    }
    out.used = ++clock_;
    return out;
}

std::optional<order_facts> order_cache::find(std::shared_ptr<store::mailbox> const& box, std::uint32_t uid) {
    std::lock_guard const hold(lock_);
    auto const& book = book_of(box);
    auto const at = book.known.find(uid);
    if (at == book.known.end()) return std::nullopt;
    return order_facts(at->second);
}

// Mailboxes that are closed go first, then the one used longest ago; one that alone is too large forgets all.
void order_cache::make_room(store::mailbox const* keep) {
    for (auto at = books_.begin(); at != books_.end();) {
        bool const closed = at->second.of.expired();
        if (closed) octets_ -= at->second.octets;
        at = closed ? books_.erase(at) : std::next(at);
    }
    while (octets_ > most_) {
        auto const older = [keep](auto const& a, auto const& b) { return std::pair(a.first == keep, a.second.used) < std::pair(b.first == keep, b.second.used); };
        auto const oldest = std::min_element(books_.begin(), books_.end(), older);
        octets_ -= oldest->second.octets;
        books_.erase(oldest);
    }
}

void order_cache::remember(std::shared_ptr<store::mailbox> const& box, std::uint32_t uid, order_facts const& what) {
    std::lock_guard const hold(lock_);
    auto& book = book_of(box);
    auto const& bytes = what.bytes();
    auto const [at, fresh] = book.known.try_emplace(uid);
    if (!fresh) return;
    if (book.blocks.empty() || book.blocks.back().size() + bytes.size() > book.blocks.back().capacity()) {
        book.blocks.emplace_back().reserve(std::max(block, bytes.size()));
    }
    auto& into = book.blocks.back();
    into += bytes;
    at->second = std::string_view(into).substr(into.size() - bytes.size());
    book.octets += bytes.size() + beside;
    octets_ += bytes.size() + beside;
    if (octets_ > most_) make_room(box.get());
}

}  // namespace mailstead::imap
