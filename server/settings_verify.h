// The verifier's parameters, and the routes that its probes take.
#pragma once

#include "conf/settings.h"
#include "mta/verify/verifier.h"

namespace mailstead::server {

mta::verify::settings verify_settings(conf::settings const& values);
// The settings with address_verify_*_transport and its kin where messages have local_transport and so on.
conf::settings verify_routes(conf::settings const& values);
// address_verify_sender as an address of this site; empty: the null sender.
std::string verify_sender(conf::settings const& values);

}  // namespace mailstead::server
