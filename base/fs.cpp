// The system calls behind file_system.
#include "base/fs.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/directory.h"

namespace mailstead::base {
namespace {

result<void> done(int status) {
    if (status < 0) return last_error();
    return {};
}

}  // namespace

unique_fd& unique_fd::operator=(unique_fd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
}

int unique_fd::release() noexcept { return std::exchange(fd_, -1); }

void unique_fd::reset(int fd) noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
}

result<unique_fd> file_system::open(int dir, std::string const& name, int flags, mode_t mode) {
    int const fd = ::openat(dir, name.c_str(), flags | O_CLOEXEC, mode);
    if (fd < 0) return last_error();
    return unique_fd(fd);
}

result<std::size_t> file_system::write(int fd, std::span<iovec const> pieces) {
    auto const count = static_cast<int>(std::min<std::size_t>(pieces.size(), 1024));
    for (;;) {
        auto const n = ::writev(fd, pieces.data(), count);
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno != EINTR) return last_error();
    }
}

result<std::size_t> file_system::read_at(int fd, std::span<char> into, std::uint64_t offset) {
    for (;;) {
        auto const n = ::pread(fd, into.data(), into.size(), static_cast<off_t>(offset));
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno != EINTR) return last_error();
    }
}

result<std::size_t> file_system::write_at(int fd, std::string_view bytes, std::uint64_t offset) {
    for (;;) {
        auto const n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno != EINTR) return last_error();
    }
}

result<void> file_system::sync(int fd) { return done(::fsync(fd)); }
result<void> file_system::sync_data(int fd) { return done(::fdatasync(fd)); }
result<void> file_system::sync_file_system(int fd) { return done(::syncfs(fd)); }

result<void> file_system::rename(int from_dir, std::string const& from, int to_dir, std::string const& to,
                                 on_existing existing) {
    unsigned const flags = existing == on_existing::refuse ? RENAME_NOREPLACE : 0;
    return done(::renameat2(from_dir, from.c_str(), to_dir, to.c_str(), flags));
}

result<void> file_system::link(int from_dir, std::string const& from, int to_dir, std::string const& to) {
    return done(::linkat(from_dir, from.c_str(), to_dir, to.c_str(), 0));
}

result<void> file_system::unlink(int dir, std::string const& name) { return done(::unlinkat(dir, name.c_str(), 0)); }

result<void> file_system::make_dir(int dir, std::string const& name, mode_t mode) {
    if (::mkdirat(dir, name.c_str(), mode) == 0 || errno == EEXIST) return {};
    return last_error();
}

result<void> file_system::remove_dir(int dir, std::string const& name) {
    return done(::unlinkat(dir, name.c_str(), AT_REMOVEDIR));
}

result<struct stat> file_system::status(int dir, std::string const& name) {
    struct stat out;
    if (::fstatat(dir, name.c_str(), &out, AT_SYMLINK_NOFOLLOW) < 0) return last_error();
    return out;
}

result<struct stat> file_system::status(int fd) {
    struct stat out;
    if (::fstat(fd, &out) < 0) return last_error();
    return out;
}

result<void> file_system::truncate(int fd, std::uint64_t length) {
    return done(::ftruncate(fd, static_cast<off_t>(length)));
}

result<void> file_system::allocate(int fd, std::uint64_t length) {
    int const failed = ::posix_fallocate(fd, 0, static_cast<off_t>(length));
    if (failed != 0) return from_errno(failed);
    return {};
}

result<void> file_system::set_time(int fd, std::int64_t seconds) {
    timespec const both[2] = {{seconds, 0}, {seconds, 0}};
    return done(::futimens(fd, both));
}

result<std::vector<dir_entry>> file_system::list(int dir, std::string const& name) {
    int const fd = ::openat(dir, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return last_error();
    auto entries = directory::of(unique_fd(fd));
    if (!entries) return entries.error();
    std::vector<dir_entry> out;
    for (;;) {
        auto const next = entries->next();
        if (!next) return next.error();
        if (!*next) return out;
        out.push_back({std::string((*next)->name), (*next)->inode, (*next)->type});
    }
}

result<void> file_system::write_all(int fd, std::span<iovec const> pieces) {
    std::vector<iovec> left(pieces.begin(), pieces.end());
    std::size_t at = 0;
    while (at < left.size()) {
        auto const wrote = write(fd, std::span(left).subspan(at));
        if (!wrote) return wrote.error();
        std::size_t n = *wrote;
        while (at < left.size() && n >= left[at].iov_len) n -= left[at++].iov_len;
        if (at < left.size()) {
            left[at].iov_base = static_cast<char*>(left[at].iov_base) + n;
            left[at].iov_len -= n;
        }
    }
    return {};
}

result<void> file_system::write_all(int fd, std::string_view bytes) {
    iovec const piece{const_cast<char*>(bytes.data()), bytes.size()};
    return write_all(fd, std::span(&piece, 1));
}

result<void> file_system::write_all_at(int fd, std::string_view bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        auto const wrote = write_at(fd, bytes, offset);
        if (!wrote) return wrote.error();
        bytes.remove_prefix(*wrote);
        offset += *wrote;
    }
    return {};
}

result<std::string> file_system::read_all(int dir, std::string const& name, std::uint64_t limit) {
    // Without waiting: a FIFO that nobody writes to must not stop the reader.
    auto fd = open(dir, name, O_RDONLY | O_NONBLOCK);
    if (!fd) return fd.error();
    auto const info = status(fd->get());
    if (!info) return info.error();
    if (S_ISDIR(info->st_mode)) return from_errno(EISDIR);
    if (!S_ISREG(info->st_mode) && !S_ISCHR(info->st_mode)) return from_errno(EINVAL);
    if (static_cast<std::uint64_t>(info->st_size) > limit) return from_errno(EFBIG);
    // One byte more than its size, to see the end; a device says no size, and may have no end.
    std::string out(static_cast<std::size_t>(info->st_size) + 1, '\0');
    for (std::size_t have = 0;;) {
        auto const got = read_at(fd->get(), std::span(out).subspan(have), have);
        if (!got) return got.error();
        have += *got;
        if (have > limit) return from_errno(EFBIG);
        if (*got == 0) return out.resize(have), out;
        if (have == out.size()) out.resize(std::max<std::size_t>(4096, 2 * have));
    }
}

result<void> file_system::publish(int dir, std::string const& name, std::string_view bytes, mode_t mode) {
    auto const temporary = name + ".tmp";
    {
        auto fd = open(dir, temporary, O_WRONLY | O_CREAT | O_TRUNC, mode);
        if (!fd) return fd.error();
        if (auto wrote = write_all(fd->get(), bytes); !wrote) return wrote;
        if (auto synced = sync(fd->get()); !synced) return synced;
    }
    if (auto moved = rename(dir, temporary, dir, name, on_existing::replace); !moved) return moved;
    auto const slash = name.rfind('/');
    auto parent = open(dir, slash == name.npos ? "." : slash == 0 ? "/" : name.substr(0, slash), O_RDONLY | O_DIRECTORY);
    if (!parent) return parent.error();
    return sync(parent->get());
}

result<void> file_system::make_dirs(std::string const& path, mode_t mode) {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        auto const part = path.substr(0, slash);
        // Asking first keeps a read-only or foreign parent, on which mkdir would answer EROFS or EACCES, acceptable.
        if (!part.empty() && !status(AT_FDCWD, part)) {
            if (auto made = make_dir(AT_FDCWD, part, mode); !made) return made;
        }
        if (slash == path.npos) return {};
    }
}

result<void> file_system::make_dirs_synced(std::string const& path, mode_t mode) {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        auto const part = path.substr(0, slash);
        if (!part.empty() && !status(AT_FDCWD, part)) {
            if (auto made = make_dir(AT_FDCWD, part, mode); !made) return made;
            auto const above = part.rfind('/');
            auto const parent = open(AT_FDCWD, above == 0 ? "/" : part.substr(0, above), O_RDONLY | O_DIRECTORY);
            // A parent we may write but not read cannot be synced by us.
            if (!parent && parent.error() != from_errno(EACCES)) return parent.error();
            if (parent)
                if (auto synced = sync(parent->get()); !synced) return synced;
        }
        if (slash == path.npos) return {};
    }
}

file_system& system_files() noexcept {
    static file_system the_files;
    return the_files;
}

}  // namespace mailstead::base
