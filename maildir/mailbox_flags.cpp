// STORE: one synced commit says what the flags are, the files' names follow.
#include <fcntl.h>

#include <algorithm>

#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "store/edit.h"
#include "store/identity.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t names_at_once = 512;    // announced to the watcher's reader together
constexpr std::size_t many_names = 16;        // from here on the way to the directories is worth going ahead

}  // namespace

// A file on its way to the name that its row has.
struct mailbox::new_name {
    std::uint8_t place;
    std::string from, to;    // to: in cur/
};

// Files get the names their rows have; what fails is done by a later look.
void mailbox::apply_names(std::vector<new_name> const& names) {
    names_changed_ |= !names.empty();
    auto const as_owner = store::identity::assume(where_.who);
    result<places_open> ways = places_open{};
    if (as_owner && names.size() >= many_names) ways = open_places(with_.files, where_.path);
    bool good = as_owner && ways;
    for (std::size_t at = 0; good && at < names.size(); at += names_at_once)
        good = rename_some(std::span(names).subspan(at, std::min(names_at_once, names.size() - at)), *ways);
    if (good && !unapplied_)
        applied_ = row_.modseq;
    else
        unapplied_ = true;
}

// `in`: empty, or the open directories.
bool mailbox::rename_some(std::span<new_name const> names, places_open const& in) {
    std::vector<std::string_view> steps;
    steps.reserve(2 * names.size());
    for (auto const& each : names) steps.insert(steps.end(), {each.from, each.to});
    place_->own_in_order(steps);
    std::size_t done = 0;
    for (; done < names.size(); ++done) {
        auto const& one = names[done];
        using base::on_existing;
        auto const moved = in.cur ? with_.files.rename(in.of(one.place), one.from, in.cur.get(), one.to, on_existing::replace)
                                  : with_.files.rename(AT_FDCWD, place_path(where_.path, one.place, one.from), AT_FDCWD,
                                                       place_path(where_.path, in_cur, one.to), on_existing::replace);
        if (!moved) break;
    }
    for (auto const& step : std::span(steps).subspan(2 * done)) (void)place_->was_own(step);
    return done == names.size();
}

// Gives the rows their new content and, where that changes it, their name.
std::vector<mailbox::new_name> mailbox::renamed(std::vector<store::index_row>& rows, std::span<store::message const> wanted) {
    std::vector<new_name> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& row = rows[i];
        row.what = wanted[i];
        auto to = with_marks(row.name, row.what.flags, row.what.keywords & letter_mask);
        auto const from = std::exchange(row.place, in_cur);    // files in new/ carry no flags
        if (to != row.name || from != in_cur) out.push_back({from, std::exchange(row.name, to), to});
    }
    return out;
}

result<std::vector<std::uint32_t>> mailbox::change_flags(store::uid_set const& which, store::flag_change const& change,
                                                         std::uint64_t unchanged_since) {
    std::lock_guard const hold(place_->state);
    if (auto const good = ready(); !good) return good.error();
    store::index_change step{row_, {}, {}, {}, {}};
    auto& next = step.after;
    ++next.modseq;
    if (auto const bits = bits_for(change.keywords, next); !bits) return bits.error();
    auto const from = feed_.now();
    auto totals = totals_of(next);
    // Planned on a view that knows the new keywords' bits.
    auto const plan = store::plan_flags(*from->with_changed(totals, {}), which, change, unchanged_since, totals);
    if (!plan) return plan.error();
    if (plan->rows.empty()) return plan->left_alone;

    std::vector<std::uint32_t> uids;
    uids.reserve(plan->rows.size());
    for (auto const& row : plan->rows) uids.push_back(row.uid);
    auto rows = index_->rows(row_.id, uids);
    if (!rows) return rows.error();
    if (rows->size() != plan->rows.size()) return make_error_code(store::errc::damaged);
    auto const names = renamed(*rows, plan->rows);
    step.changed = std::move(*rows);
    bool const matched = matches_disk();
    if (auto const done = commit(std::move(step), store::durability::synced); !done) return done.error();
    apply_names(names);
    restamp(matched);
    feed_.publish(from->with_changed(totals_of(row_), plan->rows));
    return plan->left_alone;
}

}  // namespace mailstead::maildir
