// FETCH of many messages together (RFC 3501 §6.4.5): of what lists show, copied from what is known of them, and of small texts.
#include <algorithm>
#include <iterator>
#include <utility>

#include "imap/fetch_run.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

using kind = fetch_item::kind;

constexpr std::size_t fewest = 8;         // messages that are worth it
constexpr std::size_t most_items = 16;    // the same text asked for hundreds of times is much: in steps, not ahead

std::uint8_t part_of(kind what) noexcept {
    if (what == kind::envelope) return summary_page::envelope;
    if (what == kind::body_structure) return summary_page::structure;
    return what == kind::body ? summary_page::body : summary_page::none;
}

bool is_of_row(kind what) noexcept {
    return what == kind::flags || what == kind::uid || what == kind::internal_date || what == kind::size || what == kind::mod_seq;
}

}  // namespace

bool fetch_run::is_list() const noexcept {
    auto const may = [](fetch_item const& item) { return is_of_row(item.what) || part_of(item.what) != summary_page::none; };
    return needs_facts_ && messages_.size() >= fewest && items_.size() <= most_items && std::all_of(items_.begin(), items_.end(), may);
}

void fetch_run::begin_list(aids const& by_means_of) {
    list_ahead::request asked{box_.shared_box(), box_.view(), all_messages_, 0, needs_measures_, seven_bits_};
    for (auto const& item : items_) asked.parts |= part_of(item.what);
    list_.emplace(std::move(asked), by_means_of.book, by_means_of.with);
}

void fetch_run::write_of_row(std::string& out, store::message const& row, fetch_item const& item) {
    switch (item.what) {
        case kind::flags: box_.write_flags(out, row); break;
        case kind::uid:
            out += "UID ";
            write::number(out, row.uid);
            break;
        case kind::internal_date:
            out += "INTERNALDATE ";
            write::internal_date(out, row.internal_date);
            break;
        case kind::size:
            out += "RFC822.SIZE ";
            write::number(out, row.size);
            break;
        default:
            out += "MODSEQ (";
            write::number(out, row.modseq);
            out += ')';
    }
}

void fetch_run::write_listed(std::string& out, picked const& which, summary_page const& from) {
    auto row = *which.row;
    if (row.internal_date == store::unknown_date) row.internal_date = from.internal_date(row.uid);
    if (row.size == store::unknown_size) row.size = from.size(row.uid);
    box_.begin_fetch(out, which.sequence, row.uid);
    bool first = true;
    for (auto const& item : items_) {
        if (!first) out += ' ';
        first = false;
        if (item.what == kind::envelope) {
            out += "ENVELOPE ";
            from.write_envelope(out, row.uid);
        } else if (item.what == kind::body_structure) {
            out += "BODYSTRUCTURE ";
            from.write_structure(out, row.uid);
        } else if (item.what == kind::body) {
            out += "BODY ";
            from.write_body(out, row.uid);
        } else {
            write_of_row(out, row, item);
        }
    }
    out += ")\r\n";
}

// A message that the list does not know, or that this client may not be shown as it is there.
store::result<void> fetch_run::answer_alone(std::string& out, std::size_t goal) {
    if (!open_)
        if (auto const begun = begin_message(out); !begun || !open_) return begun;
    return go_on(out, goal);
}

// What was found out before is shown to nobody who has lost the right to read meanwhile; of a message half told no more is.
store::result<void> fetch_run::look_at_right() {
    auto const may = box_.box().may_read();
    if (may) return {};
    if (open_) return may;
    trouble_ = may.error();
    next_ = messages_.size();
    return {};
}

store::result<void> fetch_run::fill_list(std::string& out, std::size_t goal, time_point end) {
    if (auto const left = look_at_right(); !left || done()) return left;
    out.reserve(goal + 16 * 1024);
    bool const shows_envelope = std::any_of(items_.begin(), items_.end(), [](fetch_item const& item) { return item.what == kind::envelope; });
    while (out.size() < goal && !done() && (may_block_ || next_ < list_->at_hand_to())) {
        auto const* const known = open_ ? nullptr : list_->of(next_);
        bool const hidden = known && shows_envelope && seven_bits_ && known->has_8_bits(messages_[next_].row->uid);
        if (known && !hidden) write_listed(out, messages_[next_++], *known);
        else if (auto const done = answer_alone(out, goal); !done) return done;
        if (is_over(end)) break;
    }
    return {};
}

bool fetch_run::is_of_texts() const noexcept {
    auto const may = [](fetch_item const& item) { return is_of_row(item.what) || can_cut(item); };
    bool const all = needs_text_ && !needs_measures_ && !sets_seen_ && !has_binary_ && messages_.size() >= fewest && items_.size() <= most_items;
    if (!all || !std::all_of(items_.begin(), items_.end(), may)) return false;
    // One behind the other, so that what is asked for comes in the order asked.
    auto const first = std::find_if(items_.begin(), items_.end(), can_cut);
    return std::is_partitioned(first, items_.end(), can_cut);
}

void fetch_run::begin_texts(aids const& by_means_of) {
    text_ahead::request asked{box_.shared_box(), box_.view(), all_messages_, {}, seven_bits_};
    std::copy_if(items_.begin(), items_.end(), std::back_inserter(asked.items), can_cut);
    texts_.emplace(std::move(asked), by_means_of.with);
}

void fetch_run::write_with_text(std::string& out, picked const& which, std::string_view texts) {
    box_.begin_fetch(out, which.sequence, which.row->uid);
    for (auto const& item : items_) {
        bool const is_text = can_cut(item);
        if (is_text && texts.empty()) continue;    // with the first of them
        if (&item != items_.data()) out += ' ';
        if (is_text) out += std::exchange(texts, {});
        else write_of_row(out, *which.row, item);
    }
    out += ")\r\n";
}

store::result<void> fetch_run::fill_texts(std::string& out, std::size_t goal, time_point end) {
    if (auto const left = look_at_right(); !left || done()) return left;
    out.reserve(goal + 64 * 1024);
    while (out.size() < goal && !done() && (may_block_ || next_ < texts_->at_hand_to())) {
        auto const text = open_ ? std::nullopt : texts_->of(next_);
        if (text) write_with_text(out, messages_[next_++], *text);
        else if (auto const done = answer_alone(out, goal); !done) return done;
        if (is_over(end)) break;
    }
    return {};
}

}  // namespace mailstead::imap
