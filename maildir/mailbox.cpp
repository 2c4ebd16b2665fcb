// Opening and closing a mailbox, and reading from it.
#include "maildir/mailbox.h"

#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/ascii.h"
#include "base/log.h"
#include "maildir/content.h"
#include "maildir/folders.h"
#include "maildir/keywords_file.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "maildir/take_over.h"
#include "store/edit.h"
#include "store/identity.h"
#include "store/read.h"

namespace mailstead::maildir {
namespace {


store::view empty_view() { return std::make_shared<store::snapshot const>(store::snapshot::totals{}); }

using namespace std::chrono_literals;
constexpr auto longest_pass = 5000ms, short_pass = 20ms;

bool is_missing(base::error_code const& error) { return error == base::from_errno(ENOENT); }

// A folder that lost some of new/, cur/ and tmp/ gets them again. False: there is no such folder.
bool mend(base::file_system& files, std::string const& path) {
    bool any = false;
    for (auto const* sub : {"/cur", "/new", "/tmp"}) any |= files.status(AT_FDCWD, path + sub).has_value();
    if (!any) return false;
    base::log::warning("maildir", "{}: new, cur or tmp was missing: made again", path);
    return make_maildir(files, path, folder_kind::inbox).has_value();
}

}  // namespace

// A client that lists the mailbox wants the processor; who needs the rows writes them himself (wait_for_rows()).
void mailbox::let_lists_pass(std::weak_ptr<mailbox> const& of) {
    for (auto waited = 0ms; waited < longest_pass; waited += short_pass) {
        {
            auto const open = of.lock();
            if (!open || open->busy_until_ <= steady_now()) return;
        }
        std::this_thread::sleep_for(short_pass);
    }
}

mailbox::mailbox(service& with, source where, std::shared_ptr<store::index> index, std::shared_ptr<place> at)
    : with_(with), where_(std::move(where)), index_(std::move(index)), place_(std::move(at)), feed_(empty_view()) {}

result<std::shared_ptr<mailbox>> mailbox::open(service& with, source const& where) {
    auto const at = with.places.at(where.who.account, where.path);
    std::lock_guard const hold(at->state);
    if (auto found = at->box.lock()) return found;

    std::unique_ptr<mailbox> made(new mailbox(with, where, with.index_of(where.who.account), at));
    made->opening_ = ++at->openings;
    {
        auto const as_owner = store::identity::assume(where.who);
        if (!as_owner) return as_owner.error();
        auto there = look_at(with.files, where.path);
        bool const whole = there && with.files.status(AT_FDCWD, where.path + "/tmp");
        if (!whole && mend(with.files, where.path)) there = look_at(with.files, where.path);
        if (!there) return is_missing(there.error()) || there.error() == base::from_errno(ENOTDIR) ? make_error_code(store::errc::no_mailbox) : there.error();
        made->watch_ = with.watch(where.path, at);  // before the first look: nothing may slip between
    }
    at->watch(made->watch_ != nullptr);
    made->near_ = is_near(where.path);
    auto opened = made->load();
    if (opened) opened = made->look(false);
    if (opened) made->tidy();
    if (!opened) {
        at->watch(false);
        return opened.error();
    }

    // The last session lets go on its own thread, which must not wait for the disk.
    auto const release = [&with](mailbox* gone) {
        with.later([gone] {
            gone->checkpoint();
            delete gone;
        });
    };
    std::shared_ptr<mailbox> out(made.release(), release);
    at->box = out;
    if (out->rows_later_) with.later_and_long([box = std::weak_ptr(out)] {
        let_lists_pass(box);
        auto const open = box.lock();
        if (open && open->wait_for_rows()) (void)open->refresh();    // for what happened meanwhile
    });
    return out;
}

void mailbox::tidy() {
    // A message that was to leave tmp/ and could not is in the index already.
    if (unapplied_ || !with_.tmp_is_due(where_.path, seconds_now())) return;
    auto const as_owner = store::identity::assume(where_.who);
    if (as_owner) clean_tmp(with_.files, where_.path, seconds_now());
}

std::int64_t mailbox::seconds_now() const { return base::unix_seconds(with_.clock.now()); }

store::snapshot::totals mailbox::totals_of(store::mailbox_row const& row) const {
    store::snapshot::totals out{row.uidvalidity, row.uidnext, row.modseq, feed_.now()->all_totals().keywords};
    if (*out.keywords != row.keywords) out.keywords = std::make_shared<std::vector<std::string> const>(row.keywords);
    return out;
}

result<void> mailbox::ready() {
    if (retired_) return make_error_code(store::errc::no_mailbox);
    if (!stale_) return write_rows();
    auto again = load();
    if (again) again = look(true);
    if (!again) stale_ = true;
    return again ? write_rows() : again;
}

// The uids of a mailbox that the index does not know.
result<uidlist> mailbox::text_copy() {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto read = read_uidlist(with_.files, where_.path);
    if (!read || read->uidvalidity != 0) return read;
    if (!read->there) return take_over(with_.files, where_.path, with_.settings.uidl);
    if (auto const moved = set_aside_uidlist(with_.files, where_.path, seconds_now()); !moved) return moved.error();
    return uidlist{};
}

// Until the messages are in the index, a crash must not cost them their uids: the row says that they are still to come.
result<void> mailbox::restore() {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto read = read_uidlist(with_.files, where_.path);
    if (!read) return read.error();
    restored_ = std::move(*read);
    if (seen_.uids != scan_state::pending::import) return {};
    auto words = read_courier_keywords(with_.files, where_.path);
    if (!words) return words.error();
    keywords_restored_ = std::move(*words);
    return {};
}

// The mailbox's row in the index; without one, rebuilt from the text copy or new.
result<store::mailbox_row> mailbox::find_row() {
    auto found = index_->find(where_.folder);
    if (!found) return found.error();
    if (*found) return std::move(**found);

    auto const text = text_copy();
    if (!text) return text.error();
    if (text->uidvalidity == 0) return index_->create(where_.folder);
    store::mailbox_row row;
    row.name = where_.folder;
    row.uidvalidity = text->uidvalidity;
    row.ceiling = text->ceiling;
    row.uidnext = text->ceiling + 1;
    row.recent_from = row.uidnext;
    row.modseq = row.applied = static_cast<std::uint64_t>(seconds_now());  // above what the lost index may have given
    auto const how = text->imported ? scan_state::pending::import : scan_state::pending::restore;
    row.stamp = print_state({stamp{}, text->ceiling, text->uids.size(), how});
    return index_->adopt(std::move(row));
}

// dovecot-keywords decides what the letters mean; where it says nothing, what we remember stays.
result<void> mailbox::read_letters(store::mailbox_row& row) {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto const letters = read_keywords(with_.files, where_.path);
    if (!letters) return letters.error();
    if (row.keywords.size() < letters->size()) row.keywords.resize(letters->size());
    for (std::size_t i = 0; i < letters->size(); ++i)
        if (!(*letters)[i].empty()) row.keywords[i] = (*letters)[i];
    return {};
}

// As they were when the mailbox was closed, else from the index.
result<store::view> mailbox::view_for(store::mailbox_row const& row) {
    if (auto const kept = with_.closed.take(where_.who.account, where_.path); kept && kept->row == row) return kept->view;
    auto messages = index_->messages(row.id);
    if (!messages) return messages.error();
    return std::make_shared<store::snapshot const>(totals_of(row), std::move(*messages));
}

result<void> mailbox::load() {
    auto row = find_row();
    if (!row) return row.error();
    if (auto const read = read_letters(*row); !read) return read;
    auto const view = view_for(*row);
    if (!view) return view.error();

    row_ = std::move(*row);
    id_ = row_.id;
    seen_ = parse_state(row_.stamp);
    restored_ = {};
    keywords_restored_.clear();
    if (seen_.uids != scan_state::pending::nothing)
        if (auto const read = restore(); !read) return read;
    // Changes that may not be in the file names yet, or files that should be gone: the stamp says nothing about those.
    auto const pending = index_->pending_unlinks(row_.id);
    if (!pending) return pending.error();
    if (row_.applied < row_.modseq || !pending->empty()) {
        seen_.seen = stamp{};
        names_changed_ = true;    // by whoever made those changes, perhaps, and not synced then
    }
    applied_ = row_.applied;
    compared_ = looked_ = false;
    stale_ = false;
    (void)place_->recent.raise(row_.uidvalidity, row_.recent_from);
    // Messages whose rows are still to come have not gone for those who see them.
    bool const incomplete = seen_.uids != scan_state::pending::nothing && feed_.now()->size() > 0;
    loaded_ = incomplete ? *view : nullptr;
    if (!incomplete) feed_.publish(*view);
    return {};
}

result<void> mailbox::commit(store::index_change change, store::durability how) {
    change.after.recent_from = place_->recent.of(change.after.uidvalidity);
    change.after.stamp = print_state(seen_);
    add_later(change);
    auto const done = index_->commit(std::span(&change, 1), how);
    if (done)
        row_ = std::move(change.after);
    else
        stale_ = true;
    if (rows_later_.exchange(false)) forget_names();
    return done;
}

result<store::view> mailbox::refresh() {
    // The first look was a moment ago, and its rows are on their way to the disk: nobody waits for them who need not.
    if (rows_later_) return now();
    std::lock_guard const hold(place_->state);
    if (auto const good = ready(); !good) return good.error();
    if (auto const looked = look(false); !looked) return looked.error();
    return now();
}

// The next commit takes it along, or the last one.
result<std::uint32_t> mailbox::claim_recent() {
    auto const known = now();
    return place_->recent.raise(known->uidvalidity(), known->uidnext());
}

std::uint32_t mailbox::recent_from() const { return place_->recent.of(now()->uidvalidity()); }

result<std::unique_ptr<store::content>> mailbox::open_file(std::uint32_t uid) {
    auto const row = index_->row(id_, uid);
    if (!row) return row.error();
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    return open_content(with_.files, place_path(where_.path, row->place, row->name));
}

result<std::unique_ptr<store::content>> mailbox::open(std::uint32_t uid) {
    if (!now()->find(uid)) return make_error_code(store::errc::gone);
    if (auto const there = wait_for_rows(); !there) return there.error();
    auto found = open_file(uid);
    if (found || !is_missing(found.error())) return found;
    // Somebody renamed it: look where it is now.
    std::lock_guard const hold(place_->state);
    if (auto const good = ready(); !good) return good.error();
    if (auto const looked = look(true); !looked) return looked.error();
    if (auto const written = write_rows(); !written) return written.error();
    found = open_file(uid);
    if (!found && is_missing(found.error())) return make_error_code(store::errc::gone);
    return found;
}

store::fact_source mailbox::fact_place() const { return {index_->facts(), with_.facts, where_.who.account, id_}; }

result<std::shared_ptr<store::facts const>> mailbox::facts_of(std::uint32_t uid) {
    auto const from = fact_place();
    if (auto known = from.cache.recent(from.mailbox, uid)) return known;
    if (auto const there = wait_for_rows(); !there) return there.error();
    auto const row = index_->row(id_, uid);
    if (!row) return row.error();
    return store::facts_of(from, uid, fact_key_of(*row), [this, uid] { return open(uid); });
}

void mailbox::expect_facts(std::span<std::uint32_t const> uids) {
    if (wait_for_rows()) store::expect_facts(fact_place(), *index_, uids, fact_key_of);
}

void mailbox::forget_facts(std::vector<store::index_row> const& rows) { store::forget_facts(fact_place(), rows, fact_key_of); }

// What the index holds comes first: another server's, or of an old name.
result<std::vector<std::pair<std::uint32_t, std::string>>> mailbox::unique_ids(store::view which) {
    std::vector<std::pair<std::uint32_t, std::string>> out;
    if (auto const there = wait_for_rows(); !there) return there.error();
    auto const rows = index_->rows(id_);
    if (!rows) return rows.error();
    auto const given = index_->uidls(id_);
    if (!given) return given.error();
    out.reserve(rows->size());
    auto next = given->begin();
    for (auto const& row : *rows) {
        while (next != given->end() && next->first < row.what.uid) ++next;
        if (!which->find(row.what.uid)) continue;
        bool const is_given = next != given->end() && next->first == row.what.uid;
        out.emplace_back(row.what.uid, is_given ? next->second : unique_id_of(row.name));
    }
    return out;
}

result<foreign_uidlist> mailbox::as_foreign_list() {
    auto const view = refresh();
    if (!view) return view.error();
    auto const ids = unique_ids(*view);
    if (!ids) return ids.error();
    auto const rows = index_->rows(id_);
    if (!rows) return rows.error();
    std::unordered_map<std::uint32_t, std::string_view> bases;
    for (auto const& row : *rows) bases[row.what.uid] = base_of(row.name);
    foreign_uidlist out;
    out.uidvalidity = (*view)->uidvalidity();
    out.uidnext = (*view)->uidnext();
    for (auto const& [uid, id] : *ids)
        if (auto const at = bases.find(uid); at != bases.end()) out.entries.push_back({uid, std::string(at->second), id, {}});
    return out;
}

result<std::optional<store::uid_set>> mailbox::vanished_since(std::uint64_t modseq) { return index_->expunged_since(id_, modseq); }

result<std::shared_ptr<void>> mailbox::maildrop_lock() {
    std::lock_guard const hold(quick_);
    if (!maildrop_.expired()) return make_error_code(store::errc::in_use);
    auto const token = std::make_shared<int>(0);
    maildrop_ = token;
    return std::shared_ptr<void>(token);
}

// What need not be done before an answer: file names synced, the text copy brought up to date. Then what is known is kept
// for the next session.
void mailbox::checkpoint() {
    std::lock_guard const hold(place_->state);
    // Opened again meanwhile: the newer object has read the index and goes on from there. It may even be closed already,
    // and what is remembered here is old then.
    if (place_->openings != opening_) return;
    if (place_->watched()) with_.hear_watcher();
    place_->watch(false);
    if (retired_ || stale_ || !write_rows()) return;
    // A delivery came when no session was there to be told: the times include it, the index does not.
    if (place_->take_foreign() || place_->expects_any()) seen_.seen = stamp{};
    write_text();
    if (!sync_directories() || unapplied_) return;
    store::index_change change{row_, {}, {}, {}, {}};
    change.after.applied = row_.modseq;
    change.forget_all = true;
    bool const same = change.after.applied == row_.applied && row_.stamp == print_state(seen_) && row_.recent_from == recent_from();
    if (!same && !commit(std::move(change), store::durability::lazy)) return;
    with_.closed.keep(where_.who.account, where_.path, {row_, now()});
}

}  // namespace mailstead::maildir
