// .forward and :include: files, looked at and read with somebody's rights. Never waits: only regular files are opened.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"

namespace mailstead::mda {

// With whose rights files are looked at; absent: this process's.
struct file_rights {
    uid_t uid = 0;
    gid_t gid = 0;
};
using rights = std::optional<file_rights>;

enum class links { refuse, follow };

struct found_file {
    base::unique_fd file;             // none: see `why`
    uid_t owner = 0;
    std::string why;                  // why it is not opened: "is not a regular file", "is world writable" ...
};

// Absent: there is none, or none that these rights let one see (as Postfix, which then goes on without). An error is
// trouble that may pass: of the disk, of NFS, of descriptors, or that this process may not act as that user.
base::result<std::optional<struct stat>> look_at_file(std::string const& path, rights const& as, links);

// What keeps these rights from seeing it; success: nothing. Links are followed.
base::result<void> reach_file(std::string const& path, rights const& as);

// Opens it for reading unless it is a directory, a FIFO, a device (or, with links::refuse, a link), world writable, or,
// where `owner` is given, neither his nor root's. Errors as above.
base::result<found_file> open_list(std::string const& path, rights const& as, links, std::optional<uid_t> owner);

// Calls `each` for every line, without its end; lines over `limit` bytes come in pieces. Ends when `each` says false or
// when `budget` bytes are read, which is counted down: false then, and something was left out.
base::result<bool> read_lines(int file, std::size_t limit, std::uint64_t& budget, std::function<bool(std::string_view)> const& each);

}  // namespace mailstead::mda
