// Opportunistic DANE TLS (RFC 7672): what the levels dane and dane-only become at one host.
#pragma once

#include "mta/smtp_client/hosts.h"
#include "mta/smtp_client/names.h"
#include "mta/smtp_client/tls_policy.h"

namespace mailstead::mta::smtp_client {

// Looks for the host's TLSA records, where DNSSEC vouches for its name and address, and sets the level accordingly: records
// that can be used leave dane, with them in the policy; records that cannot, encrypt; none, may. Trouble: no mail may go to
// this host now. Without effect on other levels. The references outlive the call.
net::task<trouble> look_for_tlsa(names& from, tls_rules const& rules, mail_host const& host, tls_policy& policy);

}  // namespace mailstead::mta::smtp_client
