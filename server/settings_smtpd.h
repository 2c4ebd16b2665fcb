// From main.cf and a master.cf line to what smtpd wants to know.
#pragma once

#include <memory>

#include "conf/settings.h"
#include "mta/smtpd/settings.h"

namespace mailstead::server {

// `values` has the service's -o overrides on top. Blocking: opens mynetworks' tables, reads myorigin's file. Throws
// std::runtime_error with a text for people when the service must not be served: a restriction that does not exist
// here, or nothing that would keep strangers from relaying. `place`: the service's name, under which clients are counted.
std::shared_ptr<mta::smtpd::settings const> smtpd_settings(conf::settings const& values, conf::report const& report = {},
                                                           std::string place = "smtp");

}  // namespace mailstead::server
