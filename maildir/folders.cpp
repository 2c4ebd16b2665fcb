// INBOX in all its spellings, and directories made durably.
#include "maildir/folders.h"

#include <fcntl.h>

#include <cerrno>
#include <vector>

#include "base/ascii.h"

namespace mailstead::maildir {
namespace {

base::result<void> sync_directory(base::file_system& files, std::string const& path) {
    auto const dir = files.open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (!dir) return dir.error();
    return files.sync(dir->get());
}

// mkdir -p; the parent of each directory made is synced, or a crash could take the whole Maildir.
base::result<void> make_path(base::file_system& files, std::string const& path) {
    std::vector<std::string> missing;
    for (auto part = path; !part.empty() && !files.status(AT_FDCWD, part + "/.");) {
        missing.push_back(part);
        auto const slash = part.rfind('/');
        part.resize(slash == part.npos ? 0 : slash);
    }
    for (auto part = missing.rbegin(); part != missing.rend(); ++part) {
        if (auto const made = files.make_dir(AT_FDCWD, *part, 0700); !made) return made;
        auto const slash = part->rfind('/');
        auto const synced = sync_directory(files, slash == 0 ? "/" : part->substr(0, slash));
        // A parent we may enter but not read cannot be synced by us; mail is not refused for that.
        if (!synced && synced.error() != base::from_errno(EACCES)) return synced;
    }
    return {};
}

}  // namespace

std::string canonical(std::string_view name) {
    if (base::iequals(name, inbox)) return inbox;
    return std::string(name);
}

std::string root_of(store::owner const& who) {
    auto out = who.location;
    while (out.size() > 1 && out.back() == '/') out.pop_back();
    return out;
}

base::result<void> make_maildir(base::file_system& files, std::string const& path, folder_kind kind) {
    if (auto const made = make_path(files, path); !made) return made;
    for (auto const* sub : {"/tmp", "/new", "/cur"})
        if (auto const made = files.make_dir(AT_FDCWD, path + sub, 0700); !made) return made;
    if (kind == folder_kind::folder) {
        auto const mark = files.open(AT_FDCWD, path + "/maildirfolder", O_WRONLY | O_CREAT, 0600);
        if (!mark) return mark.error();
    }
    return sync_directory(files, path);
}

}  // namespace mailstead::maildir
