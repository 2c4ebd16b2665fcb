// Books of mailboxes that were searched, sorted or threaded lately (book_page.h), so that the next time nothing is asked of the
// store. Shared by all sessions of the process; bounded: the mailbox that was not used for the longest time goes first.
// Thread-safe, never blocks for long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "store/mailbox.h"

#include "imap/book_page.h"

namespace mailstead::imap {

// A mailbox as all who have it open share it, and the UIDVALIDITY of the uids that are meant: under another one they are other messages'.
struct book_place {
    std::shared_ptr<store::mailbox const> box;
    std::uint32_t uidvalidity;
};
// `box` may be a guarded one. Whoever asks a book sees to it that the user may read the mailbox (store::mailbox::may_read).
book_place place_in_books(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity);

class books {
public:
    enum class group { texts, order };
    // Ascending by uid, without overlaps; never null.
    using pages = std::vector<std::shared_ptr<book_page const>>;

    explicit books(std::size_t octets = 64 * 1024 * 1024) : most_(octets) {}

    pages find(book_place const& at, group which);
    // False: there is no room for them, or not for all of them.
    bool add(book_place const& at, group which, std::span<book_page const> more);
    // What was worked out of pages and may be forgotten: of each kind one of a book. `octets`: what it takes.
    static constexpr std::size_t derived_kinds = 8;
    std::shared_ptr<void const> derived(book_place const& at, std::size_t kind);
    void keep(book_place const& at, std::size_t kind, std::shared_ptr<void const> what, std::size_t octets);
    // Held by the one who fills the book behind others' backs; null: somebody does already.
    std::shared_ptr<void> reserve(book_place const& at);
    // Lets go of what is closed; whatever makes room does so, too.
    void sweep();
    std::size_t octets();

    // Uids with the same number belong to one page.
    static std::uint32_t page_of(std::uint32_t uid) noexcept { return uid >> 12; }

private:
    using chapter = std::map<std::uint32_t, std::shared_ptr<book_page const>>;    // by page_of()
    struct book {
        std::weak_ptr<store::mailbox const> of;      // gone: another mailbox may lie at the same address
        struct { std::shared_ptr<void const> what; std::size_t octets = 0; } derived[derived_kinds];
        std::weak_ptr<void> reserved;
        chapter chapters[2];
        std::size_t octets = 0;
        std::uint32_t uidvalidity = 0;
        std::uint64_t used = 0;
    };
    book& book_of(book_place const& at);
    void forget_closed();
    bool make_room(std::size_t octets, store::mailbox const* keep);

    std::size_t const most_;
    std::mutex lock_;
    std::unordered_map<store::mailbox const*, book> books_;
    std::size_t octets_ = 0;
    std::uint64_t clock_ = 0;
};

// The row of a uid; page null: it is not known.
struct book_row {
    book_page const* page = nullptr;
    std::size_t row = 0;
};
book_row find_in(books::pages const& in, std::uint32_t uid) noexcept;

}  // namespace mailstead::imap
