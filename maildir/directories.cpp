// A cached Maildir costs one fstatat(2).
#include "maildir/directories.h"

#include <fcntl.h>

#include <cerrno>

#include "maildir/folders.h"
#include "maildir/size_file.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t kept = 256;
constexpr std::chrono::minutes size_file_age{1};

}  // namespace

bool directories::is_same(open_maildir const& known) const {
    auto const now = files_.status(AT_FDCWD, known.root + "/new");
    return now && now->st_ino == known.inode && now->st_dev == known.device;
}

base::result<std::shared_ptr<open_maildir>> directories::open(std::string const& root) {
    auto out = std::make_shared<open_maildir>();
    out->root = root;
    auto const flags = O_RDONLY | O_DIRECTORY;
    auto fresh = files_.open(AT_FDCWD, root + "/new", flags);
    auto tmp = fresh ? files_.open(AT_FDCWD, root + "/tmp", flags) : std::move(fresh);
    if (!tmp) return tmp.error();
    auto const info = files_.status(fresh->get());
    if (!info) return info.error();
    out->fresh = std::move(*fresh);
    out->tmp = std::move(*tmp);
    out->device = info->st_dev;
    out->inode = info->st_ino;
    return out;
}

base::result<std::shared_ptr<open_maildir>> directories::at(std::string const& root) {
    if (auto const known = by_root_.find(root); known != by_root_.end()) {
        auto const entry = known->second;
        if (is_same(**entry)) {
            entries_.splice(entries_.begin(), entries_, entry);
            return *entry;
        }
        entries_.erase(entry);
        by_root_.erase(known);
    }
    auto opened = open(root);
    if (!opened && opened.error() == base::from_errno(ENOENT)) {
        if (auto const made = make_maildir(files_, root, folder_kind::inbox); !made) return made.error();
        opened = open(root);
    }
    if (!opened) return opened;
    entries_.push_front(*opened);
    by_root_[root] = entries_.begin();
    if (entries_.size() > kept) {
        by_root_.erase(entries_.back()->root);
        entries_.pop_back();
    }
    return opened;
}

bool directories::has_size_file(open_maildir& in) {
    auto const now = std::chrono::steady_clock::now();
    if (in.looked_for.time_since_epoch().count() != 0 && now - in.looked_for < size_file_age) return in.has_size_file;
    in.has_size_file = files_.status(AT_FDCWD, in.root + '/' + size_file_name).has_value();
    in.looked_for = now;
    return in.has_size_file;
}

}  // namespace mailstead::maildir
