// What tells one version of a file from the next, for those who read it again when it has changed.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

namespace mailstead::base {

struct file_stamp {
    std::uint64_t device = 0, inode = 0;
    std::int64_t size = -1;               // -1: not there
    std::int64_t modified_seconds = 0, modified_nanoseconds = 0;
    std::int64_t changed_seconds = 0, changed_nanoseconds = 0;    // of the inode: a date can be set back, this one not
    bool operator==(file_stamp const&) const = default;
};

file_stamp stamp_of(struct stat const& status) noexcept;
// Links are followed. Blocking.
file_stamp stamp_of(std::string const& path) noexcept;

}  // namespace mailstead::base
