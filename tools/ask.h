// One question to the running server over a local socket, for the tools.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mailstead::tools {

// Connects to `path`, sends `line` with LF, closes its side and returns everything that comes back. Blocking, at most
// `seconds` without progress. ENOENT and ECONNREFUSED mean: no server.
base::result<std::string> ask(std::string const& path, std::string const& line, int seconds = 10);

// The same, handing on what comes back piece by piece; a failure may come after pieces. Stops when `take` gives false.
base::result<void> ask(std::string const& path, std::string const& line, std::function<bool(std::string_view)> const& take,
                       int seconds = 10);

}  // namespace mailstead::tools
