// virtual(5): one recipient becomes others, again and again, until nothing changes.
#pragma once

#include <string_view>
#include <vector>

#include "mta/rewrite/tables.h"
#include "smtp/path.h"

namespace mailstead::mta::rewrite {

struct expansion {
    std::vector<smtp::mailbox> addresses;    // the recipient itself if it is no alias
    rewrite::trouble trouble = rewrite::trouble::none;
};

// Follows virtual_alias_maps from `address`. What does not end, or goes beyond a limit, is trouble, logged with the queue
// id. Work and memory are bounded by the limits. Blocking where a table is.
expansion expand_alias(smtp::mailbox address, tables const& with, std::string_view id);

}  // namespace mailstead::mta::rewrite
