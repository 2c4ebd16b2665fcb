// postqueue and mailq: what waits in the queue, and a push to try it now; Postfix's options and output.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// `postqueue ARGS...` without the program's name: -p (the list), -j (the same as JSON lines), -f (try everything now),
// -i ID (try one message now), -s SITE (try what waits for a domain of fast_flush_domains now), -c DIRECTORY. Writes to
// stdout and stderr; the result is the exit status. Blocking.
int postqueue(std::vector<std::string> args, std::string config_dir);

}  // namespace mailstead::tools
