// postmap, postalias and newaliases: lookup tables made, changed, asked and listed, with Postfix's options and output.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// `postmap ARGS...` without the program's name. Tables are built from "key value" sources. The result is the exit
// status: 0; 1 for failures and for keys that were not found. Writes to stdout and stderr. Blocking.
int postmap(std::vector<std::string> args, std::string config_dir);

// The same for alias databases, from aliases(5) sources.
int postalias(std::vector<std::string> args, std::string config_dir);

// Rebuilds every table of alias_database, as `sendmail -bi` does: silent when all is well. The exit status is 0, 1 for
// a table that cannot be built, 64 for options and 75 for words and configurations that cannot be used. Blocking.
int newaliases(std::vector<std::string> args, std::string config_dir);

}  // namespace mailstead::tools
