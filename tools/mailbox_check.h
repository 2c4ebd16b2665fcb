// mailstead mailbox check: what is wrong with a mailbox, in plain words.
#pragma once

#include <string>
#include <vector>

#include "tools/store_client.h"

namespace mailstead::tools {

// `mailbox check [--repair] ACCOUNT [FOLDER]`. Returns the exit status: 0 nothing is wrong, 1 problems are left, 2 there were
// some and all were mended; others as in sysexits.h. Blocking.
int mailbox(std::vector<std::string> arguments, std::string config_dir, local_store const& otherwise);

}  // namespace mailstead::tools
