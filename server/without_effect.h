// Settings that an administrator relies on and that this version does not act upon: said aloud, never passed over.
#pragma once

#include <vector>

#include "conf/load.h"

namespace mailstead::server {

// A warning for each such parameter that main.cf or a service of master.cf sets to something.
std::vector<conf::problem> without_effect(conf::configuration const& files);

}  // namespace mailstead::server
