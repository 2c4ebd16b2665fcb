// How a connection to one host has to be protected, once the host is known: DANE (RFC 7672), then MTA-STS (RFC 8461); and what is
// counted of it for reports (RFC 8460).
#pragma once

#include "mta/smtp_client/connection.h"
#include "mta/smtp_client/destination.h"
#include "mta/smtp_client/sts.h"
#include "mta/smtp_client/tls_reports.h"

namespace mailstead::mta::smtp_client {

// The hosts of `where` are mail exchangers that the DNS names: only such a domain has policies.
bool is_found_by_exchanger(settings const& how, destination const& where) noexcept;
// MTA-STS counts where nobody has decided on TLS for this destination.
bool may_have_sts(settings const& how, destination const& where, tls_policy const& policy) noexcept;

// Sets policy and context of `job` for `host`. Trouble: no mail may go to it now. The references outlive the call.
net::task<trouble> secure_host(names& from, net::disk_pool& lookups, settings const& how, mail_host const& host, errand& job);

// What there is to count of a connection that was opened, or could not be, for `why`. Absent: TLS was not tried.
std::optional<tls_session_record> session_record(connection& through, errand const& job, trouble const& why);
// The same where secure_host() ended the attempt.
std::optional<tls_session_record> session_record(mail_host const& host, errand const& job, trouble const& why);
// The same for a policy that could not be fetched.
std::optional<tls_session_record> session_record(std::string const& domain, sts_answer const& answer);

}  // namespace mailstead::mta::smtp_client
