// The rows of master.cf that run programs, as the roles mta and exec see them.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "conf/load.h"
#include "mta/pipe/carrier.h"

namespace mailstead::server {

// The rows with the command pipe, mistakes and all.
mta::pipe::services pipe_services(conf::configuration const& files);
// <name>_time_limit, else command_time_limit.
std::chrono::seconds time_limit_of(conf::service const& row, conf::configuration const& files);
// "NAME=value" for each variable of export_environment that import_environment lets through, with MAIL_CONFIG and PATH.
std::vector<std::string> program_environment(conf::configuration const& files);

}  // namespace mailstead::server
