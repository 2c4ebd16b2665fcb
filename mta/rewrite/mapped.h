// One lookup of an address in a rewriting table, and the addresses that come out of it (canonical(5), virtual(5)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mta/rewrite/tables.h"
#include "smtp/path.h"

namespace mailstead::mta::rewrite {

enum class extensions { keep, drop };    // propagate_unmatched_extensions

// The addresses that `rule` gives for `address`, completed; none: it has no entry. An entry that
// names nobody (";") is none, with a warning; text that can be no address is a failure. Blocking where the table is.
conf::result<std::vector<smtp::mailbox>> mapped(smtp::mailbox const& address, map_rule const& rule, extensions how,
                                                tables const& with);

}  // namespace mailstead::mta::rewrite
