// The addresses in a header field, rewritten in place.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mta/rewrite/canonical.h"

namespace mailstead::mta::rewrite {

// `raw`: a whole field (name, colon, value, line ends, folded or not). The field with its addresses completed by `rules`
// and rewritten in `which` role; absent: nothing changes, and every byte stays. Display names, comments, groups and folding are
// kept; a line that has become too long is folded before the address (RFC 5322 §2.1.1). Source routes are dropped where an
// address changes. Words that are no address are left alone. With `maps` null only completion is done. Blocking where a table is.
std::optional<std::string> rewritten_field(std::string_view raw, role which, completion const& rules, rewriter* maps);

}  // namespace mailstead::mta::rewrite
