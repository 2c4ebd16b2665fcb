// From main.cf to what local(8) needs.
#pragma once

#include "conf/problem.h"
#include "conf/settings.h"
#include "mda/local_settings.h"

namespace mailstead::server {

// Opens the tables. What a list of words does not make sense of allows nothing, and is reported. Blocking.
mda::local_settings local_settings(conf::settings const& values, conf::report const& report = {});

}  // namespace mailstead::server
