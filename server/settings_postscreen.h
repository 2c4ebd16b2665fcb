// From main.cf and a master.cf line to what postscreen wants to know.
#pragma once

#include <memory>

#include "conf/settings.h"
#include "mta/postscreen/settings.h"

namespace mailstead::server {

// `values` has the service's -o overrides on top. Blocking. Throws std::runtime_error, with a text for people that begins
// with the parameter's name, for what cannot be understood.
std::shared_ptr<mta::postscreen::settings const> postscreen_settings(conf::settings const& values, conf::report const& report = {});

// Where postscreen_cache_map ("btree:$data_directory/postscreen_cache") has its database: the directory of that name. Empty:
// there is none. Throws as above.
std::string postscreen_cache_directory(conf::settings const& values);

}  // namespace mailstead::server
