// What cache.db is told of messages a moment after their delivery.
#pragma once

#include <string>
#include <vector>

#include "base/fs.h"
#include "store/fact_cache.h"
#include "store/owner.h"

namespace mailstead::maildir {

// Read from new/ of the Maildir at `root`, as its owner; names of files. One that is not there any more, or is long, is left
// to who asks for it. Blocks.
std::vector<store::cache_step> facts_of_delivered(base::file_system& files, store::owner const& who, std::string const& root,
                                                  std::vector<std::string> const& names);

}  // namespace mailstead::maildir
