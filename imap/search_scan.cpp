// How a search goes through a mailbox that it has to read: what rows and the index of texts decide is decided first, the rest
// is read many messages at a time, by several threads.
#include <algorithm>

#include "base/ascii.h"
#include "imap/book_filler.h"
#include "imap/search_matcher.h"
#include "mime/text.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

constexpr std::size_t rows_at_once = 16 * 1024;
constexpr std::size_t measured_ahead = 512;
constexpr std::size_t reads_at_once = 512;
constexpr std::size_t reads_in_piece = 32;
constexpr std::chrono::milliseconds longest_piece(500);
constexpr std::uint64_t longest_read = 256 * 1024;    // longer messages are read by themselves

// Among what has to be read nothing decides: open. In the order of weight for keys that are all needed.
enum class verdict : std::uint8_t { no, open, yes };

bool is_text(kind what) noexcept {
    return what == kind::from || what == kind::to || what == kind::cc || what == kind::bcc || what == kind::subject ||
           what == kind::header || what == kind::body || what == kind::text;
}

store::text_query::where where_of(kind what) noexcept {
    if (what == kind::body) return store::text_query::where::body;
    return what == kind::text ? store::text_query::where::anywhere : store::text_query::where::head;
}

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

struct search_run::window {
    std::size_t begin = 0;
    std::vector<verdict> verdicts;
    std::vector<std::uint8_t> relevancy;
    std::vector<std::size_t> open;        // positions in the view
    std::chrono::steady_clock::time_point end;

    // The first is always looked at, so that a search gets on. A piece that was begun is cut only where messages take very long.
    bool is_over(std::size_t at) const { return at != open.front() && std::chrono::steady_clock::now() >= end + longest_piece; }
    bool is_over_before(std::size_t piece) const { return piece > 0 && std::chrono::steady_clock::now() >= end; }
    void cut() { verdicts.erase(std::find(verdicts.begin(), verdicts.end(), verdict::open), verdicts.end()); }
};

// Asks the index about every string. When the search is over, it is told to know more the next time.
void search_run::ask_index() {
    asked_ = true;
    bool any = false;
    std::function<void(matcher&)> const walk = [&](matcher& at) {
        for (auto& key : at.keys) walk(key);
        if (!is_text(at.what)) return;
        any = true;
        std::vector<store::text_query> asked;
        if (at.fuzzy)
            for (auto const& word : at.fuzzy->words()) asked.push_back({where_of(at.what), word.text, word.may_lack});
        else
            asked.push_back({where_of(at.what), at.needle, 0});
        // A field that the message has to have: its name stands before its value.
        if (at.what == kind::header && is_ascii(at.field)) asked.push_back({store::text_query::where::head, mime::casefold(at.field + ": "), 0});
        for (auto const& query : asked)
            if (auto answer = box_.box().find_texts(query)) at.answers.push_back(std::move(*answer));
    };
    walk(*root_);
    wants_index_ = any;
}

std::size_t search_run::end_of_window() const noexcept {
    return std::min(box_.view()->size(), next_ + (lacking_.empty() ? ahead_ : measured_ahead));
}

// Sizes and dates that rows do not have, of those in the window that nothing else decides about. What cannot be found stays
// open, and then does not match.
store::result<void> search_run::measure_ahead() {
    if (lacking_.empty()) return {};
    std::vector<std::uint32_t> uids;
    auto const& rows = *box_.view();
    decide(end_of_window()).open.each([&](std::size_t at) { uids.push_back(rows[next_ + at].uid); });
    for (auto const which : lacking_) {
        auto found = store::measure_these(box_.box(), measured_ ? measured_ : box_.view(), uids, which);
        if (!found) return found.error();
        measured_ = std::move(*found);
    }
    return {};
}

// What can be said of the window without reading messages, or by reading what the book then keeps.
search_run::marks search_run::decide(std::size_t end) {
    auto const all = bitmap(end - next_, true);
    look_into_book(end);
    auto out = evaluate(*root_, all);
    bool const wants_index = !asked_ && !out.open.none();
    if (wants_index && root_->price >= cost::header) {
        ask_index();
        out = evaluate(*root_, all);
    }
    if (fill_book(out.open)) {
        look_into_book(end);
        out = evaluate(*root_, all);
    }
    if (!asked_ && !out.open.none()) {
        ask_index();
        out = evaluate(*root_, all);
    }
    return out;
}

void search_run::sift(window& in) {
    in.begin = next_;
    auto const found = decide(end_of_window());
    auto const reads = enough_ < reads_at_once ? reads_in_piece : reads_at_once;
    for (std::size_t at = 0; at < found.open.size() && in.open.size() < reads; ++at) {
        bool const is_open = found.open.test(at);
        in.verdicts.push_back(is_open ? verdict::open : found.yes.test(at) ? verdict::yes : verdict::no);
        if (is_open) in.open.push_back(in.begin + at);
    }
    in.relevancy.assign(in.verdicts.size(), 100);
    ahead_ = std::clamp(2 * in.verdicts.size(), reads, rows_at_once);
}

// Messages that are gone do not match.
store::result<void> search_run::judge(subject& message, window& in, std::size_t position) const {
    auto const matched = matches(*root_, message);
    if (!matched && matched.error() != store::errc::gone) return matched.error();
    in.verdicts[position - in.begin] = matched && *matched ? verdict::yes : verdict::no;
    in.relevancy[position - in.begin] = message.relevancy();
    return {};
}

store::result<void> search_run::read(std::span<std::size_t const> positions, window& in) const {
    auto const& rows = *box_.view();
    std::vector<std::uint32_t> uids;
    for (auto const at : positions) uids.push_back(rows[at].uid);
    store::result<void> out;
    std::size_t next = 0;
    if (root_->price >= cost::header) {
        auto const take = [&](std::uint32_t uid, std::string_view text) {
            while (next < positions.size() && uids[next] < uid) ++next;
            if (!out || next == positions.size() || uids[next] != uid || in.is_over(positions[next])) return;
            subject message(box_.box(), rows[positions[next]], box_.sequence_at(positions[next]));
            message.raw = text;
            out = judge(message, in, positions[next]);
        };
        if (auto const done = box_.box().read_texts(uids, longest_read, take); !done) return done;
    } else {
        box_.box().expect_facts(uids);
    }
    for (auto const at : positions) {
        if (!out) return out;
        if (in.verdicts[at - in.begin] != verdict::open) continue;
        if (in.is_over(at)) break;
        subject message(box_.box(), rows[at], box_.sequence_at(at));
        out = judge(message, in, at);
    }
    return out;
}

store::result<void> search_run::read_open(window& in) const {
    std::mutex lock;
    store::result<void> out;
    auto const pieces = (in.open.size() + reads_in_piece - 1) / reads_in_piece;
    auto const piece = [&](std::size_t number) {
        if (in.is_over_before(number)) return;
        auto const begin = number * reads_in_piece;
        auto const done = read(std::span(in.open).subspan(begin, std::min(reads_in_piece, in.open.size() - begin)), in);
        std::lock_guard const hold(lock);
        if (!done) out = done;
    };
    share_work(helpers_, helper_count(), pieces, piece);
    return out;
}

// Who may not read the mailbox is told so, whatever is known of it.
store::result<void> search_run::begin_scan() {
    if (std::exchange(begun_, true)) return {};
    if (books_) book_->pages = books_->find(place_in_books(box_.shared_box(), box_.view()->uidvalidity()), books::group::texts);
    return box_.box().may_read();
}

store::result<void> search_run::scan(std::chrono::steady_clock::time_point end) {
    if (auto const begun = begin_scan(); !begun) return begun;
    while (!done()) {
        window in;
        in.end = end;
        if (auto const measured = measure_ahead(); !measured) return measured;
        sift(in);
        if (auto const read = read_open(in); !read) return read;
        in.cut();    // what there was no time for is asked again
        auto const& rows = *box_.view();
        for (std::size_t i = 0; i < in.verdicts.size() && hits_.size() < enough_; ++i)
            if (in.verdicts[i] == verdict::yes) hits_.push_back({box_.sequence_at(in.begin + i), &rows[in.begin + i], in.relevancy[i]});
        next_ = in.begin + in.verdicts.size();
        if (std::chrono::steady_clock::now() >= end) break;
    }
    if (done() && std::exchange(wants_index_, false)) box_.box().index_texts(box_.shared_box());
    return {};
}

}  // namespace mailstead::imap
