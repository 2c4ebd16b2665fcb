// Dot lock first, then flock, then fcntl: Postfix's order.
#include "mbox/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

#include "base/log.h"

namespace mailstead::mbox {
namespace {

bool wants(lock_settings const& how, lock_method method) {
    return std::find(how.methods.begin(), how.methods.end(), method) != how.methods.end();
}

bool lock_fcntl(int fd, short type) noexcept {
    struct flock what {};
    what.l_type = type;
    what.l_whence = SEEK_SET;
    return ::fcntl(fd, F_OFD_SETLK, &what) == 0;
}

std::string directory_of(std::string const& path) {
    auto const slash = path.rfind('/');
    return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

result<base::unique_fd> create(base::file_system& files, std::string const& path) {
    auto made = files.open(AT_FDCWD, path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (!made) return failure(stage::open, made.error());
    auto const dir = files.open(AT_FDCWD, directory_of(path), O_RDONLY | O_DIRECTORY);
    // A directory we may write but not read (some spools) cannot be synced by us; mail is not refused for that.
    if (!dir && dir.error() == base::from_errno(EACCES)) return made;
    auto synced = dir ? files.sync(dir->get()) : result<void>(dir.error());
    if (synced) return made;
    (void)files.unlink(AT_FDCWD, path);  // or a file nobody waits for would be found with the next attempt
    return failure(stage::open, synced.error());
}

// The open file against its name: nothing was followed or exchanged but a link that root made.
result<void> check(base::file_system& files, struct stat const& open, std::string const& path,
                   open_rules const& rules) {
    if (S_ISDIR(open.st_mode)) return failure(refusal::directory);
    if (!S_ISREG(open.st_mode)) return failure(refusal::not_regular);
    if (open.st_nlink == 0) return failure(refusal::changed);
    if (open.st_nlink > 1) return failure(refusal::hard_links);
    auto const named = files.status(AT_FDCWD, path);
    if (!named) return failure(refusal::changed);
    if (S_ISLNK(named->st_mode)) {
        if (named->st_uid != 0) return failure(refusal::symbolic_link);
    } else if (named->st_dev != open.st_dev || named->st_ino != open.st_ino) {
        return failure(refusal::changed);
    }
    if (rules.owner && open.st_uid != *rules.owner) return failure(refusal::not_owner);
    return {};
}

// What stands where a file could neither be opened nor made: a link to nothing, or a file made this moment.
refusal in_the_way(base::file_system& files, std::string const& path) {
    auto const named = files.status(AT_FDCWD, path);
    return named && S_ISLNK(named->st_mode) ? refusal::symbolic_link : refusal::changed;
}

}  // namespace

file_lock::file_lock(file_lock&& other) noexcept { *this = std::move(other); }

file_lock& file_lock::operator=(file_lock&& other) noexcept {
    if (this == &other) return *this;
    release();
    files_ = other.files_;
    fd_ = std::exchange(other.fd_, -1);
    fcntl_ = std::exchange(other.fcntl_, false);
    flock_ = std::exchange(other.flock_, false);
    dotlock_ = std::exchange(other.dotlock_, {});
    dotlock_fd_ = std::move(other.dotlock_fd_);
    return *this;
}

void file_lock::release() noexcept {
    if (std::exchange(fcntl_, false)) (void)lock_fcntl(fd_, F_UNLCK);
    if (std::exchange(flock_, false)) (void)::flock(fd_, LOCK_UN);
    if (dotlock_.empty()) return;
    // Only if it is still ours: one that was taken for forgotten belongs to somebody else now.
    auto const mine = files_->status(dotlock_fd_.get());
    auto const there = files_->status(AT_FDCWD, dotlock_);
    if (mine && there && mine->st_ino == there->st_ino && mine->st_dev == there->st_dev)
        (void)files_->unlink(AT_FDCWD, dotlock_);
    dotlock_.clear();
    dotlock_fd_.reset();
}

void file_lock::touch() noexcept {
    if (dotlock_fd_) (void)files_->set_time(dotlock_fd_.get(), ::time(nullptr));
}

result<void> file_lock::take_dotlock(lock_settings const& how) {
    for (bool again = false;; again = true) {
        auto made = files_->open(AT_FDCWD, dotlock_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (made) return dotlock_fd_ = std::move(*made), result<void>();
        if (made.error() != base::from_errno(EEXIST) || again) return failure(stage::dot_lock, made.error());
        auto const there = files_->status(AT_FDCWD, dotlock_);
        bool const stale = there && there->st_ctime + how.stale.count() < ::time(nullptr);
        if (there && !stale) return failure(stage::dot_lock, EEXIST);
        if (!there) continue;  // gone this moment
        auto const dropped = files_->unlink(AT_FDCWD, dotlock_);
        if (!dropped && dropped.error() != base::from_errno(ENOENT)) return failure(stage::dot_lock, EEXIST);
    }
}

result<file_lock> file_lock::try_once(base::file_system& files, int fd, std::string const& path,
                                      lock_settings const& how) {
    file_lock out;
    out.files_ = &files;
    out.fd_ = fd;
    if (wants(how, lock_method::dotlock)) {
        out.dotlock_ = path + ".lock";
        if (auto const done = out.take_dotlock(how); !done) {
            out.dotlock_.clear();
            if (!how.dotlock_may_fail || cause_of(done.error()) == EEXIST) return done.error();
            base::log::warning("mbox", "{}", reason(done.error(), path));
        }
    }
    if (wants(how, lock_method::flock)) {
        if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return failure(stage::lock, errno);
        out.flock_ = true;
    }
    if (wants(how, lock_method::fcntl)) {
        if (!lock_fcntl(fd, F_WRLCK)) return failure(stage::lock, errno);
        out.fcntl_ = true;
    }
    return out;
}

result<locked_file> open_locked(base::file_system& files, std::string const& path, lock_settings const& how,
                             open_rules const& rules) {
    locked_file out;
    // Without waiting: the name may be that of a FIFO.
    auto fd = files.open(AT_FDCWD, path, O_RDWR | O_APPEND | O_NONBLOCK | O_NOCTTY);
    if (!fd && fd.error() == base::from_errno(ENOENT) && rules.when_missing == open_rules::missing::create) {
        fd = create(files, path);
        if (!fd) return cause_of(fd.error()) == EEXIST ? failure(in_the_way(files, path)) : fd.error();
        out.created = true;
    }
    if (!fd && fd.error() == base::from_errno(EISDIR)) return failure(refusal::directory);
    if (!fd) return failure(stage::open, fd.error());
    out.fd = std::move(*fd);
    auto const before = files.status(out.fd.get());
    if (!before) return failure(stage::open, before.error());
    if (auto const good = check(files, *before, path, rules); !good) return good.error();
    auto lock = file_lock::try_once(files, out.fd.get(), path, how);
    if (!lock) return lock.error();
    out.lock = std::move(*lock);
    // Somebody may have put another file in its place while we had no lock.
    auto const after = files.status(out.fd.get());
    if (!after) return failure(stage::open, after.error());
    if (auto const good = check(files, *after, path, rules); !good) return good.error();
    out.info = *after;
    return out;
}

void allow_rewriting(int fd) noexcept {
    int const flags = ::fcntl(fd, F_GETFL);
    if (flags >= 0) (void)::fcntl(fd, F_SETFL, flags & ~O_APPEND);
}

bool is_null_device(base::file_system& files, std::string const& path) {
    auto const there = files.status(AT_FDCWD, path);
    return there && S_ISCHR(there->st_mode) && there->st_rdev == makedev(1, 3);
}

}  // namespace mailstead::mbox
