// STORE and EXPUNGE as arithmetic on rows.
#include "store/edit.h"

#include "store/account.h"
#include "store/keywords.h"

namespace mailstead::store {
namespace {

result<std::uint64_t> bits_of(std::vector<std::string> const& wanted, std::vector<std::string>& names) {
    std::uint64_t out = 0;
    for (auto const& name : wanted) {
        auto const bit = add_keyword(names, name);
        if (!bit) return make_error_code(errc::too_many_keywords);
        out |= std::uint64_t{1} << *bit;
    }
    return out;
}

void apply(message& row, flag_change const& change, std::uint64_t bits) {
    auto const flags = change.flags & flag::all;
    switch (change.action) {
    case flag_change::how::add:
        row.flags |= flags;
        row.keywords |= bits;
        break;
    case flag_change::how::remove:
        row.flags &= ~flags;
        row.keywords &= ~bits;
        break;
    case flag_change::how::replace:
        row.flags = flags;
        row.keywords = bits;
        break;
    }
}

}  // namespace

std::vector<std::size_t> positions(snapshot const& in, uid_set const& which) {
    std::vector<std::size_t> out;
    for (auto const& range : which.ranges())
        for (auto at = in.lower_bound(range.first); at < in.size() && in[at].uid <= range.last; ++at) out.push_back(at);
    return out;
}

std::vector<std::string> names_of(snapshot const& in, std::uint64_t bits) {
    std::vector<std::string> out;
    auto const& names = in.keywords();
    for (std::size_t bit = 0; bit < names.size() && bit < keyword_limit; ++bit)
        if (bits >> bit & 1 && !names[bit].empty()) out.push_back(names[bit]);
    return out;
}

result<flag_edit> plan_flags(snapshot const& from, uid_set const& which, flag_change const& change,
                             std::uint64_t unchanged_since, snapshot::totals& totals) {
    auto names = from.keywords();
    auto const bits = bits_of(change.keywords, names);
    if (!bits) return bits.error();
    flag_edit out;
    for (auto const at : positions(from, which)) {
        auto row = from[at];
        if (row.modseq > unchanged_since) {
            out.left_alone.push_back(row.uid);
            continue;
        }
        apply(row, change, *bits);
        if (row.flags == from[at].flags && row.keywords == from[at].keywords) continue;
        row.modseq = totals.highest_modseq;
        out.rows.push_back(row);
    }
    if (names.size() != from.keywords().size() || names != from.keywords())
        totals.keywords = std::make_shared<std::vector<std::string> const>(std::move(names));
    return out;
}

folder_status status_of(snapshot const& from, std::uint32_t recent_from) noexcept {
    folder_status out;
    out.messages = static_cast<std::uint32_t>(from.size());
    out.uidnext = from.uidnext();
    out.uidvalidity = from.uidvalidity();
    out.highest_modseq = from.highest_modseq();
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto const& row = from[i];
        out.recent += row.uid >= recent_from;
        out.unseen += !(row.flags & flag::seen);
        out.deleted += (row.flags & flag::deleted) != 0;
        if (row.size == unknown_size) {
            out.sizes_known = false;
            continue;
        }
        if (row.flags & flag::deleted) out.deleted_size += row.size;
        out.size += row.size;
    }
    return out;
}

result<folder_status> account::status_with_sizes(std::string_view name) {
    auto const first = status(name);
    if (!first || first->sizes_known) return first;
    auto const box = open(name);
    if (!box) return box.error();
    auto const view = (*box)->refresh();
    if (!view) return view.error();
    auto const found = measure_all(**box, *view, measures::size);
    if (!found) return found.error();
    return status_of(**found, (*box)->recent_from());
}

std::vector<std::uint32_t> plan_expunge(snapshot const& from, uid_set const& which, mailbox::expunge_mode mode) {
    std::vector<std::uint32_t> out;
    for (auto const at : positions(from, which)) {
        auto const& row = from[at];
        if (mode == mailbox::expunge_mode::all || (row.flags & flag::deleted)) out.push_back(row.uid);
    }
    return out;
}

quota_usage room_needed(new_message const& what, std::uint64_t octets) noexcept {
    if (!what.replaces) return {octets, 1};
    return {octets - std::min(octets, *what.replaces), 0};
}

std::uint32_t last_uid(snapshot const& in) noexcept { return in.size() == 0 ? 0 : in[in.size() - 1].uid; }

std::uint32_t uid_for(new_message const& what, std::uint32_t& last, std::uint32_t& next) noexcept {
    bool const kept = what.uid > last && what.uid != ~std::uint32_t{0};
    last = kept ? what.uid : std::max(next, last + 1);
    next = std::max(next, last + 1);
    return last;
}

}  // namespace mailstead::store
