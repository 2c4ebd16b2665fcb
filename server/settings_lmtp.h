// From the parameters of one lmtpd service to what its sessions take.
#pragma once

#include "conf/settings.h"

#include "lmtp/settings.h"

namespace mailstead::server {

// `values` are the service's own: main.cf with the -o overrides of its line. What a parameter's text does not make
// sense of keeps the safer meaning (lmtpd_tls_auth_only: yes; lmtpd_tls_security_level: encrypt; where has_simple_rules() is
// false, nobody may send by `clients`). Our own queue is trusted by its user: this process's and mail_owner's. Blocking: looks that user up.
lmtp::server_settings lmtp_settings(conf::settings const& values);

// True when lmtpd_client_restrictions has only permit_mynetworks, permit_sasl_authenticated, permit and reject; any other
// list is decided by lmtp_clients.
bool has_simple_rules(conf::settings const& values);

}  // namespace mailstead::server
