// From the parameters of one imapd service to what its sessions take.
#pragma once

#include "conf/settings.h"

#include "imap/settings.h"

namespace mailstead::server {

// `values` are the service's own: main.cf with the -o overrides of its line. What a parameter's text does not make
// sense of keeps the safer meaning (imapd_tls_auth_only: yes; imapd_tls_security_level: encrypt).
imap::settings imap_settings(conf::settings const& values);

}  // namespace mailstead::server
