// What a configuration that reads well may still get wrong: values that a service of ours cannot work with.
#pragma once

#include <string>
#include <vector>

#include "conf/load.h"

namespace mailstead::server {

// Makes the settings of every service and throws them away again; one line for each that cannot be made. Asked before a
// start and before a reload, so that nothing which already runs meets a refusal halfway. Needs files.usable().
std::vector<std::string> refusals(conf::configuration const& files);

}  // namespace mailstead::server
