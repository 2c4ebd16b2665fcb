#include "imap/search_run.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/ascii.h"
#include "imap/search_matcher.h"
#include "mime/charset.h"
#include "mime/date.h"
#include "mime/header.h"
#include "mime/search_text.h"
#include "mime/text.h"
#include "store/keywords.h"

#include "imap/origin_table.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

constexpr std::int64_t seconds_a_day = 86400;
constexpr std::size_t few_ahead = 4096, least_ahead = 64;
constexpr std::size_t rows_between_looks = 16;    // at the clock, where a message costs next to nothing

cost own_cost(kind what) {
    switch (what) {
        case kind::sent_before: case kind::sent_on: case kind::sent_since: case kind::from: case kind::to: case kind::cc:
        case kind::bcc: case kind::subject:
            return cost::envelope;
        case kind::email_id: case kind::saved_before: case kind::saved_on: case kind::saved_since: return cost::origin;
        case kind::header: return cost::header;
        case kind::body: case kind::text: return cost::body;
        default: return cost::row;
    }
}

std::int64_t day_of(std::int64_t seconds) {
    return seconds >= 0 ? seconds / seconds_a_day : (seconds - seconds_a_day + 1) / seconds_a_day;
}

// result<bool> does not take an error_code by itself: that is a bool, too.
store::result<bool> failed(base::error_code why) { return store::result<bool>(boost::system::in_place_error, why); }

bool holds(std::string_view utf8, std::string const& folded_needle) {
    return mime::casefold(utf8).find(folded_needle) != std::string::npos;
}

// Which column of the book answers a key.
std::optional<book_text> column_for(search_key const& key) {
    switch (key.what) {
        case kind::subject: return book_text::subject;
        case kind::from: return book_text::from;
        case kind::to: return book_text::to;
        case kind::cc: return book_text::cc;
        case kind::bcc: return book_text::bcc;
        case kind::header:
            if (base::iequals(key.field, "Message-ID")) return book_text::message_id;
            return base::iequals(key.field, "Subject") ? std::optional(book_text::subject) : std::nullopt;
        default: return std::nullopt;
    }
}

std::optional<store::measures> measure_of(kind what) {
    switch (what) {
        case kind::before: case kind::on: case kind::since: case kind::older: case kind::younger: return store::measures::date;
        case kind::larger: case kind::smaller: return store::measures::size;
        default: return std::nullopt;
    }
}

// Whether a key somewhere asks for it.
bool asks_for(search_key const& key, store::measures which) {
    return measure_of(key.what) == which || std::any_of(key.keys.begin(), key.keys.end(), [which](auto const& child) { return asks_for(child, which); });
}

}  // namespace

search_run::search_run(selected const& box, search_key const& key, std::int64_t now, std::size_t enough)
    : box_(box), now_(now), enough_(enough), root_(std::make_unique<matcher>(compiled(key))), ahead_(enough < few_ahead ? least_ahead : few_ahead), book_(std::make_unique<open_book>()), origins_(std::make_unique<shared_origins>(box)) {
    for (auto const which : {store::measures::date, store::measures::size})
        if (asks_for(key, which) && !store::unmeasured(*box_.view(), which, 0, box_.view()->size(), 1).empty()) lacking_.push_back(which);
}
search_run::~search_run() = default;

store::result<store::origin> search_run::shared_origins::of(std::uint32_t uid) {
    std::lock_guard const hold(lock_);
    auto const found = table_.of(uid);
    if (!found) return found.error();
    return **found;
}

bool search_run::needs_disk() const noexcept { return root_->price != cost::row || !lacking_.empty(); }

search_run::matcher search_run::compiled(search_key const& key) {
    matcher out;
    out.what = key.what;
    out.price = own_cost(key.what);
    out.field = key.field;
    out.number = key.number;
    out.day = key.day;
    invalid_ |= key.what == kind::filter;    // those are put in before
    if (!key.text.empty()) out.needle = mime::casefold(key.text);
    if (out.price >= cost::header) out.filter.emplace(out.needle);
    if (key.fuzzy && !out.needle.empty()) out.fuzzy.emplace(out.needle);
    if (out.fuzzy && out.fuzzy->words().empty()) out.fuzzy.reset();    // signs alone are looked for as they are
    if (!out.fuzzy) out.column = column_for(key);
    out.by_day = key.what == kind::sent_before || key.what == kind::sent_on || key.what == kind::sent_since;
    if (key.what == kind::email_id) out.needle = key.text;    // case counts
    if (key.what == kind::keyword || key.what == kind::no_keyword) {
        auto const bit = store::keyword_bit(box_.view()->keywords(), key.text);
        out.number = bit ? std::uint64_t{1} << *bit : 0;
    }
    if (key.what == kind::older || key.what == kind::younger) out.day = now_ - static_cast<std::int64_t>(key.number);
    if ((key.what == kind::sequence || key.what == kind::uid) && key.set.saved) {
        out.what = kind::uid;
        out.set = box_.saved();
    } else if (key.what == kind::sequence || key.what == kind::uid) {
        auto const form = key.what == kind::uid ? by::uid : by::sequence;
        auto const top = box_.largest(form);
        out.set = key.set.resolved(top);
        if (form == by::sequence) invalid_ |= !out.set.empty() && out.set.ranges().back().last > top;
    }
    for (auto const& child : key.keys) {
        out.keys.push_back(compiled(child));
        out.price = std::max(out.price, out.keys.back().price);
    }
    std::stable_sort(out.keys.begin(), out.keys.end(), [](matcher const& a, matcher const& b) { return a.price < b.price; });
    return out;
}

store::result<void> search_run::go_on(std::chrono::milliseconds slice) {
    auto const end = std::chrono::steady_clock::now() + slice;
    if (needs_disk()) return scan(end);
    auto const& rows = *box_.view();
    for (std::size_t looked_at = 1; !done(); ++next_, ++looked_at) {
        subject message(box_.box(), rows[next_], box_.sequence_at(next_));
        auto const matched = matches(*root_, message);
        if (!matched) return matched.error();
        if (*matched) hits_.push_back({message.sequence, &message.row});
        if (looked_at % rows_between_looks == 0 && std::chrono::steady_clock::now() >= end) {
            ++next_;
            break;
        }
    }
    return {};
}

store::result<bool> search_run::matches_at(std::size_t position) {
    auto const& row = (*box_.view())[position];
    for (auto const which : lacking_) {
        auto found = store::measure_these(box_.box(), measured_ ? measured_ : box_.view(), std::span(&row.uid, 1), which);
        if (!found) return failed(found.error());
        measured_ = std::move(*found);
    }
    subject message(box_.box(), row, box_.sequence_at(position));
    return matches(*root_, message);
}

store::result<bool> search_run::matches(matcher const& what, subject& message) const {
    auto const& row = message.row;
    switch (what.what) {
        case kind::all: return true;
        case kind::flag: return (row.flags & what.number) != 0;
        case kind::no_flag: return (row.flags & what.number) == 0;
        case kind::keyword: return (row.keywords & what.number) != 0;
        case kind::no_keyword: return (row.keywords & what.number) == 0;
        case kind::recent: return box_.is_recent(row.uid);
        case kind::old: return !box_.is_recent(row.uid);
        case kind::newly: return box_.is_recent(row.uid) && !(row.flags & store::flag::seen);
        case kind::before: case kind::on: case kind::since: case kind::older: case kind::younger: case kind::larger:
        case kind::smaller:
            return matches_measure(what, message);
        case kind::mod_seq: return row.modseq >= what.number;
        case kind::none: return false;
        case kind::email_id: case kind::saved_before: case kind::saved_on: case kind::saved_since: return matches_origin(what, message);
        case kind::uid_after: return row.uid > what.number;
        case kind::uid_before: return row.uid < what.number;
        case kind::sequence: return what.set.contains(message.sequence);
        case kind::uid: return what.set.contains(row.uid);
        case kind::all_of: case kind::any_of: case kind::none_of: return matches_list(what, message);
        case kind::header: case kind::body: case kind::text: return matches_text(what, message);
        default: return matches_envelope(what, message);
    }
}

store::result<bool> search_run::matches_measure(matcher const& what, subject& message) const {
    auto const* const found = measured(message.row, *measure_of(what.what));
    if (!found) return failed(make_error_code(store::errc::gone));
    auto const& row = *found;
    switch (what.what) {
        case kind::before: return day_of(row.internal_date) < what.day;
        case kind::on: return day_of(row.internal_date) == what.day;
        case kind::since: return day_of(row.internal_date) >= what.day;
        case kind::older: return row.internal_date <= what.day;
        case kind::younger: return row.internal_date >= what.day;
        case kind::larger: return row.size > what.number;
        default: return row.size < what.number;
    }
}

// The row, or what has been found for it; null: nothing has.
store::message const* search_run::measured(store::message const& row, store::measures asked) const {
    if (store::has(row, asked)) return &row;
    auto const* const known = measured_ ? measured_->find(row.uid) : nullptr;
    return known && store::has(*known, asked) ? known : nullptr;
}

bool search_run::lacks_measure(matcher const& what, store::message const& row) const {
    auto const asked = measure_of(what.what);
    return asked && !measured(row, *asked);
}

store::result<bool> search_run::matches_origin(matcher const& what, subject& message) const {
    auto const found = origins_->of(message.row.uid);
    if (!found) return failed(found.error());
    auto const& from = *found;
    switch (what.what) {
        case kind::email_id: return from.email_id == what.needle;
        case kind::saved_before: return day_of(from.saved) < what.day;
        case kind::saved_on: return day_of(from.saved) == what.day;
        default: return day_of(from.saved) >= what.day;
    }
}

store::result<bool> search_run::matches_list(matcher const& what, subject& message) const {
    bool const stop_at = what.what != kind::all_of;    // any_of and none_of are decided by the first match
    for (auto const& key : what.keys) {
        auto const matched = matches(key, message);
        if (!matched) return matched;
        if (*matched == stop_at) return what.what == kind::any_of;
    }
    return what.what != kind::any_of;
}

// The pieces of text that the key looks through, until one is enough.
namespace {

class looking {
public:
    explicit looking(search_run::matcher const& what) : what_(what) {
        if (what.fuzzy) reader_.emplace(*what.fuzzy);
    }
    // True: no other piece can change the answer.
    bool at(std::string_view utf8) {
        if (!reader_) return found_ = found_ || holds(utf8, what_.needle);
        reader_->feed(mime::casefold(utf8));
        return false;
    }
    unsigned score() const { return reader_ ? reader_->score() : 0; }
    bool found() const { return reader_ ? score() > 0 : found_; }

private:
    search_run::matcher const& what_;
    std::optional<mime::fuzzy_reader> reader_;
    bool found_ = false;
};

}  // namespace

bool search_run::decided(bool found, unsigned score, subject& message) {
    if (score > 0) ++message.scores, message.score_sum += score;
    return found;
}

store::result<bool> search_run::matches_envelope(matcher const& what, subject& message) const {
    if (what.is_ruled_out(message.row.uid)) return false;
    if (auto const found = in_book(what, message.row.uid)) return *found;
    auto const known = message.envelope();
    if (!known) return failed(known.error());
    auto const& envelope = **known;
    looking look(what);
    auto const lists = [&](std::vector<mime::address> const& list) {
        if (!list.empty()) look.at(mime::readable(list));
        return decided(look.found(), look.score(), message);
    };
    switch (what.what) {
        case kind::from: return lists(envelope.from);
        case kind::to: return lists(envelope.to);
        case kind::cc: return lists(envelope.cc);
        case kind::bcc: return lists(envelope.bcc);
        case kind::subject:
            if (envelope.subject) look.at(mime::decoded_header(*envelope.subject));
            return decided(look.found(), look.score(), message);
        default: break;
    }
    auto const sent = envelope.date ? mime::parse_date(*envelope.date) : std::nullopt;
    if (!sent) return false;
    auto const day = mime::local_day(*sent);
    if (what.what == kind::sent_before) return day < what.day;
    return what.what == kind::sent_on ? day == what.day : day >= what.day;
}

store::result<bool> search_run::matches_text(matcher const& what, subject& message) const {
    if (what.is_ruled_out(message.row.uid)) return false;
    if (auto const found = in_book(what, message.row.uid)) return *found;
    if (what.needle.empty() && what.what != kind::header) return true;
    bool const is_absent = message.raw && !what.fuzzy && !what.needle.empty() && what.filter->rules_out(*message.raw);
    if (is_absent) return false;
    auto const header = message.header();
    if (!header) return failed(header.error());
    looking look(what);
    if (what.what == kind::header) {
        auto const fields = mime::find_fields(*header, what.field);
        if (what.needle.empty()) return !fields.empty();
        for (auto const& field : fields) look.at(mime::decoded_header(field.value));
        return decided(look.found(), look.score(), message);
    }
    if (what.what == kind::text && look.at(mime::readable_header(*header))) return true;
    auto const read = message.any_body_text([&look](std::string_view utf8) { return look.at(utf8); });
    if (!read) return read;
    return decided(look.found(), look.score(), message);
}

bool counts_messages(search_key const& key) noexcept {
    if (key.what == kind::sequence) return !key.set.saved;
    if (key.what == kind::filter) return true;    // it may
    return std::any_of(key.keys.begin(), key.keys.end(), counts_messages);
}

bool asks_mod_seq(search_key const& key) noexcept {
    return key.what == kind::mod_seq || std::any_of(key.keys.begin(), key.keys.end(), asks_mod_seq);
}

bool asks_fuzzy(search_key const& key) noexcept {
    return key.fuzzy || std::any_of(key.keys.begin(), key.keys.end(), asks_fuzzy);
}

charset_use to_utf8(search_key& key, std::string const& charset) {
    if (!charset.empty() && !mime::is_known_charset(charset)) return charset_use::unknown;
    bool const plain = charset.empty() || base::iequals(charset, "UTF-8") || base::iequals(charset, "US-ASCII");
    auto const convert = [&](std::string& text) {
        if (plain && base::is_utf8(text)) return true;
        text = charset.empty() ? mime::utf8_or_guess(text) : mime::to_utf8(charset, text).value_or(text);
        return charset.empty() || text.find("\xef\xbf\xbd") == text.npos;    // U+FFFD stands for what cannot be read
    };
    std::function<bool(search_key&)> const walk = [&](search_key& at) {
        return convert(at.text) && std::all_of(at.keys.begin(), at.keys.end(), walk);
    };
    return walk(key) ? charset_use::fine : charset_use::malformed;
}

}  // namespace mailstead::imap
