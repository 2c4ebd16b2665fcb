// From the parameters of one pop3d service to what its sessions take.
#pragma once

#include "conf/settings.h"

#include "pop3/settings.h"

namespace mailstead::server {

// `values` are the service's own: main.cf with the -o overrides of its line. What a parameter's text does not make
// sense of keeps the safer meaning (pop3d_tls_auth_only: yes; pop3d_tls_security_level: encrypt).
pop3::settings pop3_settings(conf::settings const& values);

}  // namespace mailstead::server
