// mailstead import: mail from elsewhere into an account.
#pragma once

#include <string>
#include <vector>

#include "tools/store_client.h"

namespace mailstead::tools {

// `import [--format maildir|mbox|tar] [--access] ACCOUNT SOURCE [FOLDER]`. Returns the exit status: 0 all of it is there and durable; 1
// something was passed over or could not be stored; others as in sysexits.h. Blocking.
int import_mail(std::vector<std::string> arguments, std::string config_dir, local_store const& otherwise);

}  // namespace mailstead::tools
