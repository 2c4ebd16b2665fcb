// Values that read well and mean nothing: the server puts something else in their place and goes on.
#pragma once

#include <vector>

#include "conf/load.h"

namespace mailstead::server {

// Makes the settings of the queue, its transports and the services, and gives what they report; then words of TLS parameters
// that nobody knows. Needs files.usable(). Blocking: opens tables.
std::vector<conf::problem> doubts(conf::configuration const& files);

}  // namespace mailstead::server
