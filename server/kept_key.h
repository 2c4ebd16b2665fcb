// Random bytes that outlive the process, in a file of its own.
#pragma once

#include <string>

namespace mailstead::server {

// What is in that file, which is made when it is not there: 64 hex digits, mode 0600. A file that cannot be used or made is named in
// the log and costs a key of this process alone. Blocking.
std::string kept_key(std::string const& path);

}  // namespace mailstead::server
