// `mailstead-uidlist`, the text copy of a mailbox's uids: it brings them back when index.db is lost
// (docs/formats/uidlist.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/fs.h"
#include "store/error.h"

namespace mailstead::maildir {

inline constexpr char uidlist_name[] = "mailstead-uidlist";
inline constexpr std::uint32_t uid_block = 1000;  // uids reserved beyond those needed

struct uidlist {
    bool there = false;     // the file, usable or not
    bool imported = false;  // just made from another server's list
    std::uint32_t uidvalidity = 0;
    std::uint32_t ceiling = 0;                            // no uid above this one was ever given
    std::unordered_map<std::string, std::uint32_t> uids;   // base name -> uid
    std::unordered_map<std::uint32_t, std::string> uidls;  // POP3 unique ids that the base name does not say
};

struct uidlist_line {
    std::uint32_t uid;
    std::string base;
    std::string uidl = {};  // empty: what the base name says
};

// Lines that make no sense (a torn last one, for instance) are passed over; without a usable head uidvalidity is 0.
uidlist parse_uidlist(std::string_view text);
std::string uidlist_head(std::uint32_t uidvalidity, std::uint32_t ceiling);
// Lines for these messages; names with control characters have none.
std::string uidlist_lines(std::vector<uidlist_line> const& messages);

// One message's line; false, and nothing added, where the name has control characters.
bool add_line(std::string& to, std::uint32_t uid, std::string_view base);

// On disk, in the mailbox directory `path`; all block.
// Without a usable head uidvalidity is 0.
base::result<uidlist> read_uidlist(base::file_system& files, std::string const& path);
// An unusable one makes room for a new one: `mailstead-uidlist.damaged-SECONDS`.
base::result<void> set_aside_uidlist(base::file_system& files, std::string const& path, std::int64_t now);
// Durable: no uid above `ceiling` will be given before the next call. Makes the file when it is not there.
base::result<void> raise_ceiling(base::file_system& files, std::string const& path, std::uint32_t uidvalidity,
                                 std::uint32_t ceiling);
// All of the file anew. Durable.
base::result<void> write_uidlist(base::file_system& files, std::string const& path, std::string_view text);
// Not synced: losing lines costs new uids for those messages, after the loss of index.db only.
base::result<void> append_lines(base::file_system& files, std::string const& path, std::string_view lines);

}  // namespace mailstead::maildir
