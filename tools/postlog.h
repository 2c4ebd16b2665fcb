// postlog(1): scripts write lines into the mail system's log.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// `postlog ARGS...` without the program's name: -p info|warn|error|fatal|panic, -t TAG (the program's name in the
// line), -i (accepted), -v, -c DIRECTORY; then the text, else each line of standard input is one. Written to
// maillog_file, or to syslog where there is none. EX_CANTCREAT when the log cannot be opened. Blocking.
int postlog(std::vector<std::string> args, std::string config_dir);

}  // namespace mailstead::tools
