// postconf: shows and changes main.cf and master.cf, with Postfix's options and output.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// Runs `postconf ARGS...` (without the program's name) on `config_dir`, or on the directory that -c names. Writes to
// stdout and stderr; the result is the exit status: 0, or 1 for wrong usage and unreadable files. Blocking.
int postconf(std::vector<std::string> args, std::string config_dir);

}  // namespace mailstead::tools
