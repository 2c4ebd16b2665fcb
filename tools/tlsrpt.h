// mailstead tlsrpt: the TLS reports (RFC 8460) that could be sent to other domains.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// Runs `tlsrpt [--day YYYY-MM-DD] [DOMAIN]` (without the word tlsrpt): prints the report of each domain, or of DOMAIN alone, one
// JSON object to a line; the day is yesterday, UTC, without --day. 0; 1: nothing was counted, or the file cannot be read; EX_USAGE;
// EX_CONFIG. Blocking.
int tlsrpt(std::vector<std::string> args, std::string config_dir);

}  // namespace mailstead::tools
