// See maildrop.h.
#include "pop3/maildrop.h"

#include <algorithm>

namespace mailstead::pop3 {

namespace {

store::view without_hidden(store::view const& all) {
    auto const& names = all->keywords();
    auto const bit = static_cast<std::size_t>(std::find(names.begin(), names.end(), hidden_keyword) - names.begin());
    if (bit == names.size()) return all;
    std::vector<std::uint32_t> hidden;
    for (std::size_t i = 0; i < all->size(); ++i)
        if ((*all)[i].keywords >> bit & 1) hidden.push_back((*all)[i].uid);
    return hidden.empty() ? all : all->without(all->all_totals(), hidden);
}

}  // namespace

result<std::unique_ptr<maildrop>> maildrop::open(store::account& account, deletion how) {
    auto box = account.open("INBOX");
    if (!box) return box.error();
    auto hold = (*box)->maildrop_lock();
    if (!hold) return hold.error();
    auto seen = (*box)->refresh();
    if (!seen) return seen.error();
    // STAT and LIST tell sizes; what cannot be read is no message here (RFC 1939 §5).
    auto view = store::only_measured(**box, std::move(*seen), store::measures::size);
    if (!view) return view.error();
    if (how == deletion::hide) *view = without_hidden(*view);
    return std::unique_ptr<maildrop>(new maildrop(std::move(*box), std::move(*hold), std::move(*view), how));
}

maildrop::totals maildrop::remaining() const noexcept {
    totals out;
    for (std::uint32_t n = 1; n <= size(); ++n) {
        auto const* m = find(n);
        if (!m) continue;
        ++out.messages;
        out.octets += m->size;
    }
    return out;
}

store::message const* maildrop::find(std::uint32_t number) const noexcept {
    if (number == 0 || number > size()) return nullptr;
    if (!marked_.empty() && marked_[number - 1]) return nullptr;
    return &(*view_)[number - 1];
}

void maildrop::mark(std::uint32_t number) {
    if (marked_.empty()) marked_.resize(size());
    marked_[number - 1] = true;
}

std::size_t maildrop::marked() const noexcept {
    return static_cast<std::size_t>(std::count(marked_.begin(), marked_.end(), true));
}

result<void> maildrop::load_unique_ids() {
    if (has_unique_ids()) return {};
    auto got = box_->unique_ids(view_);
    if (!got) return got.error();
    if (got->size() != size()) return make_error_code(store::errc::damaged);
    unique_ids_.reserve(size());
    for (auto& [uid, id] : *got) unique_ids_.push_back(std::move(id));
    return {};
}

// A flag that cannot be set loses nobody's mail: the deletions are what was asked for.
void maildrop::flag_seen(std::vector<std::uint32_t> const& gone) {
    auto const is_new = [this](std::uint32_t uid) {
        auto const* m = view_->find(uid);
        return m && !(m->flags & store::flag::seen);
    };
    std::erase_if(seen_, [&](std::uint32_t uid) { return !is_new(uid) || std::binary_search(gone.begin(), gone.end(), uid); });
    if (seen_.empty()) return;
    store::flag_change const seen{store::flag_change::how::add, store::flag::seen, {}};
    (void)box_->change_flags(store::uid_set::of(seen_), seen);
}

result<std::size_t> maildrop::remove(store::uid_set const& gone) {
    if (how_ == deletion::expunge) {
        auto const removed = box_->expunge(gone, store::mailbox::expunge_mode::all);
        if (!removed) return removed.error();
        return removed->size();
    }
    store::flag_change const hidden{store::flag_change::how::add, 0, {hidden_keyword}};
    auto const changed = box_->change_flags(gone, hidden);
    if (!changed) return changed.error();
    return marked();
}

result<std::size_t> maildrop::update() {
    std::vector<std::uint32_t> gone;
    for (std::uint32_t n = 1; n <= size() && !marked_.empty(); ++n)
        if (marked_[n - 1]) gone.push_back((*view_)[n - 1].uid);
    flag_seen(how_ == deletion::expunge ? gone : std::vector<std::uint32_t>());
    if (gone.empty()) return std::size_t(0);
    return remove(store::uid_set::of(gone));
}

}  // namespace mailstead::pop3
