// The order facts of many messages: in the books, else one after the other from the store, asked as it likes it. Blocks: on the disk
// pool only.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "imap/books.h"
#include "imap/order_facts.h"
#include "imap/selected.h"
#include "imap/shared_work.h"

namespace mailstead::imap {

// What a walk needs beside the messages. `known` must outlive it.
struct order_source {
    books& known;
    std::shared_ptr<store::mailbox> box;
    std::uint32_t uidvalidity;
    helpers with = {};                   // threads that may help to read
    book_place place() const { return place_in_books(box, uidvalidity); }
};

// Those of one message; absent: it is gone.
store::result<std::optional<order_facts>> order_facts_of(order_source const& from, std::uint32_t uid);

class order_walk {
public:
    // `messages` must outlive the walk.
    order_walk(order_source from, std::vector<picked> const& messages) : from_(std::move(from)), messages_(messages) {}

    // Fills the book until `end`; returns when all is there, or there is no room. errc::no_right; what makes a message unreadable
    store::result<void> prepare(std::chrono::steady_clock::time_point end);
    bool is_prepared() const noexcept { return is_full_ || looked_to_ == messages_.size(); }
    // After that: where each message lies in pages(). A message that is gone has no page. False: there was no room,
    // or it has been given to another mailbox meanwhile.
    bool find_rows(std::vector<book_row>& out) const;
    books::pages const& pages() const noexcept { return pages_; }
    order_source const& from() const noexcept { return from_; }

    // One by one.
    bool done() const noexcept { return next_ == messages_.size(); }
    picked const& at() const noexcept { return messages_[next_]; }
    // Those of at(), and on to the next message. Absent: it is gone.
    store::result<std::optional<order_facts>> next();
    // On without looking.
    void pass() noexcept { ++next_; }

private:
    store::result<void> fill_next();

    order_source const from_;
    std::vector<picked> const& messages_;
    books::pages pages_;                 // the book's
    std::size_t looked_to_ = 0, next_ = 0, expected_ = 0;
    bool begun_ = false, is_full_ = false;
};

}  // namespace mailstead::imap
