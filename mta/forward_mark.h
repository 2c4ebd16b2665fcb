// What tells one forward from all others: what an alias or a .forward sends on is sent once (docs/promises.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/delivery_id.h"

namespace mailstead::mta {

// `target`: a digest of sender, recipients and transport, lower-case letters and digits. When aliases change between two
// attempts, the branch of the same number leads to somebody else, who has got nothing yet.
struct forward_mark {
    base::delivery_id branch;
    std::string target;
};

// Durable text form, in queue.db: do not change. `<delivery id>-<target>`
std::string to_string(forward_mark const&);
std::optional<forward_mark> parse_forward_mark(std::string_view text);

}  // namespace mailstead::mta
