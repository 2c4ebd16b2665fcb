// postsuper(1): the queue's superintendent. Holds, releases, deletes and requeues messages, with Postfix's options.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/queue_admin.h"

namespace mailstead::tools {

// `postsuper ARGS...` without the program's name: -d, -e, -f, -h, -H, -r with a queue id, ALL, or "-" for ids on standard
// input; -p, -s, -S and nothing (there is no structure to mend); names of queues at the end. The result is the exit
// status. Blocking.
int postsuper(std::vector<std::string> args, std::string config_dir);

// For tests: the same on a queue that is open already; `typed` is what "-" reads.
struct postsuper_request {
    struct order {
        char letter;
        std::string which;
    };
    std::vector<order> orders;
    std::vector<std::string> queues;
    std::string directory;
    std::string mistake;
};
postsuper_request parse_postsuper(std::vector<std::string> const& args);
int carry_out(postsuper_request const& wanted, queue_admin& queue, std::string const& typed);

}  // namespace mailstead::tools
