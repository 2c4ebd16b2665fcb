// What has to be in place before the first role starts: directories, the lock against a second server, the secrets.
#pragma once

#include <string>

#include "server/identity.h"
#include "server/role.h"

namespace mailstead::server {

// Prints every problem of the configuration on standard error, one line each.
void report(conf::configuration const& files);

// Queue, data and index directories and the parents of sockets, with the owners of `users` when we are root.
// Throws std::runtime_error.
void make_directories(conf::settings const& values, role_users const* users);

// The directories where postscreen and the SMTP client keep their caches, for the role mta alone. Throws std::runtime_error.
void make_caches(conf::configuration const& files, role_users const* users);

// When we are root: the log file, made or handed to the group that all roles have, so that each can write it.
void prepare_log(conf::settings const& values, role_users const& users);

// The lock on pid/master.pid, held as long as the descriptor lives; the file names our process id. `trouble` says why
// there is none: another server runs, or the file cannot be written.
base::unique_fd lock_master(conf::settings const& values, std::string& trouble);

}  // namespace mailstead::server
