// A lock that is renamed away is let go of by that.
#include "maildir/dotlock.h"

#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <thread>

namespace mailstead::maildir {
namespace {

constexpr int lock_attempts = 40;
constexpr auto lock_pause = std::chrono::milliseconds(50);
constexpr int stale_after = 120;  // seconds without a touch: its maker is gone

}  // namespace

base::result<base::unique_fd> take_lock(base::file_system& files, std::string const& lock) {
    for (int attempt = 0; attempt < lock_attempts; ++attempt) {
        auto made = files.open(AT_FDCWD, lock, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (made || made.error() != base::from_errno(EEXIST)) return made;
        auto const held = files.status(AT_FDCWD, lock);
        if (held && ::time(nullptr) - held->st_mtime > stale_after)
            (void)files.unlink(AT_FDCWD, lock);
        else
            std::this_thread::sleep_for(lock_pause);
    }
    return make_error_code(store::errc::busy);
}

base::result<void> replace_by_lock(base::file_system& files, std::string const& path, std::string const& name, int fd,
                                   std::string const& text) {
    if (auto const wrote = files.write_all(fd, text); !wrote) return wrote;
    if (auto const synced = files.sync(fd); !synced) return synced;
    auto const file = path + '/' + name;
    auto const moved = files.rename(AT_FDCWD, file + ".lock", AT_FDCWD, file, base::on_existing::replace);
    if (!moved) return moved;
    auto const dir = files.open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (!dir) return dir.error();
    return files.sync(dir->get());
}

}  // namespace mailstead::maildir
