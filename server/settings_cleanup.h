// From main.cf and the cleanup line of master.cf that a service names to what cleanup wants to know.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "conf/load.h"
#include "mta/cleanup/rules.h"

namespace mailstead::server {

// The rules of each cleanup service, opened when first asked for. As in Postfix, it is the options of that service's line
// that count, not those of the smtpd line that names it by cleanup_service_name. One thread, but for what it gives.
class cleanup_services {
public:
    // `files` outlives it.
    explicit cleanup_services(conf::configuration const& files, conf::report report = {})
        : files_(files), report_(std::move(report)) {}
    // For a service with these values. A name that master.cf does not have is main.cf's rules, with a report. Blocking.
    std::shared_ptr<mta::cleanup::rules const> of(conf::settings const& caller);

private:
    conf::configuration const& files_;
    conf::report report_;
    std::map<std::string, std::shared_ptr<mta::cleanup::rules const>> made_;
};

}  // namespace mailstead::server
