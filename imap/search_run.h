// One SEARCH over a selected mailbox, RFC 3501 §6.4.4: cheap keys first, a message's text only where they leave it open.
// Text is compared decoded and by i;unicode-casemap.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "imap/books.h"
#include "imap/message_text.h"
#include "imap/selected.h"
#include "imap/shared_work.h"

namespace mailstead::imap {

class bitmap;

class search_run {
public:
    // `box` must outlive the run and its view must not change meanwhile. Strings of `key` are UTF-8 (see to_utf8 below).
    // OLDER and YOUNGER count from `now`, unix seconds. `enough`: hits after which the search may end.
    search_run(selected const& box, search_key const& key, std::int64_t now, std::size_t enough = ~std::size_t{0});
    ~search_run();

    // Threads that may help to read.
    void share_with(helpers who) { helpers_ = std::move(who); }
    // What searches have learnt of mailboxes, where this one looks first and puts what it learns.
    void read_in(std::shared_ptr<books> known) { books_ = std::move(known); }
    // True when go_on() reads messages and belongs on the disk pool.
    bool needs_disk() const noexcept;
    // Messages before this position of the view are left out.
    void start_at(std::size_t position) noexcept { next_ = position; }
    // Looked at so far, of total(): what INPROGRESS tells (RFC 9585).
    std::size_t position() const noexcept { return next_; }
    std::size_t total() const noexcept { return box_.view()->size(); }
    bool done() const noexcept { return next_ == box_.view()->size() || hits_.size() >= enough_; }
    // Looks at messages for about `slice`. A message that is gone does not match; other trouble ends the search.
    store::result<void> go_on(std::chrono::milliseconds slice);

    // Whether the row at that position of the view matches; blocks where needs_disk() is true.
    store::result<bool> matches_at(std::size_t position);

    // Ascending; rows are the view's. Where FUZZY was asked for, with relevancy.
    std::vector<picked> const& hits() const noexcept { return hits_; }
    // A set counted messages whose EXPUNGE has not been told, or numbers never given.
    bool invalid() const noexcept { return invalid_; }

    struct matcher;

private:
    struct subject;
    matcher compiled(search_key const& key);
    struct window;
    struct marks;
    struct open_book;
    class shared_origins;
    store::result<bool> matches(matcher const& what, subject& message) const;
    store::result<bool> matches_measure(matcher const& what, subject& message) const;
    store::message const* measured(store::message const& row, store::measures asked) const;
    bool lacks_measure(matcher const& what, store::message const& row) const;
    store::result<bool> matches_list(matcher const& what, subject& message) const;
    store::result<bool> matches_envelope(matcher const& what, subject& message) const;
    store::result<bool> matches_origin(matcher const& what, subject& message) const;
    store::result<bool> matches_text(matcher const& what, subject& message) const;
    static bool decided(bool found, unsigned score, subject& message);
    // These: search_scan.cpp.
    store::result<void> begin_scan();
    void ask_index();
    std::size_t end_of_window() const noexcept;
    store::result<void> measure_ahead();
    marks decide(std::size_t end);
    void sift(window& in);
    store::result<void> judge(subject& message, window& in, std::size_t position) const;
    store::result<void> read(std::span<std::size_t const> positions, window& in) const;
    store::result<void> read_open(window& in) const;
    store::result<void> scan(std::chrono::steady_clock::time_point end);

    // These: search_marks.cpp.
    void look_into_book(std::size_t end);
    bool fill_book(bitmap const& wanted);
    marks evaluate(matcher const& what, bitmap const& among) const;
    marks evaluate_row(matcher const& what, bitmap const& among) const;
    marks evaluate_list(matcher const& what, bitmap const& among) const;
    bitmap in_book(matcher const& what, bitmap& known) const;
    std::optional<bool> in_book(matcher const& what, std::uint32_t uid) const;

    selected const& box_;
    std::int64_t const now_;
    std::size_t const enough_;
    bool invalid_ = false;               // set while root_ is made
    std::unique_ptr<matcher> root_;
    std::size_t next_ = 0;
    std::size_t ahead_;                  // positions that are looked at together
    bool begun_ = false, asked_ = false, wants_index_ = false;    // the scan; the index of texts
    std::shared_ptr<books> books_;       // null: none
    std::unique_ptr<open_book> const book_;
    helpers helpers_;
    std::vector<picked> hits_;
    std::vector<store::measures> lacking_;    // what it has to find out of some message
    store::view measured_;                    // the view with what was found; null: nothing yet
    std::unique_ptr<shared_origins> const origins_;    // of some hundred messages; asked for when a key needs them
};

// True when a message's number, not its uid, decides about the match.
bool counts_messages(search_key const& key) noexcept;
// True when MODSEQ is among the keys, wherever: the result then tells the highest one (RFC 7162 §3.1.5).
bool asks_mod_seq(search_key const& key) noexcept;

// True when FUZZY is among the keys, wherever (RFC 6203 §3).
bool asks_fuzzy(search_key const& key) noexcept;

// Turns the key's strings into UTF-8. unknown: there is no such charset (RFC 3501 §7.1, BADCHARSET); malformed: a string
// is not in it. Without a charset, strings that are no UTF-8 are guessed at.
enum class charset_use { fine, unknown, malformed };
charset_use to_utf8(search_key& key, std::string const& charset);

}  // namespace mailstead::imap
