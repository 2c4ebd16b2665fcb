// A message as a program's standard input.
#pragma once

#include <string>
#include <vector>

#include "base/fs.h"
#include "mta/pipe/attributes.h"

namespace mailstead::mta::pipe {

// `lead`, and the text as the row wants it (mta/pipe/copier.h), in a file that lies in memory, cannot be changed any more
// and is at its beginning. Blocking.
base::result<base::unique_fd> message_file(attributes const& row, std::string const& lead, std::vector<std::string> const& text);

}  // namespace mailstead::mta::pipe
