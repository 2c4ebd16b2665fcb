// One SORT of what a search found, RFC 5256 §3: by numbers, where the book has all messages; else a message takes a key of at most a
// kilobyte for each criterion.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "imap/order_walk.h"

namespace mailstead::imap {

class sort_run {
public:
    // The rows of `messages` must outlive the run.
    sort_run(order_source from, std::vector<picked> messages, std::vector<sort_criterion> order);
    sort_run(sort_run const&) = delete;

    // True when go_on() takes long, and so belongs on the disk pool.
    bool needs_disk() const noexcept;
    bool done() const noexcept { return done_; }
    // Looks at messages for about `slice`; the last one sorts. A message that is gone is left out.
    store::result<void> go_on(std::chrono::milliseconds slice);
    // In order.
    std::vector<picked> const& sorted() const noexcept { return sorted_; }

private:
    struct entry {
        std::uint64_t prefix;                // of the key
        std::size_t begin, end;              // the key in keys_
        picked what;
    };
    bool sort_in_book();
    std::vector<std::uint64_t> numbers_for(sort_criterion const& by, std::vector<book_row> const& rows) const;
    store::result<void> look();
    void sort();

    std::vector<picked> const messages_;
    std::vector<sort_criterion> const order_;
    bool const needs_facts_;
    order_walk walk_;
    std::string keys_;
    std::vector<entry> entries_;
    std::vector<picked> sorted_;
    bool is_in_book_ = true;
    bool done_ = false;
};

}  // namespace mailstead::imap
