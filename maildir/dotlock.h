// Dovecot's lock files: made exclusively, written, and renamed over the file that they lock.
#pragma once

#include <string>

#include "base/fs.h"
#include "store/error.h"

namespace mailstead::maildir {

// Makes the file `lock`, open for writing; waits up to two seconds for another to let go, and takes away one that nobody
// touched for two minutes. errc::busy when it stays taken. As the calling thread; blocks.
base::result<base::unique_fd> take_lock(base::file_system& files, std::string const& lock);
// Writes `text` into the lock `fd` of `path`/`name` and renames it over that file, durably.
base::result<void> replace_by_lock(base::file_system& files, std::string const& path, std::string const& name, int fd,
                                   std::string const& text);

}  // namespace mailstead::maildir
