// Looking for a delivery id in every folder, since a user may have moved the message, and in the expunge log.
#include "maildir/earlier.h"

#include <fcntl.h>

#include <cerrno>

#include "maildir/content.h"
#include "maildir/folders.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "store/hash.h"
#include "store/identity.h"
#include "store/read.h"

namespace mailstead::maildir {
namespace {

bool is_missing(base::error_code const& error) { return error == base::from_errno(ENOENT); }

store::result<bool> in_directory(base::file_system& files, std::string const& path, base::delivery_id const& id,
                                 std::string_view stored) {
    auto const entries = files.list(AT_FDCWD, path);
    if (!entries && is_missing(entries.error())) return store::result<bool>(false);
    if (!entries) return {boost::system::in_place_error, entries.error()};
    for (auto const& entry : *entries) {
        if (delivery_of(entry.name) != id) continue;
        auto const same = holds(files, path + '/' + entry.name, stored);
        if (!same && is_missing(same.error())) continue;
        if (!same || *same) return same;
    }
    return store::result<bool>(false);
}

store::result<bool> in_folders(service& with, std::string const& root, base::delivery_id const& id,
                               std::string_view stored) {
    std::vector<std::string> folders{root};
    auto const names = with.settings.layout->names(with.files, root);
    if (!names && is_missing(names.error())) return store::result<bool>(false);
    if (!names) return {boost::system::in_place_error, names.error()};
    for (auto const& name : *names) folders.push_back(with.settings.layout->path(root, name));
    for (auto const& folder : folders)
        for (auto const* sub : {"/new", "/cur"})
            if (auto const found = in_directory(with.files, folder + sub, id, stored); !found || *found) return found;
    return store::result<bool>(false);
}

}  // namespace

store::result<bool> holds(base::file_system& files, std::string const& path, std::string_view stored) {
    auto const from = open_content(files, path);
    if (!from) return {boost::system::in_place_error, from.error()};
    if ((*from)->size() != stored.size()) return store::result<bool>(false);
    auto const text = store::read_text(**from);
    if (!text) return {boost::system::in_place_error, text.error()};
    return store::result<bool>(*text == stored);
}

store::result<bool> delivered_before(service& with, store::owner const& who, base::delivery_id const& id,
                                     std::string_view stored) {
    auto const logged = with.index_of(who.account)->expunged(base::to_string(id));
    if (!logged) return {boost::system::in_place_error, logged.error()};
    auto const hash = store::content_hash(stored);
    for (auto const& row : *logged)
        if (row.size == stored.size() && row.hash == hash) return store::result<bool>(true);
    auto const as_owner = store::identity::assume(who);
    if (!as_owner) return {boost::system::in_place_error, as_owner.error()};
    return in_folders(with, root_of(who), id, stored);
}

}  // namespace mailstead::maildir
