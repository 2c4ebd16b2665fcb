// mailstead export: an account's mail as a Maildir, as mboxes, or as one tar.
#pragma once

#include <string>
#include <vector>

#include "tools/store_client.h"

namespace mailstead::tools {

// `export [--format maildir|mbox|tar] ACCOUNT DEST [FOLDER]` and `export uidlist ACCOUNT`. Returns the exit status: 0 all of it
// is there and durable; 1 something is missing, or nothing was made; others as in sysexits.h. Blocking.
int export_mail(std::vector<std::string> arguments, std::string config_dir, local_store const& otherwise);

}  // namespace mailstead::tools
