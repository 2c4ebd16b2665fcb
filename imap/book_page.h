// What SEARCH, SORT and THREAD want to know of some messages of a mailbox, made ready once: each column's texts lie one behind the
// other, so that a look through all of them is one pass over memory. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mime/text.h"
#include "store/facts.h"

namespace mailstead::imap {

// Texts of consecutive rows. Of a row nothing may be known.
class book_column {
public:
    void add(std::string_view text);
    void add_unknown();
    void add_from(book_column const& other, std::size_t row);

    std::size_t rows() const noexcept { return ends_.size(); }
    std::string_view of(std::size_t row) const noexcept { return std::string_view(text_).substr(begin_of(row), ends_[row] - begin_of(row)); }
    // Ascending.
    std::vector<std::uint32_t> const& unknown() const noexcept { return unknown_; }
    bool is_known(std::size_t row) const noexcept;
    std::size_t octets() const noexcept { return text_.capacity() + (ends_.capacity() + unknown_.capacity()) * sizeof(std::uint32_t); }
    void shrink();

    // Calls `take` with each row in [from, to) whose text holds `needle`, ascending; `needle` must not be found across the end of
    // a text, as marked() sees to.
    template <class Take>
    void each_holding(std::string_view needle, std::size_t from, std::size_t to, Take&& take) const;

private:
    std::size_t begin_of(std::size_t row) const noexcept { return row == 0 ? 0 : ends_[row - 1]; }
    static std::size_t find(std::string_view in, std::string_view what, std::size_t from) noexcept;

    std::string text_;
    std::vector<std::uint32_t> ends_;
    std::vector<std::uint32_t> unknown_;
};

// What a SEARCH looks through, folded. message_id is the field as HEADER reads it; so is `subject`, where no field stands twice.
enum class book_text { subject, from, to, cc, bcc, message_id };
inline constexpr std::size_t book_texts = 6;
// Begins a text that is there, be it empty; no folded text holds it.
inline constexpr char book_mark = '\xfe';
inline constexpr std::int32_t no_day = std::numeric_limits<std::int32_t>::min();

struct book_page {
    std::vector<std::uint32_t> uids;         // ascending
    std::vector<book_column> columns;        // by book_text; of a page for ordering one, of order_facts
    std::vector<std::int32_t> days;          // of Date, by mime::local_day; no_day: there is none. Empty in a page for ordering
    std::vector<std::uint32_t> doubtful;     // rows whose header may hold a field twice, so that HEADER has to look

    std::size_t octets() const noexcept;
    std::optional<std::size_t> row_of(std::uint32_t uid) const noexcept;
    void shrink();
};

// What is looked for in a column, of a folded string: the empty one is in every text that is there.
std::string book_needle(std::string const& folded);

// Adds a message behind all that are there; where its uid is below theirs, put_in_order() comes before anything is asked of the page.
void add_texts(book_page& to, std::uint32_t uid, store::facts const& what);
void add_order(book_page& to, std::uint32_t uid, store::facts const& what);
void put_in_order(book_page& page);
// Adds rows; of the same uid those that are there stay.
void add_rows(book_page& to, book_page const& from);

template <class Take>
void book_column::each_holding(std::string_view needle, std::size_t from, std::size_t to, Take&& take) const {
    if (from >= to) return;
    auto const text = std::string_view(text_).substr(0, ends_[to - 1]);
    auto row = from;
    for (auto at = find(text, needle, begin_of(from)); at != text.npos; at = find(text, needle, ends_[row - 1])) {
        while (ends_[row] <= at) ++row;
        take(row++);
        if (row == to) return;
    }
}

}  // namespace mailstead::imap
