// The locks of an mbox file, as mailbox_delivery_lock names them. None ever waits: when one cannot be had, all are
// released and tried again after a while, so that programs with another order cannot deadlock with us.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "mbox/failure.h"

namespace mailstead::mbox {

// fcntl: an open-file-description lock, which excludes other programs' fcntl locks and this program's other sessions.
enum class lock_method { fcntl, flock, dotlock };

struct lock_settings {
    std::vector<lock_method> methods{lock_method::fcntl, lock_method::dotlock};  // whatever the order, taken in one
    int attempts = 20;                                                           // deliver_lock_attempts; by the callers
    std::chrono::milliseconds delay{1000};                                       // deliver_lock_delay
    std::chrono::seconds stale{500};                                             // stale_lock_time
    // A directory that forbids the lock file: false, the failure is the answer (a user's mailbox); true, the other
    // methods have to do (a file named in an alias).
    bool dotlock_may_fail = false;
};

// The locks on one open file. Made and released as the user who may create files beside it.
class file_lock {
public:
    // One attempt, without waiting. `path` names the open file `fd`, which must be open for writing.
    static result<file_lock> try_once(base::file_system& files, int fd, std::string const& path, lock_settings const&);
    file_lock() = default;
    file_lock(file_lock&& other) noexcept;
    file_lock& operator=(file_lock&& other) noexcept;
    ~file_lock() { release(); }
    void release() noexcept;
    // The lock file is not forgotten: called during work that may take long.
    void touch() noexcept;

private:
    result<void> take_dotlock(lock_settings const&);
    base::file_system* files_ = nullptr;
    int fd_ = -1;  // borrowed; its kernel locks are dropped
    bool fcntl_ = false, flock_ = false;
    std::string dotlock_;  // empty: none
    base::unique_fd dotlock_fd_;
};

// An mbox file, open for reading and appending, locked.
struct locked_file {
    base::unique_fd fd;
    struct stat info;  // as it was when the locks were got
    bool created = false;
    file_lock lock;  // last: released first
};

struct open_rules {
    enum class missing { create, fail } when_missing = missing::create;
    std::optional<uid_t> owner;  // the file must be his
};

// Opens, checks and locks, in one attempt that never sleeps: is_locked() of a failure is worth another. A new file gets mode 0600 and is durable
// in its directory. Refused: a symbolic link unless root owns it, more than one hard link, a directory, what is not a
// regular file; a stage::open failure with ENOENT when it is missing and may not be made.
result<locked_file> open_locked(base::file_system& files, std::string const& path, lock_settings const&,
                                open_rules const&);
// From now on the file can be written anywhere: pwrite(2) on an O_APPEND descriptor appends, whatever the offset.
void allow_rewriting(int fd) noexcept;
// True of /dev/null: what is written there is delivered.
bool is_null_device(base::file_system& files, std::string const& path);

}  // namespace mailstead::mbox
