// mailstead backup: everything of a mail server in one directory, consistent while it runs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/owner.h"
#include "tools/store_client.h"

namespace mailstead::tools {

struct backup_wiring {
    local_store store;    // for accounts while the server is stopped: unused then, but the client wants it
    // Whose mailbox that account's or system user's is, by this process's own rights. Blocking.
    std::function<base::result<std::optional<store::owner>>(conf::settings const&, std::string const& account)> find;
    // Where his folders lie when INBOX is an mbox.
    std::function<std::string(conf::settings const&, store::owner const&)> folders;
    // Keeps the server from starting as long as it lives; none: it runs.
    std::function<base::unique_fd(conf::settings const&)> hold_off;
};

// `backup DIR`. Returns the exit status: 0 all of it is there and durable; 1 something is missing, or nothing was made;
// others as in sysexits.h. Blocking.
int backup(std::vector<std::string> arguments, std::string config_dir, backup_wiring const& wiring);

}  // namespace mailstead::tools
