// postcat(1): shows a message of the queue, in Postfix's layout.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::tools {

// `postcat ARGS...` without the program's name: -q (the arguments are queue ids; files of maildrop/ too), else names of
// files of maildrop/; -b, -e, -h (body, envelope, header alone), -o, -v, -c DIRECTORY. The result is the exit status.
// Blocking.
int postcat(std::vector<std::string> args, std::string config_dir);

struct postcat_parts {
    bool envelope = true, header = true, body = true;
    bool offsets = false, verbose = false;
};
// The report. `name`: "deferred/ID"; `envelope`: JSON as in mta/queue/admin.h; `text`: lines with LF or CRLF.
std::string postcat_text(postcat_parts const& parts, std::string_view name, std::string_view envelope,
                         std::string_view text);

}  // namespace mailstead::tools
