// Settings that an administrator relies on and that this version does not act upon: said aloud, never passed over.
#pragma once

#include <string>
#include <vector>

#include "conf/load.h"

namespace mailstead::server {

// A warning, with file and line, for each parameter that main.cf or a service of master.cf sets to something else than
// what happens anyway, and that has no effect, or only a part of it. Which these are stands in the table of parameters.
std::vector<conf::problem> without_effect(conf::configuration const& files);

// Names that main.cf sets, that have no effect either, and that nobody will miss: sorted, for a note.
std::vector<std::string> quietly_without_effect(conf::configuration const& files);

}  // namespace mailstead::server
