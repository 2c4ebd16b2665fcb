// relocated_maps (relocated(5)) for mail that is in the queue: smtpd refuses such recipients at once, but local submission and
// forwards get here; they are told by a report, each recipient for itself.
#pragma once

#include "conf/lookup.h"
#include "mta/route/route.h"

namespace mailstead::mta::route {

// Answers "error, 5.1.6, User has moved to ..." for whom `moved` names, and asks `rest` about all others; answers are
// remembered for a minute. A table that fails is an error of resolve(): the mail waits. `domains` and `lookups` outlive it.
std::unique_ptr<resolver> make_relocating(std::unique_ptr<resolver> rest, conf::maps moved, conf::search_rules search,
                                          conf::domains const& domains, net::disk_pool& lookups);

}  // namespace mailstead::mta::route
