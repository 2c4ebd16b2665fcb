// main.cf and master.cf as the queue and the routes see them.
#pragma once

#include "conf/load.h"
#include "mta/notice/notice.h"
#include "mta/queue/settings.h"
#include "mta/route/route.h"

namespace mailstead::server {

// Reads bounce_template_file. Mistakes in it and in notify_classes are reported. Blocking.
mta::queue::settings queue_settings(conf::settings const& values, conf::report const& report = {});
mta::notice::notice_settings notice_settings(conf::settings const& values);
mta::route::settings route_settings(conf::configuration const& files, conf::report const& report = {});
// The same with other values than main.cf's: those of address probes.
mta::route::settings route_settings(conf::configuration const& files, conf::settings const& values, conf::report const& report = {});

}  // namespace mailstead::server
