// One search key made ready, and one message it is held against. Private to search_run.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imap/bitmap.h"
#include "imap/books.h"
#include "imap/origin_table.h"
#include "imap/search_run.h"
#include "mime/fuzzy.h"
#include "mime/raw_filter.h"
#include "store/text_index.h"

namespace mailstead::imap {

enum class cost { row, origin, envelope, header, body };

struct search_run::matcher {
    search_key::kind what = search_key::kind::all;
    cost price = cost::row;
    std::string needle;                  // folded
    std::string field;
    std::uint64_t number = 0;            // flag bit, keyword bits, size
    std::int64_t day = 0;                // OLDER and YOUNGER: unix seconds
    store::uid_set set;                  // sequence numbers or uids
    std::vector<matcher> keys;           // cheapest first
    std::optional<mime::fuzzy_query> fuzzy;          // RFC 6203; of keys that look for a string
    std::optional<mime::raw_filter> filter;          // of HEADER, BODY and TEXT
    std::optional<book_text> column;                 // of the book, that decides
    bool by_day = false;                             // the book's days decide
    std::vector<store::text_answer> answers;         // what the index of texts says; each has to agree

    bool is_in_book() const noexcept { return column || by_day; }
    // Whether the book decides about one of its keys.
    bool asks_book() const noexcept {
        return is_in_book() || std::any_of(keys.begin(), keys.end(), [](matcher const& key) { return key.asks_book(); });
    }
    // Whether the book's day is one that is looked for.
    bool takes_day(std::int32_t when) const noexcept {
        if (when == no_day) return false;
        if (what == search_key::kind::sent_before) return when < day;
        return what == search_key::kind::sent_on ? when == day : when >= day;
    }
    // True when the index of texts knows that the message does not match.
    bool is_ruled_out(std::uint32_t uid) const noexcept {
        for (auto const& answer : answers)
            if (answer.known->contains(uid) && !answer.may_hold.contains(uid)) return true;
        return false;
    }
};

struct search_run::subject {
    subject(store::mailbox& box, store::message const& what, std::uint32_t number) : row(what), sequence(number), text(box, what.uid) {}
    store::message const& row;
    std::uint32_t sequence;
    message_text text;
    std::optional<std::string_view> raw;             // the whole text, where it has been read already
    std::optional<mime::envelope> own_envelope;
    std::optional<mime::part> own_structure;
    unsigned scores = 0, score_sum = 0;              // of fuzzy keys that matched

    store::result<mime::envelope const*> envelope();
    store::result<std::string_view> header();
    // The body's pieces; what trouble there is ends them.
    store::result<bool> any_body_text(mime::text_taker const& take);
    std::uint8_t relevancy() const noexcept { return static_cast<std::uint8_t>(scores == 0 ? 100 : score_sum / scores); }
};

// What is known of the messages of a window: they match, or that is open; all others do not.
struct search_run::marks {
    bitmap yes, open;
};

// The book's pages that a search looks into, and how its rows lie in the window.
struct search_run::open_book {
    static constexpr std::uint32_t outside = ~std::uint32_t{0};
    struct stretch {
        book_page const* page;
        std::size_t begin, end;                      // rows
        std::vector<std::uint32_t> places;           // in the window, of the rows from `begin` on; `outside`: of a message that is gone
    };
    books::pages pages;
    bool is_full = false;                            // no more is put into it
    std::size_t begin = 0, end = 0;                  // the window's positions
    std::vector<stretch> stretches;
    bitmap there;                                    // of the window: messages that the book has
};

// What messages come from, for the threads that read.
class search_run::shared_origins {
public:
    explicit shared_origins(selected const& box) noexcept : table_(box) {}
    store::result<store::origin> of(std::uint32_t uid);

private:
    std::mutex lock_;
    origin_table table_;
};

}  // namespace mailstead::imap
