// From the parameters of one lmtpd service to what its sessions take.
#pragma once

#include "conf/settings.h"

#include "lmtp/settings.h"

namespace mailstead::server {

// `values` are the service's own: main.cf with the -o overrides of its line. What a parameter's text does not make
// sense of keeps the safer meaning (an unknown restriction: reject; lmtpd_tls_auth_only: yes; lmtpd_tls_security_level:
// encrypt). Our own queue is trusted by its user: this process's and mail_owner's. Blocking: looks that user up.
lmtp::server_settings lmtp_settings(conf::settings const& values);

}  // namespace mailstead::server
