#include "imap/search_run.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/ascii.h"
#include "mime/charset.h"
#include "mime/date.h"
#include "mime/header.h"
#include "mime/text.h"
#include "store/keywords.h"

namespace mailstead::imap {

namespace {

using kind = search_key::kind;

enum class cost { row, envelope, header, body };
constexpr std::int64_t seconds_a_day = 86400;
constexpr std::size_t rows_between_looks = 16;    // at the clock, where a message costs next to nothing

cost own_cost(kind what) {
    switch (what) {
        case kind::sent_before: case kind::sent_on: case kind::sent_since: case kind::from: case kind::to: case kind::cc:
        case kind::bcc: case kind::subject:
            return cost::envelope;
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

// "Name <local@host>, ..." as a person would write the list.
std::string readable(std::vector<mime::address> const& list) {
    std::string out;
    for (auto const& a : list) {
        if (!out.empty()) out += ", ";
        if (a.name) out += mime::decoded_header(*a.name);
        if (!a.host || !a.mailbox) {
            if (a.mailbox) out += mime::decoded_header(*a.mailbox) + ':';
            continue;
        }
        out += " <" + *a.mailbox + '@' + *a.host + '>';
    }
    return mime::utf8_or_guess(out);
}

std::string readable_header(std::string_view header) {
    std::string out;
    for (auto const& field : mime::fields(header)) {
        out.append(field.name).append(": ");
        out += mime::decoded_header(field.value) + '\n';
    }
    return mime::utf8_or_guess(out);
}

// The parts' texts one after the other, headers of messages inside included: they are text of the body.
bool body_holds(std::string_view message, mime::part const& part, std::string const& needle) {
    if (part.is_message() && holds(readable_header(part.children.front().header.of(message)), needle)) return true;
    auto const inside = [&](mime::part const& child) { return body_holds(message, child, needle); };
    if (!part.children.empty()) return std::any_of(part.children.begin(), part.children.end(), inside);
    return mime::is_searchable(part) && holds(mime::part_text(message, part), needle);
}

}  // namespace

struct search_run::matcher {
    kind what = kind::all;
    cost price = cost::row;
    std::string needle;                  // folded
    std::string field;
    std::uint64_t number = 0;            // flag bit, keyword bits, size
    std::int64_t day = 0;                // OLDER and YOUNGER: unix seconds
    store::uid_set set;                  // sequence numbers or uids
    std::vector<matcher> keys;           // cheapest first
};

struct search_run::subject {
    subject(store::mailbox& box, store::message const& what, std::uint32_t number) : row(what), sequence(number), text(box, what.uid) {}
    store::message const& row;
    std::uint32_t sequence;
    message_text text;
};

search_run::search_run(selected const& box, search_key const& key, std::int64_t now, std::size_t enough)
    : box_(box), now_(now), enough_(enough), root_(std::make_unique<matcher>(compiled(key))) {}
search_run::~search_run() = default;

bool search_run::needs_disk() const noexcept { return root_->price != cost::row; }

search_run::matcher search_run::compiled(search_key const& key) {
    matcher out;
    out.what = key.what;
    out.price = own_cost(key.what);
    out.field = key.field;
    out.number = key.number;
    out.day = key.day;
    if (!key.text.empty()) out.needle = mime::casefold(key.text);
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
    auto const& rows = *box_.view();
    auto const look_every = needs_disk() ? 1 : rows_between_looks;
    for (std::size_t looked_at = 1; !done(); ++next_, ++looked_at) {
        subject message(box_.box(), rows[next_], box_.sequence_at(next_));
        auto const matched = matches(*root_, message);
        if (!matched && matched.error() != store::errc::gone) return matched.error();
        if (matched && *matched) hits_.push_back({message.sequence, &message.row});
        if (looked_at % look_every == 0 && std::chrono::steady_clock::now() >= end) {
            ++next_;
            break;
        }
    }
    return {};
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
        case kind::before: return day_of(row.internal_date) < what.day;
        case kind::on: return day_of(row.internal_date) == what.day;
        case kind::since: return day_of(row.internal_date) >= what.day;
        case kind::older: return row.internal_date <= what.day;
        case kind::younger: return row.internal_date >= what.day;
        case kind::mod_seq: return row.modseq >= what.number;
        case kind::uid_after: return row.uid > what.number;
        case kind::uid_before: return row.uid < what.number;
        case kind::larger: return row.size > what.number;
        case kind::smaller: return row.size < what.number;
        case kind::sequence: return what.set.contains(message.sequence);
        case kind::uid: return what.set.contains(row.uid);
        case kind::all_of: case kind::any_of: case kind::none_of: return matches_list(what, message);
        case kind::header: case kind::body: case kind::text: return matches_text(what, message);
        default: return matches_envelope(what, message);
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

store::result<bool> search_run::matches_envelope(matcher const& what, subject& message) const {
    auto const facts = message.text.facts();
    if (!facts) return failed(facts.error());
    auto const& envelope = (*facts)->envelope;
    auto const lists = [&](std::vector<mime::address> const& list) { return !list.empty() && holds(readable(list), what.needle); };
    switch (what.what) {
        case kind::from: return lists(envelope.from);
        case kind::to: return lists(envelope.to);
        case kind::cc: return lists(envelope.cc);
        case kind::bcc: return lists(envelope.bcc);
        case kind::subject: return envelope.subject && holds(mime::decoded_header(*envelope.subject), what.needle);
        default: break;
    }
    auto const sent = envelope.date ? mime::parse_date(*envelope.date) : std::nullopt;
    if (!sent) return false;
    auto const day = mime::local_day(*sent);
    if (what.what == kind::sent_before) return day < what.day;
    return what.what == kind::sent_on ? day == what.day : day >= what.day;
}

store::result<bool> search_run::matches_text(matcher const& what, subject& message) const {
    auto const header = message.text.header();
    if (!header) return failed(header.error());
    if (what.what == kind::header) {
        auto const fields = mime::find_fields(*header, what.field);
        auto const match = [&](mime::field const& f) { return what.needle.empty() || holds(mime::decoded_header(f.value), what.needle); };
        return std::any_of(fields.begin(), fields.end(), match);
    }
    if (what.needle.empty()) return true;
    if (what.what == kind::text && holds(readable_header(*header), what.needle)) return true;
    auto const facts = message.text.facts();
    if (!facts) return failed(facts.error());
    auto const whole = message.text.whole();
    if (!whole) return failed(whole.error());
    return body_holds(*whole, (*facts)->structure, what.needle);
}

bool counts_messages(search_key const& key) noexcept {
    if (key.what == kind::sequence) return !key.set.saved;
    return std::any_of(key.keys.begin(), key.keys.end(), counts_messages);
}

bool asks_mod_seq(search_key const& key) noexcept {
    return key.what == kind::mod_seq || std::any_of(key.keys.begin(), key.keys.end(), asks_mod_seq);
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
