// readdir(3) on a descriptor that the file system opened.
#include "base/directory.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>

namespace mailstead::base {

result<directory> directory::open(file_system& files, int dir, std::string const& name) {
    auto fd = files.open(dir, name, O_RDONLY | O_DIRECTORY);
    if (!fd) return fd.error();
    return of(std::move(*fd));
}

result<directory> directory::of(unique_fd fd) {
    auto* const stream = ::fdopendir(fd.get());
    if (!stream) return from_errno(errno);
    (void)fd.release();    // the stream's now
    return directory(stream);
}

result<std::optional<directory::entry>> directory::next() {
    for (;;) {
        errno = 0;
        auto const* const found = ::readdir(stream_.get());
        if (!found && errno != 0) return from_errno(errno);
        if (!found) return std::optional<entry>();
        std::string_view const name = found->d_name;
        if (name != "." && name != "..") return std::optional(entry{name, found->d_ino, found->d_type});
    }
}

}  // namespace mailstead::base
