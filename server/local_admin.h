// The administrator's commands while the server is stopped: the same work by the same code, in a process beside the command.
#pragma once

#include <string>

#include "conf/load.h"
#include "store/owner.h"
#include "tools/store_client.h"

namespace mailstead::server {

// A connection to a store of our own, for the mail of `account` alone; the server cannot start meanwhile. Its process is that
// of the role store: as root, store_owner's. The calling process must have one thread.
tools::local_connection open_local_store(conf::configuration const& files, std::string const& account);

// Whose mailbox that account's or system user's is, found with this process's own rights. Blocking.
base::result<std::optional<store::owner>> find_owner(conf::settings const& values, std::string const& account);
// Keeps the server from starting as long as it lives; none: it runs.
base::unique_fd hold_off_server(conf::settings const& values);

}  // namespace mailstead::server
