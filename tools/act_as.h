// What root reads and writes where another user may change directories and links.
#pragma once

#include <optional>
#include <string>

#include "store/identity.h"

namespace mailstead::tools {

// While it lives, root's files are opened and made as the owner of `directory`, so that his links lead nowhere he may not go
// himself. Empty for other users and for directories of root's.
base::result<std::optional<store::identity>> act_as_owner_of(std::string const& directory);

}  // namespace mailstead::tools
