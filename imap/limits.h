// MESSAGELIMIT and SAVELIMIT, RFC 9738: how many messages one command may be about; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imap/selected.h"

namespace mailstead::imap {

// What a limit has done to a command: nothing, or left it the messages with the highest uids.
struct limited {
    std::uint32_t limit = 0;                 // 0: no limit was met
    std::uint32_t lowest = 0;                // the last uid that was worked on
};

// Leaves the `limit` highest of `messages`, which are ascending; 0: all of them.
limited keep_highest(std::vector<picked>& messages, std::uint32_t limit);
// The same for uids.
limited keep_highest(store::uid_set& uids, std::uint32_t limit);

// Where a SEARCH has to begin so that it looks at `limit` messages of those that the key's sets name: a position in the
// view. RFC 9738 §3.1: what counts is what is looked at, not what is found.
struct search_start {
    std::size_t position = 0;
    limited by;
};
search_start start_of(selected const& box, search_key const& key, std::uint32_t limit);

// "[MESSAGELIMIT 1000 23221] ", or nothing.
std::string limit_code(limited const& what);

}  // namespace mailstead::imap
