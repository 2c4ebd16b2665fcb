// Sizes and dates that a look at the mailbox did not need: found when somebody asks, and kept.
#include <cerrno>

#include "base/log.h"
#include "maildir/mailbox.h"
#include "maildir/service.h"
#include "store/identity.h"

namespace mailstead::maildir {

// The rows of those that have it now; `missing`: a file is not where its row says.
result<std::vector<store::index_row>> mailbox::rows_with(std::span<std::uint32_t const> uids, store::measures asked, bool& missing) {
    auto rows = index_->rows(id_, uids);
    if (!rows) return rows;
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto const places = open_places(with_.files, where_.path);
    if (!places) return places.error();
    missing = false;
    for (auto& row : *rows) {
        auto const done = measure(with_.files, *places, row, asked);
        missing |= !done && done.error() == base::from_errno(ENOENT);
    }
    std::erase_if(*rows, [&](store::index_row const& row) { return !store::has(row.what, asked); });
    return rows;
}

namespace {

// `in` with what the rows know beyond it; only what is new there.
std::vector<store::message> news_for(store::snapshot const& in, std::vector<store::message> const& rows) {
    std::vector<store::message> out;
    for (auto const& row : rows) {
        auto const* known = in.find(row.uid);
        if (!known || store::has(*known, store::measures::both)) continue;
        auto next = *known;
        if (next.internal_date == store::unknown_date) next.internal_date = row.internal_date;
        if (next.size == store::unknown_size) next.size = row.size;
        bool const same = next.internal_date == known->internal_date && next.size == known->size;
        if (!same) out.push_back(next);
    }
    return out;
}

std::vector<store::message> messages_of(std::vector<store::index_row> const& rows) {
    std::vector<store::message> out;
    for (auto const& row : rows) out.push_back(row.what);
    return out;
}

}  // namespace

store::view mailbox::keep_measures(std::vector<store::message> const& rows) {
    auto const before = feed_.now();
    auto const news = news_for(*before, rows);
    if (news.empty()) return before;
    if (auto const kept = index_->note_measures(row_.id, news); !kept)
        base::log::warning("index", "{}: {}: {}", where_.who.account, where_.folder, kept.error().message());
    auto next = before->with_changed(before->all_totals(), news);
    feed_.replace(next);
    return next;
}

result<store::view> mailbox::measured(store::view of, std::span<std::uint32_t const> uids, store::measures asked) {
    if (auto const there = wait_for_rows(); !there) return there.error();
    bool missing = false;
    auto rows = rows_with(uids, asked, missing);    // without the lock: it may take long
    if (!rows) return rows.error();
    std::lock_guard const hold(place_->state);
    if (auto const good = ready(); !good) return good.error();
    if (missing) {    // somebody renamed some: look where they are now
        if (auto const looked = look(true); !looked) return looked.error();
        if (auto const written = write_rows(); !written) return written.error();
        rows = rows_with(uids, asked, missing);
        if (!rows) return rows.error();
    }
    bool const same = of == feed_.now();
    auto const found = messages_of(*rows);
    auto const now = keep_measures(found);
    return same ? now : of->with_changed(of->all_totals(), news_for(*of, found));
}

}  // namespace mailstead::maildir
