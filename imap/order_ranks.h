// Texts of a book as numbers that order as they do, and Message-IDs as numbers that are the same where they are: worked out once for
// all messages of a mailbox, so that the next SORT or THREAD compares numbers. Kept in the books.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "imap/books.h"
#include "imap/order_facts.h"

namespace mailstead::imap {

// Of one text of all rows of pages.
struct ranking {
    books::pages of;
    // By page and row: 0 is the empty text; equal texts have equal numbers.
    std::vector<std::vector<std::uint32_t>> ranks;
};

// Who refers to whom.
struct references {
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    struct page {
        std::vector<std::uint32_t> ids;          // by row: its own; none: it has no Message-ID
        std::vector<std::uint32_t> ends;         // by row, in `named`
        std::vector<std::uint32_t> named;        // ids that the rows refer to, the oldest first
        std::span<std::uint32_t const> of(std::size_t row) const noexcept;
    };
    books::pages of;
    std::vector<page> pages;
    std::uint32_t count = 0;                     // numbers in use: all below it
};

// `of`, pages for ordering, are what the book had a moment ago. Each takes some ten milliseconds for 100,000 messages, unless it is
// known.
std::shared_ptr<ranking const> ranking_of(books& in, book_place const& at, books::pages const& of, order_view::text which);
std::shared_ptr<references const> references_of(books& in, book_place const& at, books::pages const& of);

// Which place each text would have among `texts`, as `ranking` has it. Pure.
std::vector<std::uint32_t> ranked(std::span<std::string_view const> texts);

// Puts `order`, places in `keys`, in the order of their keys; what is equal stays as it is. Pure.
void sort_stably(std::span<std::uint64_t const> keys, std::vector<std::uint32_t>& order);

}  // namespace mailstead::imap
