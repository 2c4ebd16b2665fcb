// Bringing index and disk together: what other programs did, what a crash left half done. The index knows what each
// message is; the disk decides which messages there are.
#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <unordered_set>

#include "base/ascii.h"
#include "base/log.h"
#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "maildir/uidlist.h"
#include "store/identity.h"

namespace mailstead::maildir {
namespace {

// Files by base name. Of two with the same base the first counts: cur/ is listed first.
using files_by_base = std::unordered_map<std::string_view, disk_file const*>;

files_by_base by_base(std::vector<disk_file> const& files) {
    files_by_base out;
    out.reserve(files.size());
    for (auto const& each : files) out.emplace(base_of(each.file), &each);
    return out;
}

constexpr int rests_at_most = 3;
constexpr std::chrono::milliseconds tick_is_over(21);

bool by_uid(store::index_row const& a, store::index_row const& b) { return a.what.uid < b.what.uid; }

std::vector<store::message> messages_of(std::vector<store::index_row> const& rows) {
    std::vector<store::message> out;
    out.reserve(rows.size());
    for (auto const& row : rows) out.push_back(row.what);
    return out;
}

}  // namespace

// A look at a mailbox in progress: what differs, and what is to be done on the disk.
struct difference {
    std::vector<store::index_row> known;    // the index, by uid
    std::vector<store::index_row> changed;  // as they shall be in the index
    std::vector<std::uint32_t> gone;
    std::vector<disk_file const*> unknown;  // not in the index; they lie in the listing
    struct twins {
        disk_file first, second;
    };
    std::vector<twins> doubles;  // two files of one base name
    struct move {
        std::uint8_t from_place;
        std::string from;
        store::index_row const* to;
    };
    std::vector<move> redo;                        // our own renames that a crash or failure left undone
    std::vector<store::index_row const*> missing;  // may still lie in tmp/
    bool undone = false;                           // something on the disk could not be done
    bool touched = false;                          // the times seen are not those of what is listed
};

namespace {

// One message that the index knows and the disk has: the same, our change not yet on disk, or somebody else's change.
void compare(store::index_row const& row, disk_file const& file, std::uint64_t applied, difference& out) {
    if (file.file == row.name && file.place == row.place) return;
    if (row.what.modseq > applied) {
        out.redo.push_back({file.place, std::string(file.file), &row});
        return;
    }
    auto seen = row;
    auto const parsed = parse_name(file.file);
    seen.name = file.file;
    seen.place = file.place;
    seen.what.flags = parsed.flags;
    seen.what.keywords = (row.what.keywords & ~letter_mask) | (parsed.keywords & letter_mask);
    out.changed.push_back(std::move(seen));
}

difference compare_all(std::vector<store::index_row> known, listing const& seen, std::uint64_t applied) {
    difference out;
    out.known = std::move(known);
    auto files = by_base(seen.files);
    if (seen.steady && files.size() != seen.files.size())
        for (auto const& file : seen.files)
            if (auto const* first = files.at(base_of(file.file)); first != &file) out.doubles.push_back({*first, file});
    for (auto const& row : out.known) {
        auto const at = files.find(base_of(row.name));
        if (at != files.end()) {
            compare(row, *at->second, applied, out);
            files.erase(at);
        } else if (row.what.modseq > applied) {
            out.missing.push_back(&row);
        } else if (seen.steady) {
            out.gone.push_back(row.what.uid);
        }
    }
    out.unknown.reserve(files.size());
    for (auto const& file : seen.files)
        if (auto const at = files.find(base_of(file.file)); at != files.end() && at->second == &file)
            out.unknown.push_back(&file);
    return out;
}

}  // namespace

bool mailbox::matches_disk() {
    if (!seen_.seen.is_known()) return false;
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return false;
    auto const disk = look_at(with_.files, where_.path);
    return disk && *disk == seen_.seen;
}

// After a step of our own: the new times are ours if the old ones were as we had left them, and if a watcher would have
// told of anybody acting in between.
void mailbox::restamp(bool matched) {
    seen_.seen = stamp{};
    if (!matched || !place_->watched()) return;
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return;
    if (auto const disk = look_at(with_.files, where_.path)) seen_.seen = *disk;
}

// Deliveries come first, which saves a scan; but not before the first look, which must see the times as they were left.
result<void> mailbox::look(bool must) {
    if (compared_) hear();
    auto const done = scan(must);
    if (!done || compared_) return done;
    compared_ = true;
    hear();
    return done;
}

result<void> mailbox::scan(bool must) {
    // The time stamps of our own steps were taken for ours on the watcher's word: it has to be heard first.
    if (place_->watched()) with_.hear_watcher();
    if (place_->take_foreign()) must = true;
    if (!must && !unapplied_ && matches_disk()) return {};
    auto const done = look_at_files();
    if (done) return done;
    // What was announced has not been seen: no step of ours may cover it up.
    place_->note_foreign();
    seen_.seen = stamp{};
    return done;
}

result<void> mailbox::look_at_files() {
    if (auto const written = write_rows(); !written) return written;
    watch_again();
    auto seen = list();
    if (!seen) return seen.error();
    auto const all = first_look(*seen);
    if (!all) return all.error();
    return *all ? result<void>() : reconcile(std::move(*seen));
}

// Another directory may lie under the name of one that was watched.
void mailbox::watch_again() {
    if (!watch_ || place_->watched()) return;
    watch_ = nullptr;
    watch_ = with_.watch(where_.path, place_);
    place_->watch(watch_ != nullptr);
}

result<listing> mailbox::list() {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto seen = list_files(with_.files, where_.path);
    if (!seen && seen.error() == base::from_errno(ENOENT)) return make_error_code(store::errc::no_mailbox);
    return seen;
}

// The times of directories move with the kernel's tick: a file renamed while they were read may be missing there, and nothing
// tells. Looks again when that tick is over; where the directories do not come to rest, nothing counts as gone.
result<listing> mailbox::list_at_rest() {
    result<listing> seen = listing{};
    for (int attempt = 0; attempt < rests_at_most; ++attempt) {
        std::this_thread::sleep_for(tick_is_over);
        seen = list();
        if (!seen || !seen->doubtful) return seen;
    }
    seen->steady = false;
    return seen;
}

result<void> mailbox::move_file(std::uint8_t from_place, std::string const& from, std::uint8_t to_place,
                                std::string const& to) {
    place_->own(from);
    place_->own(to);
    auto done = with_.files.rename(AT_FDCWD, place_path(where_.path, from_place, from), AT_FDCWD,
                                   place_path(where_.path, to_place, to), base::on_existing::replace);
    if (done)
        names_changed_ = true;
    else
        (void)place_->was_own(from), (void)place_->was_own(to);
    return done;
}

// What a look has to do on the disk: our own renames and unlinks that a crash or failure left undone. Files that nobody
// knows become rows of `fresh`.
result<void> mailbox::act_on(difference& found, bool steady, std::vector<store::index_row>& fresh) {
    found.touched = !found.redo.empty();
    if (found.unknown.empty() && found.redo.empty() && found.missing.empty() && found.doubles.empty()) return {};
    auto const expunged = index_->pending_unlinks(row_.id);
    if (!expunged) return expunged.error();
    std::unordered_set<std::string> const unlinked(expunged->begin(), expunged->end());
    // Once all our unlinks have been done, a file of such a name is one that somebody put back.
    bool const may_unlink = unapplied_ || !looked_;

    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    for (auto const& m : found.redo) found.undone |= !move_file(m.from_place, m.from, m.to->place, m.to->name);
    for (auto const* row : found.missing) {
        if (leave_tmp(*row))
            found.touched = true;
        else if (steady)
            found.gone.push_back(row->what.uid);
    }
    for (auto const& pair : found.doubles) found.touched |= part(pair.first, pair.second);
    if (found.unknown.empty()) return {};
    auto const places = open_places(with_.files, where_.path);
    if (!places) return places.error();
    fresh.reserve(found.unknown.size());
    for (auto const* const at : found.unknown) {
        auto const& file = *at;
        auto const base = base_of(file.file);
        if (place_->expects(base)) {
            found.touched = true;  // not listed yet: this look must not count as complete
            continue;
        }
        if (may_unlink && !unlinked.empty() && unlinked.count(std::string(base))) {
            found.undone |= !unlink_file(file.place, std::string(file.file));
            found.touched = true;
        } else if (auto row = describe(with_.files, *places, file)) {
            fresh.push_back(std::move(*row));
        } else {
            found.undone |=
                row.error() != base::from_errno(EINVAL);  // gone again, or not ours to read: looked at again
        }
    }
    return {};
}

// Two messages under one base name: the second gets a name of its own, and the next look finds it. One file with two names
// stays as it is.
bool mailbox::part(disk_file const& first, disk_file const& second) {
    auto const one = with_.files.status(AT_FDCWD, place_path(where_.path, first.place, first.file));
    auto const other = with_.files.status(AT_FDCWD, place_path(where_.path, second.place, second.file));
    if (!one || !other || (one->st_ino == other->st_ino && one->st_dev == other->st_dev)) return false;
    if (!S_ISREG(other->st_mode)) return false;
    auto const parsed = parse_name(second.file);
    auto const fresh = unique_name(parsed.seconds > 0 ? parsed.seconds : seconds_now(), with_.host);
    auto const to = second.place == in_new ? fresh : with_marks(fresh, parsed.flags, parsed.keywords);
    base::log::warning("maildir", "{}: two files are named {}: the second is {} now", where_.path,
                       base::printable(parsed.base), to);
    return move_file(second.place, std::string(second.file), second.place, to).has_value();
}

std::string mailbox::tmp_path(store::index_row const& row) const {
    return where_.path + "/tmp/" + std::string(tmp_name(base_of(row.name)));
}

// Whether messages would be expunged because nobody finds their files. What still lies in tmp/ is found.
bool mailbox::seems_to_lack(difference const& found) {
    auto const as_owner = store::identity::assume(where_.who);
    auto const lies_there = [this](store::index_row const* row) { return with_.files.status(AT_FDCWD, tmp_path(*row)).has_value(); };
    return !found.gone.empty() || !as_owner || !std::all_of(found.missing.begin(), found.missing.end(), lies_there);
}

// A message committed while it lay in tmp/ takes its place.
bool mailbox::leave_tmp(store::index_row const& row) {
    auto const from = tmp_path(row);
    auto const to = place_path(where_.path, row.place, row.name);
    place_->own(row.name);
    bool const done = static_cast<bool>(with_.files.rename(AT_FDCWD, from, AT_FDCWD, to, base::on_existing::refuse));
    if (done)
        names_changed_ = true;
    else
        (void)place_->was_own(row.name);
    return done;
}

bool mailbox::unlink_file(std::uint8_t at, std::string const& file) {
    place_->own(file);
    bool const done = static_cast<bool>(with_.files.unlink(AT_FDCWD, place_path(where_.path, at, file)));
    if (done)
        names_changed_ = true;
    else
        (void)place_->was_own(file);
    return done;
}

result<void> mailbox::reconcile(listing seen) {
    auto known = index_->rows(row_.id);
    if (!known) return known.error();
    auto found = compare_all(std::move(*known), seen, applied_);
    if (seen.doubtful && seems_to_lack(found)) {
        auto again = list_at_rest();
        if (!again) return again.error();
        found = compare_all(std::move(found.known), *again, applied_);
        seen = std::move(*again);
    }
    store::index_change change{row_, {}, {}, {}, {}};
    auto& next = change.after;
    if (auto const done = act_on(found, seen.steady, change.added); !done) return done;
    if (auto const read = read_letters(next); !read) return read;
    std::sort(found.gone.begin(), found.gone.end());
    change.changed = std::move(found.changed);
    bool const visible = !change.added.empty() || !change.changed.empty() || !found.gone.empty();
    if (visible) ++next.modseq;
    auto view = loaded_ ? loaded_ : feed_.now();
    if (auto const given = give_uids(change.added, next, view->size() == 0); !given) return given;
    auto const named = give_keywords(change.added, next);
    if (!named) return named.error();
    found.undone |= *named;
    for (auto& row : change.changed) row.what.modseq = next.modseq;
    std::vector<store::index_row> lost;
    for (auto const& row : found.known)
        if (std::binary_search(found.gone.begin(), found.gone.end(), row.what.uid)) {
            change.expunged.push_back(
                {row.what.uid, next.modseq, std::string(base_of(row.name)), {}, 0, {}, seconds_now(), false});
            lost.push_back(row);
        }
    forget_facts(lost);

    restored_ = {};
    keywords_restored_.clear();
    seen_.uids = scan_state::pending::nothing;
    auto const added = messages_of(change.added), changed = messages_of(change.changed);
    bool const new_letters = next.keywords != row_.keywords;
    seen_.seen = found.touched || found.undone ? stamp{} : seen.seen;
    if (visible || new_letters)
        if (auto const done = commit(std::move(change), store::durability::synced); !done) return done;
    // Foreign changes are on the disk by nature; ours have been done again.
    if (!found.undone) applied_ = row_.modseq;
    unapplied_ = found.undone;
    looked_ |= !found.undone;
    bool const loaded = loaded_ != nullptr;
    loaded_ = nullptr;
    if (!visible && !new_letters && !loaded) return {};
    auto const totals = totals_of(row_);
    if (!found.gone.empty()) view = view->without(totals, found.gone);
    if (!changed.empty()) view = view->with_changed(totals, changed);
    feed_.publish(view->with_added(totals, added));
    return {};
}

// Uids for messages not known before: their old ones from the text copy of a lost index, else the next ones.
result<void> mailbox::give_uids(std::vector<store::index_row>& fresh, store::mailbox_row& next, bool restores) {
    if (fresh.empty()) return {};
    sort_by_arrival(fresh);
    std::unordered_set<std::uint32_t> used;
    for (auto& row : fresh) {
        auto const old = restored_.uids.find(std::string(base_of(row.name)));
        bool const known = old != restored_.uids.end() && restores && used.insert(old->second).second;
        row.what.uid = known ? old->second : next.uidnext++;
        if (auto const uidl = restored_.uidls.find(row.what.uid); known && uidl != restored_.uidls.end())
            row.uidl = uidl->second;
        row.what.modseq = next.modseq;
    }
    if (!used.empty()) std::sort(fresh.begin(), fresh.end(), by_uid);
    return reserve(next);
}

// Another server's keywords, which its file names do not show. True: the next look gives the files their new names.
result<bool> mailbox::give_keywords(std::vector<store::index_row>& fresh, store::mailbox_row& next) {
    bool any = false;
    for (auto& row : fresh) {
        auto const words = keywords_restored_.find(std::string(base_of(row.name)));
        if (words == keywords_restored_.end()) continue;
        auto const bits = bits_for(words->second, next);
        if (!bits && bits.error() == make_error_code(store::errc::too_many_keywords)) continue;
        if (!bits) return {boost::system::in_place_error, bits.error()};
        row.what.keywords |= *bits;
        row.name = with_marks(row.name, row.what.flags, row.what.keywords & letter_mask);
        row.place = in_cur;
        any = true;
    }
    return result<bool>(any);
}

// No uid is given out that the text copy does not know to be given (promise 3).
result<void> mailbox::reserve(store::mailbox_row& next) {
    if (next.uidnext - 1 <= next.ceiling) return {};
    next.ceiling = next.uidnext - 1 + uid_block;
    if (lacks_text()) seen_.text_uid = 0;
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    return raise_ceiling(with_.files, where_.path, next.uidvalidity, next.ceiling);
}

void mailbox::hear() {
    auto const files = place_->take_landed();
    if (!files.empty()) delivered(files);
}

// The depositor has put these into new/ and synced them; here they get their uids, and sessions hear of them.
void mailbox::delivered(std::vector<delivered_file> const& files) {
    if (retired_ || stale_) {
        place_->note_foreign();
        return;
    }
    store::index_change change{row_, {}, {}, {}, {}};
    auto& next = change.after;
    ++next.modseq;
    for (auto const& file : files) {
        store::message const what{next.uidnext++, 0, 0, next.modseq, file.date, file.wire};
        change.added.push_back({what, file.base, in_new});
    }
    auto const added = messages_of(change.added);
    auto done = reserve(next);
    bool const in_step = applied_ == row_.modseq;
    if (done) done = commit(std::move(change), store::durability::synced);
    if (!done) {
        base::log::warning("index", "{}: {}: {}", where_.who.account, where_.folder, done.error().message());
        place_->note_foreign();  // the messages are in new/: the next look finds them
        return;
    }
    if (in_step) applied_ = row_.modseq;
    restamp(seen_.seen.is_known());
    feed_.publish(feed_.now()->with_added(totals_of(row_), added));
}

result<void> mailbox::sync_directories() {
    if (!names_changed_) return {};
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    for (auto const* dir : {"/cur", "/new"}) {
        auto const fd = with_.files.open(AT_FDCWD, where_.path + dir, O_RDONLY | O_DIRECTORY);
        if (!fd) return fd.error();
        if (auto const synced = with_.files.sync(fd->get()); !synced) return synced;
    }
    names_changed_ = false;
    return {};
}

// Ids of another server have their lines in the text copy from the beginning: only a new copy needs them again.
bool mailbox::add_uidls(std::vector<uidlist_line>& lines) {
    auto given = index_->uidls(row_.id);
    if (!given) return false;
    auto line = lines.begin();
    for (auto& [uid, uidl] : *given) {
        while (line != lines.end() && line->uid < uid) ++line;
        if (line != lines.end() && line->uid == uid) line->uidl = std::move(uidl);
    }
    return true;
}

// Somebody removed the text copy.
bool mailbox::lacks_text() {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return false;
    auto const there = with_.files.status(AT_FDCWD, where_.path + '/' + uidlist_name);
    return !there && there.error() == base::from_errno(ENOENT);
}

// Brings the text copy up to date: new lines at the end, all of it when most lines are of messages long gone, or none is there.
void mailbox::write_text() {
    auto const view = feed_.now();
    if (lacks_text()) seen_.text_uid = 0;
    bool const none = seen_.text_uid == 0 && view->size() > 0;
    bool const stale = none || seen_.text_lines > 2 * view->size() + 1000;
    auto const from = stale ? 0 : view->lower_bound(seen_.text_uid + 1);
    if (from == view->size() && !stale) return;
    std::vector<uidlist_line> lines;
    std::vector<std::uint32_t> uids;
    for (auto at = from; at < view->size(); ++at) uids.push_back((*view)[at].uid);
    auto const rows = index_->rows(row_.id, uids);
    if (!rows) return;
    for (auto const& row : *rows) lines.push_back({row.what.uid, std::string(base_of(row.name))});
    if (stale && !add_uidls(lines)) return;
    auto const text = uidlist_lines(lines);

    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return;
    auto const path = where_.path + '/' + uidlist_name;
    auto const wrote = stale ? with_.files.publish(AT_FDCWD, path, uidlist_head(row_.uidvalidity, row_.ceiling) + text)
                             : append_lines(with_.files, where_.path, text);
    if (!wrote) return;
    seen_.text_uid = row_.uidnext - 1;
    seen_.text_lines = (stale ? 0 : seen_.text_lines) + lines.size();
}

}  // namespace mailstead::maildir
