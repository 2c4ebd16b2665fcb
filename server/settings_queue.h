// main.cf as the queue and the routes see it.
#pragma once

#include "conf/settings.h"
#include "mta/queue/settings.h"
#include "mta/route/route.h"

namespace mailstead::server {

mta::queue::settings queue_settings(conf::settings const& values);
mta::route::settings route_settings(conf::settings const& values);

}  // namespace mailstead::server
