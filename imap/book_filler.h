// Reads what a book lacks from the store.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "imap/books.h"
#include "imap/shared_work.h"

namespace mailstead::imap {

// How many messages are read between looks at the clock.
inline constexpr std::size_t filled_at_once = 4096;

struct filled {
    bool has_room = true;                // false: it makes no sense to go on
    base::error_code trouble = {};       // of a message that is there and could not be read
};
// Adds those messages, ascending by uid, helped by other threads. Left out: what is gone, or cannot be read. [blocking]
filled fill_book(books& into, std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity, books::group which,
                 std::span<std::uint32_t const> uids, helpers const& with);

// The same of the texts of all messages of a view, where many are not known: a little at a time on `disk`, after what waits
// there. Does not block.
void fill_later(std::shared_ptr<books> into, std::shared_ptr<store::mailbox> box, store::view of, net::disk_pool& disk);

}  // namespace mailstead::imap
