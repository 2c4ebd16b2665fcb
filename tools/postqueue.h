// postqueue and mailq: what waits in the queue, and a push to try it now; Postfix's options and output.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::tools {

// `postqueue ARGS...` without the program's name: -p (the list), -j (the same as JSON lines), -f (try everything now),
// -i ID (try one message now), -s SITE (try what waits for a domain of fast_flush_domains now), -c DIRECTORY. Writes to
// stdout and stderr; the result is the exit status. Blocking.
int postqueue(std::vector<std::string> args, std::string config_dir);

// The list in mailq's layout, made of the JSON lines of the running server (mta/queue/listing.h); local time. Pure but
// for the time zone. Lines that are no message are passed over.
std::string mailq_text(std::string_view json_lines);

}  // namespace mailstead::tools
