// Mailbox names (RFC 3501 §6.3.3-6.3.9) on directories, wherever the layout puts them.
#include "maildir/account.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <map>
#include <set>

#include "base/log.h"
#include "maildir/courier.h"
#include "maildir/layout.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "maildir/uidlist.h"
#include "store/identity.h"

namespace mailstead::maildir {
namespace {

// A folder on its way out: no leading dot, so that no other program takes it for a folder.
constexpr std::string_view removed_prefix = "mailstead-removed-";

bool is_missing(base::error_code const& error) { return error == base::from_errno(ENOENT); }

result<void> sync_directory(base::file_system& files, std::string const& path) {
    auto const dir = files.open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (!dir) return dir.error();
    return files.sync(dir->get());
}

std::string parent_of(std::string const& path) { return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)); }

// What a rename that failed has made goes again, unless messages lie there already.
void take_back(store::account& from, std::string const& name) {
    auto const box = from.open(name);
    auto const now = box ? (*box)->refresh() : result<store::view>(box.error());
    if (now && (*now)->size() == 0) (void)from.remove(name);
}

}  // namespace

account::account(service& with, store::owner who)
    : with_(with), who_(std::move(who)), root_(root_of(who_)), layout_(*with.settings.layout),
      index_(with.index_of(who_.account)), notices_(with.notices.of(who_.account)), names_(with.names_of(who_.account)) {
    index_->records().settle_by([&with, who = who_, root = root_](std::string const& from, std::string const& to) {
        auto const as_owner = store::identity::assume(who);
        auto const is_folder = [&](std::string const& name) {
            return as_owner && with.files.status(AT_FDCWD, with.settings.layout->path(root, name) + "/cur").has_value();
        };
        return !is_folder(from) && is_folder(to);
    });
}

char account::separator() const noexcept { return layout_.separator(); }

source account::source_of(std::string const& name) const { return {who_, name, layout_.path(root_, name)}; }

result<std::vector<std::string>> account::names() {
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    auto const entries = with_.files.list(AT_FDCWD, root_);
    if (!entries) return entries.error();
    for (auto const& entry : *entries)
        if (entry.name.starts_with(removed_prefix)) clear_directory(root_ + '/' + entry.name);
    auto found = layout_.names(with_.files, root_);
    if (!found) return found.error();
    auto& out = *found;
    std::sort(out.begin(), out.end());
    out.insert(out.begin(), inbox);
    return std::move(out);
}

result<std::vector<store::folder>> account::list() {
    auto const there = names();
    if (!there) return there.error();
    auto const subscribed = read_subscriptions();
    if (!subscribed) return subscribed.error();
    std::set<std::string> const wanted(subscribed->names.begin(), subscribed->names.end());
    std::map<std::string, store::folder> all;
    for (auto const& name : *there) all[name] = {name, true, false, wanted.count(name) != 0};
    for (auto const& name : *there)
        for (auto dot = name.find(separator()); dot != name.npos; dot = name.find(separator(), dot + 1)) {
            auto const parent = name.substr(0, dot);
            auto& level =
                all.try_emplace(parent, store::folder{parent, false, true, wanted.count(parent) != 0}).first->second;
            level.has_children = true;
        }
    std::vector<store::folder> out;
    for (auto& [name, folder] : all) out.push_back(std::move(folder));
    return out;
}

result<subscriptions> account::read_subscriptions() {
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    auto const text = with_.files.read_all(AT_FDCWD, root_ + "/subscriptions", 1 << 20);
    if (!text && is_missing(text.error())) return courier_subscriptions();
    if (!text) return text.error();
    return parse_subscriptions(*text, layout_);
}

// Taken over once: from then on our own file is there.
result<subscriptions> account::courier_subscriptions() {
    auto const text = with_.files.read_all(AT_FDCWD, root_ + '/' + courier_subscribed_name, 1 << 20);
    if (!text && is_missing(text.error())) return maildir::subscriptions{};
    if (!text) return text.error();
    maildir::subscriptions out{false, parse_courier_subscribed(*text)};
    auto const done = with_.files.publish(AT_FDCWD, root_ + "/subscriptions", print_subscriptions(out, layout_));
    if (!done) return done.error();
    return out;
}

result<std::vector<std::string>> account::subscriptions() {
    auto read = read_subscriptions();
    if (!read) return read.error();
    std::sort(read->names.begin(), read->names.end());
    return std::move(read->names);
}

result<void> account::change_subscriptions(std::string_view name, bool wanted) {
    auto const at = with_.places.at(who_.account, root_ + "/subscriptions");
    std::lock_guard const hold(at->state);
    auto read = read_subscriptions();
    if (!read) return read.error();
    auto const key = canonical(name);
    auto const there = std::find(read->names.begin(), read->names.end(), key);
    if ((there != read->names.end()) == wanted) return {};
    if (wanted)
        read->names.push_back(key);
    else
        read->names.erase(there);
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    return with_.files.publish(AT_FDCWD, root_ + "/subscriptions", print_subscriptions(*read, layout_));
}

result<void> account::subscribe(std::string_view name) {
    if (!layout_.is_possible(name)) return make_error_code(store::errc::bad_name);
    return change_subscriptions(name, true);
}

result<void> account::unsubscribe(std::string_view name) { return change_subscriptions(name, false); }

result<void> account::make(std::string const& name) {
    // An index row of that name is of a mailbox somebody removed by hand: its UIDVALIDITY must not come back.
    retire(name);
    if (auto const forgotten = forget(name); !forgotten) return forgotten;
    {
        auto const as_owner = store::identity::assume(who_);
        if (!as_owner) return as_owner.error();
        auto const path = layout_.path(root_, name);
        if (auto const made = make_maildir(with_.files, path, layout_.is_nested() ? folder_kind::inbox : folder_kind::folder); !made) return made;
        if (auto const synced = sync_directory(with_.files, parent_of(path)); !synced) return synced;
    }
    auto const row = index_->create(name);
    if (!row) return row.error();
    return {};
}

result<void> account::forget(std::string const& name) {
    if (auto const forgotten = index_->records().forget(name); !forgotten) return forgotten;
    auto const row = index_->find(name);
    if (!row) return row.error();
    if (!*row) return {};
    auto const rows = index_->rows((*row)->id);
    std::vector<store::cache_step> steps;
    if (rows)
        for (auto const& each : *rows) steps.push_back({store::cache_step::kind::remove, fact_key_of(each), {}, {}});
    auto const done = index_->remove((*row)->id);
    if (done) with_.facts.change(who_.account, std::move(steps));
    return done;
}

result<void> account::create(std::string_view wanted) {
    std::lock_guard const names_held(*names_);
    auto const name = canonical(wanted);
    if (!layout_.is_possible(name)) return make_error_code(store::errc::bad_name);
    auto const there = names();
    if (!there) return there.error();
    auto const exists = [&](std::string const& n) {
        return std::find(there->begin(), there->end(), n) != there->end();
    };
    if (exists(name)) return make_error_code(store::errc::exists);
    std::uint64_t wanted_too = 1;
    for (auto dot = name.find(separator()); dot != name.npos; dot = name.find(separator(), dot + 1))
        wanted_too += exists(canonical(name.substr(0, dot))) ? 0 : 1;
    if (!has_room_for_mailboxes(who_.quota, there->size(), wanted_too)) return make_error_code(store::errc::over_quota);
    for (auto dot = name.find(separator()); dot != name.npos; dot = name.find(separator(), dot + 1)) {
        auto const parent = name.substr(0, dot);
        if (exists(canonical(parent))) continue;
        if (auto const made = make(parent); !made) return made;
    }
    return make(name);
}

void account::close(place& at, std::string const& path) {
    at.box.reset();
    ++at.openings;    // whoever has just let go of it writes nothing back
    with_.closed.forget(who_.account, path);
}

// Whoever still has the folder open is told that it is gone.
void account::retire(std::string const& name) {
    auto const path = layout_.path(root_, name);
    auto const at = with_.places.at(who_.account, path);
    std::shared_ptr<mailbox> box;    // released after the lock
    std::lock_guard const hold(at->state);
    box = at->box.lock();
    if (box) box->retire();
    close(*at, path);
}

// Files go one by one after the directory has its new name; a crash in between leaves a directory that no program
// lists.
void account::clear_directory(std::string const& path) {
    if (auto const info = with_.files.status(AT_FDCWD, path); info && S_ISLNK(info->st_mode)) {
        (void)with_.files.unlink(AT_FDCWD, path);  // what it led to is not ours to empty
        return;
    }
    for (auto const* sub : {"/new", "/cur", "/tmp", ""}) {
        auto const entries = with_.files.list(AT_FDCWD, path + sub);
        if (!entries) continue;
        for (auto const& entry : *entries)
            if (entry.type != DT_DIR) (void)with_.files.unlink(AT_FDCWD, path + sub + '/' + entry.name);
        (void)with_.files.remove_dir(AT_FDCWD, path + sub);
    }
}

result<void> account::remove(std::string_view wanted) {
    std::lock_guard const names_held(*names_);
    auto const name = canonical(wanted);
    if (name == inbox || !layout_.is_possible(name))
        return make_error_code(name == inbox ? store::errc::bad_name : store::errc::no_mailbox);
    auto const there = names();
    if (!there) return there.error();
    bool const level =
        std::any_of(there->begin(), there->end(), [&](auto const& n) { return layout_.is_below(n, name); });
    if (std::find(there->begin(), there->end(), name) == there->end())
        return make_error_code(level ? store::errc::has_children : store::errc::no_mailbox);
    static std::atomic<unsigned> counter{0};
    auto const aside = fmt::format("{}/{}{}-{}-{}", root_, removed_prefix, base::unix_seconds(with_.clock.now()),
                                   ::getpid(), ++counter);
    auto const at = with_.places.at(who_.account, layout_.path(root_, name));
    std::shared_ptr<mailbox> box;
    {
        std::lock_guard const hold(at->state);
        box = at->box.lock();
        {
            auto const as_owner = store::identity::assume(who_);
            if (!as_owner) return as_owner.error();
            if (auto const moved = move_aside(name, aside, level && layout_.is_nested()); !moved) return moved;
        }
        if (box) box->retire();
        close(*at, layout_.path(root_, name));
        if (auto const forgotten = forget(name); !forgotten) return forgotten;
    }
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return {};
    with_.quotas.recount(who_);
    clear_directory(aside);
    return {};
}

// Where the children's directories lie in it, a folder goes without its directory: cur/ first, which makes it a mere level.
result<void> account::move_aside(std::string const& name, std::string const& aside, bool has_children) {
    auto const path = layout_.path(root_, name);
    if (!has_children) {
        auto const moved = with_.files.rename(AT_FDCWD, path, AT_FDCWD, aside, base::on_existing::refuse);
        if (!moved) return moved;
        if (auto const synced = sync_directory(with_.files, parent_of(path)); !synced) return synced;
        return sync_directory(with_.files, root_);
    }
    if (auto const made = with_.files.make_dir(AT_FDCWD, aside, 0700); !made) return made;
    for (auto const* sub : {"/cur", "/new", "/tmp"}) {
        auto const moved = with_.files.rename(AT_FDCWD, path + sub, AT_FDCWD, aside + sub, base::on_existing::refuse);
        if (!moved && !is_missing(moved.error())) return moved;
    }
    auto const entries = with_.files.list(AT_FDCWD, path);
    if (!entries) return entries.error();
    for (auto const& entry : *entries)
        if (entry.type == DT_REG) (void)with_.files.unlink(AT_FDCWD, path + '/' + entry.name);
    if (auto const synced = sync_directory(with_.files, path); !synced) return synced;
    return sync_directory(with_.files, root_);
}

result<void> account::move_directory(std::string const& from, std::string const& to) {
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    auto const source = layout_.path(root_, from), target = layout_.path(root_, to);
    if (layout_.is_nested()) {
        if (auto const made = with_.files.make_dirs_synced(parent_of(target), 0700); !made) return made;
        (void)with_.files.remove_dir(AT_FDCWD, target);  // a level that has lost its last folder
    }
    auto const moved = with_.files.rename(AT_FDCWD, source, AT_FDCWD, target, base::on_existing::refuse);
    if (!moved) return moved;
    if (auto const synced = sync_directory(with_.files, parent_of(target)); !synced) return synced;
    return sync_directory(with_.files, parent_of(source));
}

// The UIDs live on under a new UIDVALIDITY: the name may have been used before (RFC 3501 §2.3.1.1).
result<void> account::rename_row(std::string const& from, std::string const& to) {
    auto const path = layout_.path(root_, to);
    {
        auto const as_owner = store::identity::assume(who_);
        if (!as_owner) return as_owner.error();
        // The text copy speaks of the old UIDVALIDITY; a new one is written with the next uids.
        (void)with_.files.unlink(AT_FDCWD, path + '/' + uidlist_name);
        if (auto const synced = sync_directory(with_.files, path); !synced) return synced;
    }
    auto const row = index_->find(from);
    if (!row) return row.error();
    if (!*row) return {};
    auto const renamed = index_->rename((*row)->id, to);
    if (!renamed) return renamed.error();
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    return raise_ceiling(with_.files, path, renamed->uidvalidity, std::max(renamed->ceiling, renamed->uidnext - 1));
}

// The index's knowledge of the old name is lost to a crash in the middle of a rename: what it has acknowledged and the file
// names do not say durably yet would go with it.
result<void> account::sync_names(std::string const& name) {
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    for (auto const* sub : {"/tmp", "/new", "/cur"}) {
        auto const synced = sync_directory(with_.files, layout_.path(root_, name) + sub);
        if (!synced && !is_missing(synced.error())) return synced;
    }
    return {};
}

result<void> account::rename_all(std::string const& from, std::string const& to,
                                 std::vector<std::string> const& names) {
    auto const new_name = [&](std::string const& name) { return to + name.substr(from.size()); };
    for (auto const& name : names) {
        retire(new_name(name));
        if (auto const forgotten = forget(new_name(name)); !forgotten) return forgotten;
        // One never opened may have another server's uids, which belong to its old name: they are taken over first.
        auto const known = index_->find(name);
        if (!known) return known.error();
        if (!*known)
            if (auto const opened = open_box(name); !opened) return opened.error();
    }
    auto kept = index_->records().begin_rename(from, to, separator());
    if (!kept) return kept.error();
    // By name, as every other rename locks them. A nested layout moves all with the first.
    std::vector<std::shared_ptr<place>> places;
    std::vector<std::unique_lock<std::mutex>> holds;
    for (auto const& name : names) {
        auto const at = with_.places.at(who_.account, layout_.path(root_, name));
        holds.emplace_back(at->state);
        if (auto const box = at->box.lock()) box->retire();
        close(*at, layout_.path(root_, name));
        places.push_back(at);
    }
    for (auto const& name : names)
        if (auto const synced = sync_names(name); !synced) return synced;
    if (layout_.is_nested())
        if (auto const moved = move_directory(from, to); !moved) return moved;
    for (auto const& name : names) {
        if (!layout_.is_nested())
            if (auto const moved = move_directory(name, new_name(name)); !moved) return moved;
        if (auto const renamed = rename_row(name, new_name(name)); !renamed) return renamed;
    }
    return kept->finish();
}

// RFC 3501 §6.3.5: the messages of INBOX move, INBOX stays, empty.
result<void> account::rename_inbox(std::string const& to) {
    if (auto const made = create(to); !made) return made;
    auto const from = open_box(inbox);
    if (!from) return from.error();
    auto const target = open_box(to);
    if (!target) return target.error();
    auto const moved = (*from)->move(store::uid_set::everything(), **target);
    if (!moved) {
        take_back(*this, to);
        return moved.error();
    }
    return index_->records().copy_annotations(inbox, to);    // RFC 5464 §4.1
}

result<void> account::rename(std::string_view wanted, std::string_view onto) {
    std::lock_guard const names_held(*names_);
    auto const from = canonical(wanted), to = canonical(onto);
    // The messages of INBOX may well go below it: it is not itself what moves.
    bool const below_itself = from != inbox && layout_.is_below(to, from);
    if (!layout_.is_possible(to) || below_itself) return make_error_code(store::errc::bad_name);
    auto const there = names();
    if (!there) return there.error();
    std::vector<std::string> moving;
    for (auto const& name : *there) {
        if (name == to || layout_.is_below(name, to)) return make_error_code(store::errc::exists);
        if (name == from || layout_.is_below(name, from)) moving.push_back(name);
    }
    if (from == inbox) return rename_inbox(to);
    if (moving.empty()) return make_error_code(store::errc::no_mailbox);
    for (auto dot = to.find(separator()); dot != to.npos; dot = to.find(separator(), dot + 1)) {
        auto const parent = to.substr(0, dot);
        auto const exists = std::find(there->begin(), there->end(), parent) != there->end();
        if (exists) continue;
        if (auto const made = create(parent); !made && made.error() != make_error_code(store::errc::exists))
            return made;
    }
    return rename_all(from, to, moving);
}

result<std::shared_ptr<mailbox>> account::open_box(std::string_view wanted) {
    auto const name = canonical(wanted);
    if (!layout_.is_possible(name)) return make_error_code(store::errc::no_mailbox);
    auto found = mailbox::open(with_, source_of(name));
    if (found) with_.linger(*found);
    if (found || found.error() != make_error_code(store::errc::no_mailbox)) return found;
    auto const there = names();
    if (!there) return there.error();
    bool const level = std::any_of(there->begin(), there->end(), [&](auto const& n) { return layout_.is_below(n, name); });
    return make_error_code(level ? store::errc::not_selectable : store::errc::no_mailbox);
}

result<std::shared_ptr<store::mailbox>> account::open(std::string_view name) {
    auto found = open_box(name);
    if (!found) return found.error();
    return std::shared_ptr<store::mailbox>(std::move(*found));
}

result<store::folder_status> account::status(std::string_view name) {
    auto const box = open_box(name);
    if (!box) return box.error();
    auto const view = (*box)->refresh();
    if (!view) return view.error();
    return store::status_of(**view, (*box)->recent_from());
}

result<std::optional<store::quota>> account::quota() {
    result<std::optional<store::quota>> out = std::optional<store::quota>();
    {
        auto const as_owner = store::identity::assume(who_);
        if (!as_owner) return as_owner.error();
        out = with_.quotas.of(who_);
    }
    if (!out || !who_.quota.mailboxes) return out;
    auto const there = names();
    if (!there) return there.error();
    if (!*out) out->emplace();
    (*out)->limits.mailboxes = who_.quota.mailboxes;
    (*out)->usage.mailboxes = there->size();
    return out;
}

result<std::shared_ptr<store::account>> opener::open(store::owner const& who) {
    {
        auto const as_owner = store::identity::assume(who);
        if (!as_owner) return as_owner.error();
        auto const root = root_of(who);
        bool there = true;
        for (auto const* sub : {"/cur", "/new", "/tmp"}) there = there && with_.files.status(AT_FDCWD, root + sub);
        if (!there)
            if (auto const made = make_maildir(with_.files, root, folder_kind::inbox); !made) return made.error();
    }
    return std::shared_ptr<store::account>(std::make_shared<account>(with_, who));
}

}  // namespace mailstead::maildir
