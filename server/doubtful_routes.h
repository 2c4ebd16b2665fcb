// Where mail is told to go and could not: transports that no row of master.cf offers, rows whose program or user is not there,
// next hops that mean nothing, passwords that are none. For `mailstead check`.
#pragma once

#include <vector>

#include "conf/load.h"

namespace mailstead::server {

// Warnings with file and line, of main.cf's and master.cf's values and of the local tables that they name. Blocking.
std::vector<conf::problem> doubtful_routes(conf::configuration const& files);

}  // namespace mailstead::server
