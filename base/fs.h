// The file-system seam: system calls with result<T>, relative to open directories, so that the crash tests can put
// a file system underneath that fails at call n or forgets what was not synced. All calls block.
#pragma once

#include <sys/stat.h>
#include <sys/uio.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailstead::base {

// A descriptor that closes itself. -1: none.
class unique_fd {
public:
    unique_fd() noexcept = default;
    explicit unique_fd(int fd) noexcept : fd_(fd) {}
    unique_fd(unique_fd&& other) noexcept : fd_(other.release()) {}
    unique_fd& operator=(unique_fd&& other) noexcept;
    ~unique_fd() { reset(); }

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    int release() noexcept;
    void reset(int fd = -1) noexcept;

private:
    int fd_ = -1;
};

struct dir_entry {
    std::string name;
    std::uint64_t inode;
    unsigned char type;      // DT_*, DT_UNKNOWN where the file system does not say
};

enum class on_existing { refuse, replace };

class file_system {
public:
    virtual ~file_system() = default;

    // openat(2) with O_CLOEXEC. `dir` is an open directory or AT_FDCWD.
    virtual result<unique_fd> open(int dir, std::string const& name, int flags, mode_t mode = 0600);
    virtual result<std::size_t> write(int fd, std::span<iovec const> pieces);        // may be short
    virtual result<std::size_t> read_at(int fd, std::span<char> into, std::uint64_t offset);
    virtual result<std::size_t> write_at(int fd, std::string_view bytes, std::uint64_t offset);  // may be short; no O_APPEND
    virtual result<void> sync(int fd);                                              // fsync(2); never retry a failure
    virtual result<void> sync_data(int fd);                                         // fdatasync(2)
    virtual result<void> sync_file_system(int fd);                                  // syncfs(2)
    // renameat2(2); refuse: errc file_exists when `to` exists.
    virtual result<void> rename(int from_dir, std::string const& from, int to_dir, std::string const& to, on_existing);
    virtual result<void> link(int from_dir, std::string const& from, int to_dir, std::string const& to);
    virtual result<void> unlink(int dir, std::string const& name);
    virtual result<void> make_dir(int dir, std::string const& name, mode_t mode);    // an existing one is success
    virtual result<void> remove_dir(int dir, std::string const& name);
    virtual result<struct stat> status(int dir, std::string const& name);            // does not follow a link
    virtual result<struct stat> status(int fd);
    virtual result<void> truncate(int fd, std::uint64_t length);
    virtual result<void> allocate(int fd, std::uint64_t length);                     // posix_fallocate(3) from the start
    virtual result<void> set_time(int fd, std::int64_t seconds);                     // access and modification time
    virtual result<std::vector<dir_entry>> list(int dir, std::string const& name);   // without . and ..

    // Every byte of the pieces, through as many write() calls as it takes.
    result<void> write_all(int fd, std::span<iovec const> pieces);
    result<void> write_all(int fd, std::string_view bytes);
    result<void> write_all_at(int fd, std::string_view bytes, std::uint64_t offset);
    // The content of a regular file (or a device such as /dev/null); EINVAL for a FIFO or socket, EFBIG above `limit`.
    result<std::string> read_all(int dir, std::string const& name, std::uint64_t limit);
    // The durable replacement of a small file: write `name`.tmp, sync, rename over `name`, sync the directory.
    result<void> publish(int dir, std::string const& name, std::string_view bytes, mode_t mode = 0600);
    // mkdir -p below an existing directory; `path` absolute.
    result<void> make_dirs(std::string const& path, mode_t mode);
    // The same, and the parent of each directory made is synced, or a crash could take what is put there along.
    result<void> make_dirs_synced(std::string const& path, mode_t mode);
};

// The real one; lives for ever.
file_system& system_files() noexcept;

}  // namespace mailstead::base
