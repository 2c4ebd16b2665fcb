// One question to the running server over a local socket, for the tools.
#pragma once

#include <string>

#include "base/result.h"

namespace mailstead::tools {

// Connects to `path`, sends `line` with LF, closes its side and returns everything that comes back. Blocking, at most
// `seconds` without progress. ENOENT and ECONNREFUSED mean: no server.
base::result<std::string> ask(std::string const& path, std::string const& line, int seconds = 10);

}  // namespace mailstead::tools
