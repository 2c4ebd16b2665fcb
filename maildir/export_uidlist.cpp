// A folder at a time, under Dovecot's own lock.
#include "maildir/export_uidlist.h"

#include <fcntl.h>

#include <algorithm>
#include <unordered_map>

#include "maildir/account.h"
#include "maildir/dotlock.h"
#include "maildir/foreign_uidlist.h"
#include "maildir/service.h"
#include "store/identity.h"

namespace mailstead::maildir {
namespace {

constexpr std::uint64_t size_limit = 1 << 30;

// Sizes and GUIDs that Dovecot had noted; those of another life of the mailbox count for nothing.
void keep_other_fields(base::file_system& files, std::string const& file, foreign_uidlist& list) {
    auto const text = files.read_all(AT_FDCWD, file, size_limit);
    auto const old = text ? parse_foreign_uidlist(*text) : std::nullopt;
    if (!old || old->uidvalidity != list.uidvalidity) return;
    list.others = old->others;
    std::unordered_map<std::uint32_t, foreign_entry const*> by_uid;
    for (auto const& each : old->entries) by_uid[each.uid] = &each;
    for (auto& each : list.entries)
        if (auto const at = by_uid.find(each.uid); at != by_uid.end() && at->second->base == each.base)
            each.others = at->second->others;
}

store::result<void> write_list(base::file_system& files, store::owner const& who, std::string const& path,
                               foreign_uidlist list) {
    auto const as_owner = store::identity::assume(who);
    if (!as_owner) return as_owner.error();
    auto const file = path + '/' + dovecot_uidlist_name;
    auto const lock = take_lock(files, file + ".lock");
    if (!lock) return lock.error();
    keep_other_fields(files, file, list);
    auto const done = replace_by_lock(files, path, dovecot_uidlist_name, lock->get(), print_dovecot_uidlist(list));
    if (!done) (void)files.unlink(AT_FDCWD, file + ".lock");
    return done;
}

}  // namespace

store::result<std::size_t> export_uidlists(service& with, store::owner const& who) {
    auto const opened = opener(with).open(who);
    if (!opened) return opened.error();
    auto& from = static_cast<account&>(**opened);
    auto const folders = from.list();
    if (!folders) return folders.error();
    std::size_t written = 0;
    for (auto const& folder : *folders) {
        if (!folder.selectable) continue;
        auto const box = from.open_box(folder.name);
        if (!box) return box.error();
        auto list = (*box)->as_foreign_list();
        if (!list) return list.error();
        auto const done = write_list(with.files, who, (*box)->path(), std::move(*list));
        if (!done) return done.error();
        ++written;
    }
    return written;
}

}  // namespace mailstead::maildir
