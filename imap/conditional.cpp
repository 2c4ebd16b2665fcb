#include "imap/conditional.h"

#include "store/keywords.h"

namespace mailstead::imap {

namespace {

std::uint64_t bits_of(std::vector<std::string> const& names, std::vector<std::string> const& wanted) {
    std::uint64_t bits = 0;
    for (auto const& name : wanted) {
        if (auto const bit = store::keyword_bit(names, name)) bits |= std::uint64_t{1} << *bit;
    }
    return bits;
}

// RFC 7162 §3.1.3, example 7: 0 asks whether a keyword is there at all; system flags always are.
bool is_absent(store::message const& row, store::flag_change const& change, std::uint64_t keywords) {
    return change.flags == 0 && !change.keywords.empty() && (row.keywords & keywords) == 0;
}

bool is_untouched(store::message const& told, store::message const& now, store::flag_change const& change, std::uint64_t keywords,
                  std::uint64_t unchanged_since) {
    if (told.modseq > unchanged_since) return false;
    return ((told.flags ^ now.flags) & change.flags) == 0 && ((told.keywords ^ now.keywords) & keywords) == 0;
}

// Which of the messages that failed by their modseq may be changed all the same.
store::uid_set unaffected(store::snapshot const& told, store::snapshot const& now, std::vector<std::uint32_t> const& left,
                          store::flag_change const& change, std::uint64_t unchanged_since) {
    store::uid_set out;
    auto const keywords = bits_of(now.keywords(), change.keywords);
    for (auto const uid : left) {
        auto const* const before = told.find(uid);
        auto const* const row = now.find(uid);
        if (!before || !row) continue;
        bool const fine = unchanged_since == 0 ? is_absent(*row, change, keywords) : is_untouched(*before, *row, change, keywords, unchanged_since);
        if (fine) out.add(uid);
    }
    return out;
}

}  // namespace

store::result<store::uid_set> store_flags(store::mailbox& box, store::snapshot const& told, store::uid_set const& which,
                                          store::flag_change const& change, std::optional<std::uint64_t> unchanged_since) {
    auto const first = box.change_flags(which, change, unchanged_since.value_or(~std::uint64_t{0}));
    if (!first) return first.error();
    auto left = store::uid_set::of(*first);
    if (first->empty() || change.action == store::flag_change::how::replace) return left;
    auto const now = box.now();
    auto const again = unaffected(told, *now, *first, change, *unchanged_since);
    if (again.empty()) return left;
    // Changes made after that look still count.
    auto const second = box.change_flags(again, change, now->highest_modseq());
    if (!second) return second.error();
    std::vector<std::uint32_t> out = *second;
    for (auto const uid : *first) {
        if (!again.contains(uid)) out.push_back(uid);
    }
    return store::uid_set::of(std::move(out));
}

}  // namespace mailstead::imap
