// `dovecot-keywords`: which keyword each of the letters a-z stands for in a mailbox's file names, shared with Dovecot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "store/error.h"

namespace mailstead::maildir {

inline constexpr std::size_t letter_count = 26;

// `<number> <keyword>` lines; at most 26 names by number, empty where a number has none. What IMAP could not name as a flag is
// called `keyword-<number>`.
std::vector<std::string> parse_keywords(std::string_view text);
std::string print_keywords(std::vector<std::string> const& names);

// The mailbox in directory `path`; not there: none. Blocks.
base::result<std::vector<std::string>> read_keywords(base::file_system& files, std::string const& path);
// Under Dovecot's own lock (`dovecot-keywords.lock`): reads again, gives each of `wanted` that is new the lowest free
// letter as long as there are letters, writes durably, returns all. Blocks; errc::busy when the lock stays taken.
base::result<std::vector<std::string>> add_keywords(base::file_system& files, std::string const& path,
                                                    std::vector<std::string> const& wanted);

}  // namespace mailstead::maildir
