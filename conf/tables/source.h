// The files behind tables, opened so that none of them can hang or kill the server: only regular files are read, and
// what a library maps into memory is a copy that nobody else can cut short.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fs.h"
#include "conf/errc.h"
#include "conf/main_cf.h"
#include "conf/problem.h"

namespace mailstead::conf {

// Opens `path` for reading without ever waiting. Fails with errc::not_a_file for a FIFO, a directory, a socket or a
// device; /dev/null is the one device that is taken, as an empty file.
result<base::unique_fd> open_regular(std::string const& path);
// All of such a file. Blocking. Fails with file_too_large (errno) above `limit`.
result<std::string> read_regular(std::string const& path, std::uint64_t limit);

// A copy of the file in memory, as a descriptor of its own that cannot be shortened, at least `least` bytes long
// (zeros follow the file's end) and at most `most`. A truncated mapping would raise SIGBUS: this one cannot be truncated.
// Blocking.
result<base::unique_fd> memory_copy(int file, std::uint64_t least, std::uint64_t most);

// The logical lines of a table's text. Lines before the first that does not begin with white space continue nothing:
// they are reported and left out, as in Postfix. Fails with errc::damaged_file, reported with its line, for a text that
// has a NUL byte: it is no text.
result<std::vector<logical_line>> table_lines(std::string_view text, std::string const& file, report const& report);

}  // namespace mailstead::conf
