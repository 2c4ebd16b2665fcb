#include "imap/selected.h"

#include <algorithm>

#include "store/keywords.h"

#include "imap/contexts.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

std::size_t count_in(std::vector<std::uint32_t> const& sorted, std::uint32_t first, std::uint32_t last) {
    auto const from = std::lower_bound(sorted.begin(), sorted.end(), first);
    return static_cast<std::size_t>(std::upper_bound(from, sorted.end(), last) - from);
}

void numbered(std::string& out, std::size_t n, std::string_view what) {
    out += "* ";
    write::number(out, n);
    out += what;
}

std::uint64_t bits_of(std::vector<std::string> const& names, std::vector<std::string> const& wanted) {
    std::uint64_t bits = 0;
    for (auto const& name : wanted) {
        if (auto const bit = store::keyword_bit(names, name)) bits |= std::uint64_t{1} << *bit;
    }
    return bits;
}

void write_mod_seq(std::string& out, store::message const& row) {
    out += " MODSEQ (";
    write::number(out, row.modseq);
    out += ')';
}

template <class Bits>
Bits applied(store::flag_change::how action, Bits before, Bits change) {
    switch (action) {
        case store::flag_change::how::add: return before | change;
        case store::flag_change::how::remove: return before & ~change;
        case store::flag_change::how::replace: break;
    }
    return change;
}

}  // namespace

selected::selected(std::shared_ptr<store::mailbox> box, std::string name, access how, store::view first, std::uint32_t recent_from)
    : box_(std::move(box)), view_(std::move(first)), name_(std::move(name)), told_mod_seq_(view_->highest_modseq()), how_(how) {
    add_recent(recent_from, *view_);
}

selected::~selected() = default;

contexts& selected::updates() {
    if (!updates_) updates_ = std::make_unique<contexts>();
    return *updates_;
}

bool selected::has_updates() const noexcept { return updates_ && !updates_->empty(); }

void selected::add_recent(std::uint32_t from, store::snapshot const& now) {
    if (from < now.uidnext()) recent_.add(std::max(from, std::uint32_t{1}), now.uidnext() - 1);
}

std::size_t selected::recent() const noexcept {
    std::size_t count = 0;
    for (auto const& r : recent_.ranges()) {
        auto const end = r.last == 0xffffffffu ? view_->size() : view_->lower_bound(r.last + 1);
        count += end - view_->lower_bound(r.first) + count_in(gone_, r.first, r.last);
    }
    return count;
}

std::uint32_t selected::sequence_at(std::size_t position) const noexcept {
    if (gone_.empty()) return static_cast<std::uint32_t>(position + 1);
    auto const uid = (*view_)[position].uid;
    auto const before = std::lower_bound(gone_.begin(), gone_.end(), uid) - gone_.begin();
    return static_cast<std::uint32_t>(position + static_cast<std::size_t>(before) + 1);
}

std::uint32_t selected::sequence_of(std::uint32_t uid) const noexcept { return sequence_at(view_->lower_bound(uid)); }

std::uint32_t selected::first_unseen() const noexcept {
    for (std::size_t i = 0; i < view_->size(); ++i) {
        if (!((*view_)[i].flags & store::flag::seen)) return sequence_at(i);
    }
    return 0;
}

std::uint32_t selected::largest(by what) const noexcept {
    if (what == by::sequence) return static_cast<std::uint32_t>(size());
    auto const alive = view_->size() == 0 ? 0 : (*view_)[view_->size() - 1].uid;
    return gone_.empty() ? alive : std::max(alive, gone_.back());
}

selected::pick selected::choose(sequence_set const& set, by what) const {
    pick out;
    if (set.saved) {
        choose_uids(saved_, out);
        return out;
    }
    auto const top = largest(what);
    auto const meant = set.resolved(top);
    if (what == by::uid) {
        choose_uids(meant, out);
        return out;
    }
    auto const& ranges = meant.ranges();
    // "*" of an empty mailbox names nothing, as does any number behind the last (RFC 3501 §9, seq-number).
    out.invalid = (top == 0 && set.has_star()) || (!ranges.empty() && ranges.back().last > top);
    choose_sequence(meant, out);
    return out;
}

void selected::choose_uids(store::uid_set const& set, pick& out) const {
    for (auto const& r : set.ranges()) {
        for (auto i = view_->lower_bound(r.first); i < view_->size(); ++i) {
            auto const& row = (*view_)[i];
            if (row.uid > r.last) break;
            out.messages.push_back({sequence_at(i), &row});
        }
    }
}

// Walks the living and the gone side by side from the first number of each range.
void selected::choose_sequence(store::uid_set const& set, pick& out) const {
    auto const total = size();
    std::size_t alive = 0, dead = 0;    // how many of each have a number below `next`
    for (auto const& r : set.ranges()) {
        auto const last = std::min<std::size_t>(r.last, total);
        if (gone_.empty() && r.first <= last) alive = r.first - 1;
        for (auto next = alive + dead + 1; next <= last; ++next) {
            bool const is_dead = dead < gone_.size() && (alive == view_->size() || gone_[dead] < (*view_)[alive].uid);
            if (next >= r.first && is_dead) out.some_gone = true;
            if (next >= r.first && !is_dead) out.messages.push_back({static_cast<std::uint32_t>(next), &(*view_)[alive]});
            ++(is_dead ? dead : alive);
        }
    }
}

store::uid_set selected::uids_of(std::vector<picked> const& messages) const {
    store::uid_set out;
    for (std::size_t i = 0; i < messages.size();) {
        auto const first = i;
        // Neighbours in the mailbox make one range, whatever uids lie between them.
        for (++i; i < messages.size() && messages[i].sequence == messages[i - 1].sequence + 1; ++i) {}
        out.add(messages[first].row->uid, messages[i - 1].row->uid);
    }
    return out;
}

void selected::sync(store::view now, telling const& how, std::string& out) {
    auto const before = std::exchange(view_, std::move(now));
    auto const diff = before == view_ ? store::snapshot::differences{} : view_->since(*before);
    if (view_->keywords().size() > keywords_told_) write_flag_lists(out);

    if (!diff.gone.empty()) {
        auto const middle = static_cast<std::ptrdiff_t>(gone_.size());
        gone_.insert(gone_.end(), diff.gone.begin(), diff.gone.end());
        std::inplace_merge(gone_.begin(), gone_.begin() + middle, gone_.end());
    }
    tell_gone(*view_, how.gone, out);
    tell_changed(*before, diff.changed, how, out);
    if (gone_.empty()) told_mod_seq_ = view_->highest_modseq();
    if (diff.added.empty()) return;
    numbered(out, size(), " EXISTS\r\n");
    if (!speaks_.rev2) numbered(out, recent(), " RECENT\r\n");
}

void selected::tell_gone(store::snapshot const& now, expunges how, std::string& out) {
    if (how == expunges::held_back || gone_.empty()) return;
    if (speaks_.qresync || speaks_.uid_only) {
        out += "* VANISHED " + store::uid_set::of(gone_).to_string() + "\r\n";
        std::vector<std::uint32_t>().swap(gone_);
        return;
    }
    // Each number is the one after the EXPUNGEs before it (RFC 3501 §7.4.1); messages added meanwhile lie behind all.
    for (auto const uid : gone_) numbered(out, now.lower_bound(uid) + 1, " EXPUNGE\r\n");
    std::vector<std::uint32_t>().swap(gone_);
}

void selected::tell_changed(store::snapshot const& before, std::vector<std::uint32_t> const& uids, telling const& how,
                            std::string& out) const {
    for (auto const uid : uids) {
        auto const* after = view_->find(uid);
        auto const* old = before.find(uid);
        bool const own = how.own && how.own->which.contains(uid);
        if (!own && how.others == flags_of_others::passed_over) continue;
        if (how.own && how.own->which.contains(uid)) {
            if (how.own->hide == own_change::when::always || expected(*old, *after, *how.own)) continue;
        }
        write_fetch_flags(out, *after, how.form);
    }
}

bool selected::expected(store::message const& before, store::message const& after, own_change const& own) const {
    auto const bits = bits_of(view_->keywords(), own.change.keywords);
    return after.flags == applied(own.change.action, before.flags, own.change.flags) &&
           after.keywords == applied(own.change.action, before.keywords, bits);
}

void selected::write_flags(std::string& out, store::message const& row) const {
    out += "FLAGS ";
    write::flags(out, row.flags, row.keywords, view_->keywords(), !speaks_.rev2 && is_recent(row.uid));
}

void selected::begin_fetch(std::string& out, std::uint32_t sequence, std::uint32_t uid) const {
    if (speaks_.uid_only) numbered(out, uid, " UIDFETCH (");
    else numbered(out, sequence, " FETCH (");
}

void selected::write_fetch_flags(std::string& out, store::message const& row, by form) const {
    begin_fetch(out, sequence_of(row.uid), row.uid);
    bool const needs_uid = form == by::uid || speaks_.condstore || speaks_.rev2;
    if (needs_uid && !speaks_.uid_only) {
        out += "UID ";
        write::number(out, row.uid);
        out += ' ';
    }
    write_flags(out, row);
    if (speaks_.condstore) write_mod_seq(out, row);
    out += ")\r\n";
}

void selected::write_fetch_mod_seq(std::string& out, store::message const& row) const {
    begin_fetch(out, sequence_of(row.uid), row.uid);
    out += "UID ";
    write::number(out, row.uid);
    write_mod_seq(out, row);
    out += ")\r\n";
}

namespace {

// The flags that those rights let a client change (RFC 4314 §5.1.1).
std::string permanent(store::rights may, std::vector<std::string> const& keywords) {
    std::string out;
    auto const add = [&out](std::string_view name) { (out += out.empty() ? "" : " ") += name; };
    if (may.has('w')) add("\\Answered \\Flagged");
    if (may.has('t')) add("\\Deleted");
    if (may.has('s')) add("\\Seen");
    if (!may.has('w')) return out;
    add("\\Draft");
    for (auto const& name : keywords) {
        if (!name.empty()) add(name);
    }
    if (keywords.size() < store::keyword_limit) add("\\*");
    return out;
}

}  // namespace

void selected::write_flag_lists(std::string& out) {
    constexpr std::string_view system = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";
    auto const& names = view_->keywords();
    keywords_told_ = names.size();
    std::string all(system);
    for (auto const& name : names) {
        if (!name.empty()) all += ' ' + name;
    }
    out += "* FLAGS (" + all + ")\r\n* OK [PERMANENTFLAGS (";
    auto const may = box_->allowed();
    if (how_ == access::read_write) out += permanent(may, names);
    out += how_ == access::read_write ? ")] Flags permitted.\r\n" : ")] Read-only mailbox.\r\n";
}

}  // namespace mailstead::imap
