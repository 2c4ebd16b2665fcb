// Files of maildrop/ (docs/formats/maildrop.md) as the tools show them. Blocking.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace mailstead::tools {

struct submission_file {
    std::string sender, envid, text;
    std::vector<std::string> recipients;
    std::int64_t arrival = 0;  // seconds since 1970
};
// EINVAL: it is none, or not whole.
base::result<submission_file> read_submission(std::string const& path);

// A JSON line (mta/queue/listing.h, queue "maildrop") for each file of `directory` that can be read.
std::string maildrop_lines(std::string const& directory);

}  // namespace mailstead::tools
