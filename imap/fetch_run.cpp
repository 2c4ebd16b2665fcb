#include "imap/fetch_run.h"

#include <algorithm>

#include "base/line_ends.h"
#include "mime/header.h"
#include "store/guarded.h"

#include "imap/seven_bit.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

using kind = fetch_item::kind;

constexpr std::uint64_t small_text = fetch_run::small_text;
constexpr std::uint64_t step = fetch_run::step;
constexpr std::size_t expected_at_once = 128;

bool is_binary(kind what) { return what == kind::binary || what == kind::binary_size; }

// RFC822.HEADER and its like are sections of other names (RFC 3501 §6.4.5).
section section_of(fetch_item const& item) {
    section out;
    if (item.what == kind::rfc822_header) out.what = section::text::header;
    if (item.what == kind::rfc822_text) out.what = section::text::body;
    return item.what == kind::section || is_binary(item.what) ? item.section : out;
}

bool has_text(kind what) {
    return is_binary(what) || what == kind::section || what == kind::rfc822 || what == kind::rfc822_header || what == kind::rfc822_text;
}

bool is_of_header(section const& what) {
    using text = section::text;
    return what.path.empty() && (what.what == text::header || what.what == text::header_fields || what.what == text::header_fields_not);
}

bool has_fields(section const& what) {
    return what.what == section::text::header_fields || what.what == section::text::header_fields_not;
}

bool is_whole(section const& what) { return what.path.empty() && what.what == section::text::all; }

bool shows_header(section const& what) {
    using text = section::text;
    return is_whole(what) || has_fields(what) || what.what == text::header || what.what == text::mime;
}

void item_name(std::string& out, fetch_item const& item) {
    switch (item.what) {
        case kind::section: section_name(out, item); break;
        case kind::rfc822: out += "RFC822"; break;
        case kind::rfc822_header: out += "RFC822.HEADER"; break;
        case kind::rfc822_text: out += "RFC822.TEXT"; break;
        default: break;
    }
    out += ' ';
}

// What a partial request leaves of `size` octets.
std::pair<std::uint64_t, std::uint64_t> wanted(fetch_item const& item, std::uint64_t size) {
    if (!item.partial) return {0, size};
    auto const first = std::min<std::uint64_t>(item.partial->first, size);
    return {first, std::min<std::uint64_t>(item.partial->second, size - first)};
}

void literal_mark(std::string& out, std::uint64_t size) {
    out += '{';
    write::number(out, size);
    out += "}\r\n";
}

void literal(std::string& out, std::string_view wire, fetch_item const& item) {
    auto const [first, count] = wanted(item, wire.size());
    literal_mark(out, count);
    out += wire.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
}

bool is_unseen(store::mailbox const& box, std::uint32_t uid) {
    auto const now = box.now();
    auto const* row = now->find(uid);
    return row && !(row->flags & store::flag::seen);
}

// An octet string as it stands, with its length in front.
void whole_literal(std::string& out, std::string_view stored) {
    bool after_cr = false;
    literal_mark(out, stored.size() + base::count_line_ends(stored).bare);
    to_wire(out, stored, after_cr);
}

}  // namespace

bool can_cut(fetch_item const& item) noexcept {
    if (item.what == kind::rfc822 || item.what == kind::rfc822_header || item.what == kind::rfc822_text) return true;
    return item.what == kind::section && item.section.path.empty() && item.section.what != section::text::mime;
}

bool is_of_header(fetch_item const& item) { return is_of_header(section_of(item)); }

bool write_text_item(std::string& out, fetch_item const& item, std::string_view stored, bool seven_bits) {
    auto const what = section_of(item);
    auto const header = is_whole(what) && !seven_bits ? std::string_view() : stored.substr(0, mime::header_length(stored));
    if (seven_bits && shows_header(what) && has_8_bits(header)) return false;
    item_name(out, item);
    if (has_fields(what)) return literal(out, chosen_fields(header, what), item), true;
    auto const text = is_whole(what) ? stored : is_of_header(what) ? header : stored.substr(header.size());
    if (!item.partial) return whole_literal(out, text), true;
    std::string wire;
    bool after_cr = false;
    to_wire(wire, text, after_cr);
    literal(out, wire, item);
    return true;
}

fetch_run::fetch_run(selected& box, std::vector<picked> messages, std::vector<fetch_item> items, by form, aids const& by_means_of)
    : box_(box), all_messages_(std::make_shared<std::vector<picked> const>(std::move(messages))), messages_(*all_messages_), items_(std::move(items)),
      seven_bits_(!box.speaks().in_utf8()) {
    look_at_items(form);
    if (is_list()) begin_list(by_means_of);
    else if (is_of_texts()) begin_texts(by_means_of);
}

bool fetch_run::needs_disk() {
    if (!list_ && !texts_) return needs_disk_;
    may_block_ = open_ || store::is_of_another(box_.box()) || !(list_ ? list_->is_at_hand(next_) : texts_->is_at_hand(next_));
    return may_block_;
}

void fetch_run::look_at_items(by form) {
    bool has_uid = false;
    for (auto const& item : items_) {
        auto const what = section_of(item);
        bool const text = has_text(item.what);
        if (!item.peek) sets_seen_ = box_.how() == access::read_write && box_.box().allowed().has('s');
        has_uid |= item.what == kind::uid;
        asks_flags_ |= item.what == kind::flags;
        needs_text_ |= text;
        has_binary_ |= is_binary(item.what);
        if (item.what == kind::preview) preview_ = preview::wanted;
        if (item.what == kind::preview_lazy && preview_ == preview::none) preview_ = preview::lazy;
        if (item.what == kind::email_id || item.what == kind::save_date) origins_.emplace(box_);
        needs_more_than_header_ |= text && !is_of_header(what);
        needs_facts_ |= item.what == kind::envelope || item.what == kind::body || item.what == kind::body_structure;
        needs_facts_ |= text && !what.path.empty();
    }
    look_at_measures();
    needs_disk_ = needs_text_ || needs_facts_ || needs_measures_ || preview_ != preview::none || origins_;
    if (form != by::uid || has_uid || box_.speaks().uid_only) return;
    fetch_item uid;
    uid.what = kind::uid;
    items_.insert(items_.begin(), std::move(uid));
}

// Sizes and dates that nobody has asked for before are not in the rows.
void fetch_run::look_at_measures() {
    auto const asks = [this](kind what) {
        return std::any_of(items_.begin(), items_.end(), [&](fetch_item const& item) { return item.what == what; });
    };
    bool const date = asks(kind::internal_date), size = asks(kind::size);
    if (!date && !size) return;
    auto const asked = date && size ? store::measures::both : date ? store::measures::date : store::measures::size;
    auto const lacks = [&](picked const& one) { return !store::has(*one.row, asked); };
    if (std::any_of(messages_.begin(), messages_.end(), lacks)) needs_measures_ = asked;
}

store::result<void> fetch_run::fill(std::string& out, std::size_t goal, time_point end) {
    if (list_) return fill_list(out, goal, end);
    if (texts_) return fill_texts(out, goal, end);
    auto done = store::result<void>();
    while (out.size() < goal && (open_ || next_ < messages_.size())) {
        if (!open_) done = begin_message(out);
        if (done && open_) done = go_on(out, goal);
        if (!done || is_over(end)) break;
    }
    settle_seen();
    return done;
}

// Of many messages together, the store finds them faster.
void fetch_run::expect_facts() {
    std::vector<std::uint32_t> uids;
    auto const end = std::min(next_ + expected_at_once, messages_.size());
    for (auto i = next_; i < end; ++i) uids.push_back(messages_[i].row->uid);
    if (uids.size() > 1) box_.box().expect_facts(uids);
}

store::result<void> fetch_run::measure() {
    if (!measured_) measured_ = box_.view();
    std::vector<std::uint32_t> uids;
    auto const end = std::min(next_ + (list_ ? 1 : store::measured_at_once), messages_.size());
    for (auto i = next_; i < end; ++i)
        if (!store::has(*messages_[i].row, *needs_measures_)) uids.push_back(messages_[i].row->uid);
    if (uids.empty()) return {};
    auto found = box_.box().measured(measured_, uids, *needs_measures_);
    if (!found) return found.error();
    measured_ = std::move(*found);
    return {};
}

store::message const& fetch_run::measured_row() const {
    auto const* const known = measured_ ? measured_->find(open_->what.row->uid) : nullptr;
    return known ? *known : *open_->what.row;
}

// Everything that can be missing is asked for before the first byte of the response.
store::result<void> fetch_run::begin_message(std::string& out) {
    if (needs_facts_ && !list_ && next_ % expected_at_once == 0) expect_facts();
    if (needs_measures_ && (list_ || next_ % store::measured_at_once == 0))
        if (auto const found = measure(); !found) trouble_ = found.error();
    open_.emplace(box_.box(), messages_[next_++]);
    auto const ready = prepare(*open_);
    if (!ready) {
        bool const gone = ready.error() == store::errc::gone;
        if (gone) some_gone_ = true;
        else trouble_ = ready.error();
        open_.reset();
        return {};
    }
    if (has_binary_ && !is_decodable()) {
        unknown_encoding_ = true;
        open_.reset();
        return {};
    }
    open_->becomes_seen = sets_seen_ && !(open_->what.row->flags & store::flag::seen);
    box_.begin_fetch(out, open_->what.sequence, open_->what.row->uid);
    return {};
}

store::result<void> fetch_run::prepare(open_message& message) {
    if (needs_measures_ && !store::has(measured_row(), *needs_measures_)) {
        auto const why = message.text.content();    // gone, or not to be read
        return why ? make_error_code(store::errc::gone) : why.error();
    }
    auto const extras = prepare_extras(message);
    if (!extras) return extras;
    if (needs_facts_) {
        auto const facts = message.text.facts();
        if (!facts) return facts.error();
    }
    if (!needs_text_) return {};
    auto const text = message.text.content();
    if (!text) return text.error();
    if (!needs_more_than_header_) {
        auto const header = message.text.header();
        return header ? store::result<void>() : store::result<void>(header.error());
    }
    if ((*text)->size() <= small_text) {
        auto const whole = message.text.whole();
        return whole ? store::result<void>() : store::result<void>(whole.error());
    }
    auto const facts = message.text.facts();    // of a large message the places are looked up, not searched
    return facts ? store::result<void>() : store::result<void>(facts.error());
}

store::result<void> fetch_run::go_on(std::string& out, std::size_t goal) {
    auto& message = *open_;
    for (;;) {
        if (message.body) {
            auto const done = write_long(out, goal);
            if (!done) return done;
            if (message.body) return {};    // enough for now
        }
        if (message.item == items_.size()) break;
        if (out.size() >= goal) return {};    // one message asked for hundreds of times is much text, too
        if (message.item > 0) out += ' ';
        auto const done = write_item(out, items_[message.item++]);
        if (!done) return done;
    }
    end_message(out);
    return {};
}

store::message fetch_run::effective_row() const {
    auto row = *open_->what.row;
    if (open_->becomes_seen) row.flags |= store::flag::seen;
    return row;
}

// RFC 3501 §6.4.5: a \Seen that comes by reading SHOULD be part of the response.
void fetch_run::end_message(std::string& out) {
    if (open_->becomes_seen) {
        // The new modseq is not known yet: with CONDSTORE a response of its own tells both (RFC 7162 §3.2.4).
        if (!asks_flags_ && !box_.speaks().condstore) {
            out += ' ';
            box_.write_flags(out, effective_row());
        }
        seen_now_.push_back(open_->what.row->uid);
    } else if (sets_seen_ && is_unseen(box_.box(), open_->what.row->uid)) {
        seen_now_.push_back(open_->what.row->uid);    // another session has taken \Seen from it since the client was told
    }
    out += ")\r\n";
    open_.reset();
}

// One durable change for all messages of a piece, before the client sees them.
void fetch_run::settle_seen() {
    if (seen_now_.empty()) return;
    store::flag_change change;
    change.flags = store::flag::seen;
    auto const set = store::uid_set::of(seen_now_);
    auto const done = box_.box().change_flags(set, change);
    if (done) {
        for (auto const& r : set.ranges()) made_seen_.add(r.first, r.last);
    } else {
        trouble_ = done.error();
        not_made_seen_.insert(not_made_seen_.end(), seen_now_.begin(), seen_now_.end());
    }
    seen_now_.clear();
}

store::result<void> fetch_run::write_item(std::string& out, fetch_item const& item) {
    auto const& row = *open_->what.row;
    switch (item.what) {
        case kind::flags: write_of_row(out, effective_row(), item); return {};
        case kind::internal_date:
        case kind::size: write_of_row(out, measured_row(), item); return {};
        case kind::uid:
        case kind::mod_seq: write_of_row(out, row, item); return {};
        case kind::preview:
        case kind::preview_lazy:
        case kind::email_id:
        case kind::thread_id:
        case kind::save_date:
            write_extra(out, item.what);
            return {};
        case kind::envelope:
            out += "ENVELOPE ";
            if (auto const& told = (*open_->text.facts())->envelope; seven_bits_ && has_8_bits(told)) write::envelope(out, seven_bit(told));
            else write::envelope(out, told);
            return {};
        case kind::body_structure:
            out += "BODYSTRUCTURE ";
            write::body_structure(out, (*open_->text.facts())->structure, write::detail::extended);
            return {};
        case kind::body:
            out += "BODY ";
            write::body_structure(out, (*open_->text.facts())->structure, write::detail::basic);
            return {};
        case kind::binary:
        case kind::binary_size:
            return write_binary(out, item);
        default:
            return write_section(out, item, section_of(item));
    }
}

// Absent: the message has no such part.
store::result<std::optional<extent>> fetch_run::place(section const& what) {
    auto& text = open_->text;
    if (is_of_header(what)) {
        auto const header = text.header();
        if (!header) return header.error();
        return std::optional<extent>(extent{0, header->size(), 0});
    }
    if (!what.path.empty()) return locate((*text.facts())->structure, what);
    auto const size = (*text.content())->size();
    if (what.what == section::text::all) {
        // The row's size may come from a foreign file name, and a long literal must be as long as it says.
        auto const wire = size > small_text ? (*text.facts())->wire_size : open_->what.row->size;
        return std::optional<extent>(extent{0, size, wire});
    }
    if (!text.is_whole()) return locate((*text.facts())->structure, what);
    auto const header = text.header();
    if (!header) return header.error();
    return std::optional<extent>(extent{header->size(), size, 0});
}

store::result<void> fetch_run::write_section(std::string& out, fetch_item const& item, section const& what) {
    auto const where = place(what);
    if (!where) return where.error();
    item_name(out, item);
    if (*where && seven_bits_) {
        auto const header = seven_bits_of(what, **where);
        if (!header) return header.error();
        if (*header && has_fields(what)) literal(out, chosen_fields(**header, what), item);
        else if (*header && is_whole(what)) return write_seven_bits(out, **header, **where, item);
        else if (*header) literal(out, **header, item);
        if (*header) return {};
    }
    if (has_fields(what)) return write_fields(out, what, *where, item);
    if (!*where) {
        out += "NIL";
        return {};
    }
    if ((*where)->end - (*where)->begin > small_text && !is_of_header(what)) {
        begin_long(out, **where, item);
        return {};
    }
    auto const stored = open_->text.range((*where)->begin, (*where)->end);
    if (!stored) return stored.error();
    std::string wire;
    bool after_cr = false;
    to_wire(wire, *stored, after_cr);
    literal(out, wire, item);
    return {};
}

store::result<void> fetch_run::write_fields(std::string& out, section const& what, std::optional<extent> const& where,
                                            fetch_item const& item) {
    if (!where) {
        out += "NIL";
        return {};
    }
    auto const stored = open_->text.range(where->begin, where->end);
    if (!stored) return stored.error();
    literal(out, chosen_fields(*stored, what), item);
    return {};
}

// The header within the section as RFC 6858 shows it, in wire form; null where it has no 8-bit octets to be hidden.
store::result<std::string const*> fetch_run::seven_bits_of(section const& what, extent const& where) {
    if (!shows_header(what)) return nullptr;
    auto const stored = what.path.empty() ? open_->text.header() : open_->text.range(where.begin, where.end);
    if (!stored) return stored.error();
    if (!has_8_bits(*stored)) return nullptr;
    shown_header_.clear();
    bool after_cr = false;
    to_wire(shown_header_, seven_bit_header(*stored), after_cr);
    return &shown_header_;
}

// The whole message with another header than it has; its size is not RFC822.SIZE then, which RFC 6858 §3 allows.
store::result<void> fetch_run::write_seven_bits(std::string& out, std::string const& header, extent const& where, fetch_item const& item) {
    auto const stored = open_->text.header();
    if (!stored) return stored.error();
    extent const body{stored->size(), where.end, 0};
    std::string hidden, wire;
    bool after_cr = false;
    to_wire(hidden, *stored, after_cr);
    if (where.end - where.begin <= small_text) {
        auto const rest = open_->text.range(body.begin, body.end);
        if (!rest) return rest.error();
        to_wire(wire, *rest, after_cr);
        literal(out, header + wire, item);
        return {};
    }
    auto const [first, count] = wanted(item, header.size() + where.wire_size - hidden.size());
    literal_mark(out, count);
    auto const from_header = std::min(count, header.size() - std::min<std::uint64_t>(first, header.size()));
    if (from_header > 0) out.append(header, static_cast<std::size_t>(first), static_cast<std::size_t>(from_header));
    if (count > from_header) open_long(body, std::max<std::uint64_t>(first, header.size()) - header.size(), count - from_header);
    return {};
}

// A client that reads a large part in slices comes back for the next one: go on where the last slice ended.
void fetch_run::begin_long(std::string& out, extent const& where, fetch_item const& item) {
    auto const [first, count] = wanted(item, where.wire_size);
    literal_mark(out, count);
    if (count > 0) open_long(where, first, count);
}

void fetch_run::open_long(extent const& where, std::uint64_t first, std::uint64_t count) {
    long_text body;
    body.begin = body.at = where.begin;
    body.end = where.end;
    body.skip = first;
    body.left = count;
    auto const& mark = box_.place();
    if (mark.uid == open_->what.row->uid && mark.begin == where.begin && mark.wire <= first) {
        body.at = mark.stored;
        body.wire = mark.wire;
        body.skip = first - mark.wire;
        body.after_cr = mark.after_cr;
    }
    open_->body = body;
}

store::result<void> fetch_run::write_long(std::string& out, std::size_t goal) {
    auto& body = *open_->body;
    std::string wire;
    while (body.left > 0 && out.size() < goal) {
        auto const last = std::min(body.end, body.at + step);
        auto const stored = open_->text.range(body.at, last);
        if (!stored) return stored.error();
        // The text is shorter than its size says: the literal cannot be filled.
        if (stored->empty()) return store::make_error_code(store::errc::damaged);
        wire.clear();
        convert(body, *stored, wire);
        auto const skipped = std::min<std::uint64_t>(body.skip, wire.size());
        auto const taken = std::min<std::uint64_t>(body.left, wire.size() - skipped);
        out.append(wire, static_cast<std::size_t>(skipped), static_cast<std::size_t>(taken));
        body.at += stored->size();
        body.wire += wire.size();
        body.skip -= skipped;
        body.left -= taken;
    }
    if (body.left == 0) open_->body.reset();
    return {};
}

}  // namespace mailstead::imap
