// What a directory holds, entry by entry: of a big one no list of strings has to be made.
#pragma once

#include <dirent.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"

namespace mailstead::base {

class directory {
public:
    struct entry {
        std::string_view name;    // good until the next call
        std::uint64_t inode;
        unsigned char type;       // DT_*, DT_UNKNOWN where the file system does not say
    };

    // `dir` is an open directory or AT_FDCWD. ENOTDIR, ENOENT and the like as openat(2) gives them. Blocks.
    static result<directory> open(file_system& files, int dir, std::string const& name);
    // Of an open directory; owned from now on.
    static result<directory> of(unique_fd fd);
    // Absent: that was all. Without . and .. . Blocks.
    result<std::optional<entry>> next();

private:
    struct closer {
        void operator()(DIR* it) const noexcept { ::closedir(it); }
    };
    explicit directory(DIR* open) noexcept : stream_(open) {}
    std::unique_ptr<DIR, closer> stream_;
};

}  // namespace mailstead::base
