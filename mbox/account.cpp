// Mailbox names (RFC 3501 §6.3.3-6.3.9) on files and directories; each level in modified UTF-7.
#include "mbox/account.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "store/identity.h"
#include "store/utf7.h"

namespace mailstead::mbox {
namespace {

constexpr std::size_t deepest = 16;
constexpr std::size_t longest_level = 250;  // its lock file needs a name too
constexpr std::size_t most_entries = 100'000;
constexpr char subscriptions_file[] = "/.subscriptions";

bool is_missing(base::error_code const& error) {
    return error == base::from_errno(ENOENT) || error == base::from_errno(ENOTDIR);
}

std::string canonical(std::string_view name) {
    if (base::iequals(name, inbox)) return inbox;
    return std::string(name);
}

bool is_possible_level(std::string_view level) {
    // A leading dot is for other programs' files, `.lock` for locks.
    if (level.empty() || level.front() == '.' || level.ends_with(".lock") || !base::is_utf8(level)) return false;
    bool const plain = std::none_of(level.begin(), level.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    return plain && store::utf7_encode(level).size() <= longest_level;
}

std::vector<std::string> levels_of(std::string_view name) {
    std::vector<std::string> out;
    for (;;) {
        auto const slash = name.find(separator);
        out.emplace_back(name.substr(0, slash));
        if (slash == name.npos) return out;
        name.remove_prefix(slash + 1);
    }
}

bool is_possible(std::string_view name) {
    auto const levels = levels_of(name);
    return levels.size() <= deepest && name.size() <= 1000 &&
           std::all_of(levels.begin(), levels.end(), is_possible_level) &&
           (levels.size() == 1 || canonical(levels.front()) != inbox);
}

bool is_below(std::string_view name, std::string_view parent) noexcept {
    return name.size() > parent.size() && name.starts_with(parent) && name[parent.size()] == separator;
}

std::string parent_of(std::string const& path) { return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)); }

}  // namespace

std::string folders_of(store::owner const& who, std::string const& directory) {
    return who.home.empty() ? who.location + ".folders" : who.home + '/' + directory;
}

source inbox_of(store::owner const& who) { return {who, inbox, who.location, true}; }

account::account(service& with, store::owner who)
    : with_(with), who_(std::move(who)), root_(folders_of(who_, with.settings.folders)), index_(with.index_of(who_.account)),
      notices_(with.notices.of(who_.account)) {
    index_->records().settle_by([&with, who = who_](std::string const& from, std::string const& to) {
        auto const as_owner = store::identity::assume(who);
        auto const is_there = [&](std::string const& name) {
            return as_owner && with.files.status(AT_FDCWD, mbox::path_of(who, name, with.settings.folders)).has_value();
        };
        return !is_there(from) && is_there(to);
    });
}

std::string path_of(store::owner const& who, std::string const& name, std::string const& directory) {
    if (name == inbox) return who.location;
    auto out = folders_of(who, directory);
    for (auto const& level : levels_of(name)) (out += '/') += store::utf7_encode(level);
    return out;
}

std::string account::path_of(std::string const& name) const { return mbox::path_of(who_, name, with_.settings.folders); }

source account::source_of(std::string const& name) const {
    if (name == inbox) return inbox_of(who_);
    return {who_, name, path_of(name), false};
}

result<void> account::sync_directory(std::string const& path) {
    auto const dir = with_.files.open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (!dir) return dir.error();
    return with_.files.sync(dir->get());
}

result<void> account::entries_below(std::string const& directory, std::string const& prefix, std::vector<entry>& out) {
    auto const there = with_.files.list(AT_FDCWD, directory);
    if (!there && is_missing(there.error())) return {};
    if (!there) return there.error();
    for (auto const& each : *there) {
        auto const level = store::utf7_decode(each.name);
        if (!level || !is_possible_level(*level) || out.size() >= most_entries) continue;
        auto const info = with_.files.status(AT_FDCWD, directory + '/' + each.name);
        auto const name = prefix + *level;
        if (!info || directory + '/' + each.name == who_.location || canonical(name) == inbox) continue;
        if (S_ISREG(info->st_mode)) out.push_back({name, false});
        if (!S_ISDIR(info->st_mode) ||
            std::count(name.begin(), name.end(), mbox::separator) + 1 >= std::ptrdiff_t{deepest})
            continue;
        out.push_back({name, true});
        if (auto const done = entries_below(directory + '/' + each.name, name + mbox::separator, out); !done)
            return done;
    }
    return {};
}

result<std::vector<account::entry>> account::entries() {
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    std::vector<entry> out{{inbox, false}};
    if (auto const done = entries_below(root_, "", out); !done) return done.error();
    std::sort(out.begin() + 1, out.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
    return out;
}

result<std::vector<store::folder>> account::list() {
    auto const there = entries();
    if (!there) return there.error();
    auto const subscribed = read_subscriptions();
    if (!subscribed) return subscribed.error();
    std::set<std::string> const wanted(subscribed->begin(), subscribed->end());
    std::vector<store::folder> out;
    for (auto const& each : *there) {
        bool const parent = each.is_level && std::any_of(there->begin(), there->end(), [&](auto const& other) {
                                return is_below(other.name, each.name);
                            });
        out.push_back({each.name, !each.is_level, parent, wanted.count(each.name) != 0});
    }
    std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
    return out;
}

result<std::vector<std::string>> account::read_subscriptions() {
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    auto const text = with_.files.read_all(AT_FDCWD, root_ + subscriptions_file, 1 << 20);
    if (!text && is_missing(text.error())) return std::vector<std::string>{};
    if (!text) return text.error();
    std::vector<std::string> out;
    for (auto const line : base::split(*text, "\n")) {
        auto name = store::utf7_decode(line);
        if (name || base::is_utf8(line)) out.push_back(name ? std::move(*name) : std::string(line));
    }
    return out;
}

result<std::vector<std::string>> account::subscriptions() {
    auto out = read_subscriptions();
    if (out) std::sort(out->begin(), out->end());
    return out;
}

result<void> account::change_subscriptions(std::string_view name, bool wanted) {
    auto const at = with_.at(who_.account, root_ + subscriptions_file);
    std::lock_guard const hold(at->state);
    auto names = read_subscriptions();
    if (!names) return names.error();
    auto const key = canonical(name);
    auto const there = std::find(names->begin(), names->end(), key);
    if ((there != names->end()) == wanted) return {};
    if (wanted)
        names->push_back(key);
    else
        names->erase(there);
    std::string text;
    for (auto const& each : *names) (text += store::utf7_encode(each)) += '\n';
    auto const as_owner = store::identity::assume(who_);
    if (!as_owner) return as_owner.error();
    if (auto const made = with_.files.make_dirs_synced(root_, 0700); !made) return made;
    return with_.files.publish(AT_FDCWD, root_ + subscriptions_file, text);
}

result<void> account::subscribe(std::string_view name) {
    if (!is_possible(name)) return make_error_code(store::errc::bad_name);
    return change_subscriptions(name, true);
}

result<void> account::unsubscribe(std::string_view name) { return change_subscriptions(name, false); }

result<void> account::forget(std::string const& name) {
    if (auto const forgotten = index_->records().forget(name); !forgotten) return forgotten;
    auto const row = index_->find(name);
    if (!row) return row.error();
    return *row ? index_->remove((*row)->id) : result<void>();
}

result<void> account::make_file(std::string const& name) {
    // An index row of that name is of a mailbox somebody removed by hand: its UIDVALIDITY must not come back.
    if (auto const forgotten = forget(name); !forgotten) return forgotten;
    auto const path = path_of(name);
    {
        auto const as_owner = store::identity::assume(who_);
        if (!as_owner) return as_owner.error();
        if (auto const made = with_.files.make_dirs_synced(parent_of(path), 0700); !made)
            // A mailbox stands where a level would have to be.
            return made.error() == base::from_errno(ENOTDIR) ? make_error_code(store::errc::bad_name) : made.error();
        auto const file = with_.files.open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!file) {
            if (file.error() == base::from_errno(EEXIST)) return make_error_code(store::errc::exists);
            return file.error() == base::from_errno(ENOTDIR) ? make_error_code(store::errc::bad_name) : file.error();
        }
        if (auto const synced = sync_directory(parent_of(path)); !synced) return synced;
    }
    auto const row = index_->create(name);
    if (!row) return row.error();
    return {};
}

result<void> account::create(std::string_view wanted) {
    auto const name = canonical(wanted);
    if (name == inbox) return make_error_code(store::errc::exists);
    if (!is_possible(name)) return make_error_code(store::errc::bad_name);
    if (who_.quota.mailboxes) {
        auto const there = entries();
        if (!there) return there.error();
        auto const count = static_cast<std::uint64_t>(std::count_if(there->begin(), there->end(), [](auto const& e) { return !e.is_level; }));
        if (!has_room_for_mailboxes(who_.quota, count, 1)) return make_error_code(store::errc::over_quota);
    }
    return make_file(name);
}

result<void> account::remove(std::string_view wanted) {
    auto const name = canonical(wanted);
    if (name == inbox) return make_error_code(store::errc::bad_name);
    if (!is_possible(name)) return make_error_code(store::errc::no_mailbox);
    auto const there = entries();
    if (!there) return there.error();
    auto const found = std::find_if(there->begin(), there->end(), [&](auto const& e) { return e.name == name; });
    if (found == there->end()) return make_error_code(store::errc::no_mailbox);
    auto const path = path_of(name);
    auto const at = with_.at(who_.account, path);
    std::shared_ptr<mailbox> box;  // released after the lock
    std::lock_guard const hold(at->state);
    box = at->box.lock();
    {
        auto const as_owner = store::identity::assume(who_);
        if (!as_owner) return as_owner.error();
        auto const gone = found->is_level ? with_.files.remove_dir(AT_FDCWD, path) : with_.files.unlink(AT_FDCWD, path);
        if (!gone)
            return gone.error() == base::from_errno(ENOTEMPTY) ? make_error_code(store::errc::has_children) : gone;
        if (auto const synced = sync_directory(parent_of(path)); !synced) return synced;
    }
    if (box) box->retire();
    at->box.reset();
    return found->is_level ? index_->records().forget(name) : forget(name);
}

// The UIDs live on under a new UIDVALIDITY: the name may have been used before (RFC 3501 §2.3.1.1).
result<void> account::move_index(std::string const& from, std::string const& to) {
    if (auto const forgotten = forget(to); !forgotten) return forgotten;
    auto const row = index_->find(from);
    if (!row) return row.error();
    if (!*row) return {};
    auto const renamed = index_->rename((*row)->id, to);
    if (!renamed) return renamed.error();
    return {};
}

// RFC 3501 §6.3.5: the messages of INBOX move, INBOX stays, empty.
result<void> account::rename_inbox(std::string const& to) {
    if (auto const made = create(to); !made) return made;
    auto const from = open_box(inbox);
    if (!from) return from.error();
    auto const target = open_box(to);
    if (!target) return target.error();
    auto const moved = (*from)->move(store::uid_set::everything(), **target);
    if (!moved) return moved.error();
    return index_->records().copy_annotations(inbox, to);    // RFC 5464 §4.1
}

result<void> account::rename(std::string_view wanted, std::string_view onto) {
    auto const from = canonical(wanted), to = canonical(onto);
    if (!is_possible(to) || is_below(to, from)) return make_error_code(store::errc::bad_name);
    auto const there = entries();
    if (!there) return there.error();
    std::vector<std::string> moving;  // mailboxes
    bool found = false;
    for (auto const& each : *there) {
        if (each.name == to) return make_error_code(store::errc::exists);
        found |= each.name == from;
        if (!each.is_level && (each.name == from || is_below(each.name, from))) moving.push_back(each.name);
    }
    if (from == inbox) return rename_inbox(to);
    if (!found) return make_error_code(store::errc::no_mailbox);
    auto kept = index_->records().begin_rename(from, to, separator());
    if (!kept) return kept.error();
    std::vector<std::shared_ptr<place>> places;
    std::vector<std::shared_ptr<mailbox>> boxes;  // released after the locks
    std::vector<std::unique_lock<std::mutex>> locks;
    for (auto const& name : moving) places.push_back(with_.at(who_.account, path_of(name)));
    std::sort(places.begin(), places.end());
    for (auto const& at : places) locks.emplace_back(at->state);
    {
        auto const as_owner = store::identity::assume(who_);
        if (!as_owner) return as_owner.error();
        auto const target = path_of(to);
        if (auto const made = with_.files.make_dirs_synced(parent_of(target), 0700); !made)
            return made.error() == base::from_errno(ENOTDIR) ? make_error_code(store::errc::bad_name) : made.error();
        auto const moved = with_.files.rename(AT_FDCWD, path_of(from), AT_FDCWD, target, base::on_existing::refuse);
        if (!moved) return moved;
        for (auto const& at : places) {
            if (auto box = at->box.lock()) box->retire(), boxes.push_back(std::move(box));
            at->box.reset();
        }
        if (auto const synced = sync_directory(parent_of(target)); !synced) return synced;
        if (auto const synced = sync_directory(parent_of(path_of(from))); !synced) return synced;
    }
    for (auto const& name : moving)
        if (auto const done = move_index(name, to + name.substr(from.size())); !done) return done;
    return kept->finish();
}

result<std::shared_ptr<mailbox>> account::open_box(std::string_view wanted) {
    auto const name = canonical(wanted);
    if (name != inbox && !is_possible(name)) return make_error_code(store::errc::no_mailbox);
    return mailbox::open(with_, source_of(name));
}

result<std::shared_ptr<store::mailbox>> account::open(std::string_view name) {
    auto found = open_box(name);
    if (!found) return for_client(found.error(), fmt::format("{}: {}", who_.account, base::printable(name)));
    return std::shared_ptr<store::mailbox>(std::move(*found));
}

result<store::folder_status> account::status(std::string_view name) {
    auto const box = open(name);
    if (!box) return box.error();
    auto const view = (*box)->refresh();
    if (!view) return view.error();
    return store::status_of(**view, (*box)->recent_from());
}

// The sizes of all files. Messages are counted where their number is limited: that opens each mailbox.
result<std::optional<store::quota>> account::quota() {
    if (!who_.quota.any() && !who_.quota.mailboxes) return std::optional<store::quota>();
    // Folders that are Maildirs count for themselves.
    bool const alone = with_.settings.folders.ends_with('/');
    auto const there = alone ? result<std::vector<entry>>(std::vector<entry>{{inbox, false}}) : entries();
    if (!there) return there.error();
    store::quota out{who_.quota, {}};
    for (auto const& each : *there) {
        if (each.is_level) continue;
        ++out.usage.mailboxes;
        if (!who_.quota.any()) continue;
        {
            auto const as_owner = store::identity::assume(who_);
            if (!as_owner) return as_owner.error();
            auto const info = with_.files.status(AT_FDCWD, path_of(each.name));
            if (!info) continue;  // INBOX need not be there
            out.usage.storage += static_cast<std::uint64_t>(info->st_size);
        }
        if (!who_.quota.messages) continue;
        auto const counted = status(each.name);
        if (!counted) return counted.error();
        out.usage.messages += counted->messages;
    }
    return std::optional<store::quota>(std::move(out));
}

result<void> room_for(service& with, store::owner const& who, store::quota_usage const& more, unsigned grace) {
    if (!who.quota.any() || who.is_file) return {};
    auto const now = account(with, who).quota();
    if (!now) return now.error();
    if (*now && !fits((*now)->limits, (*now)->usage, more, grace)) return make_error_code(store::errc::over_quota);
    return {};
}

result<std::shared_ptr<store::account>> opener::open(store::owner const& who) {
    {
        auto const as_owner = store::identity::assume(who);
        if (!as_owner) return as_owner.error();
    }
    return std::shared_ptr<store::account>(std::make_shared<account>(with_, who));
}

}  // namespace mailstead::mbox
