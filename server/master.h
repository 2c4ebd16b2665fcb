// The master: reads the configuration, binds the sockets, starts the roles, restarts one that dies, reloads, stops.
// Single-threaded while roles are processes; parses nothing from the network.
#pragma once

#include <string>

namespace mailstead::server {

// `mailstead run`: serves until SIGTERM or SIGINT; the exit status. Problems of the configuration go to standard error
// with file and line (78), others too (71, 75, 1).
int run(std::string const& config_directory);

}  // namespace mailstead::server
