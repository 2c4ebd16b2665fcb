// TLS contexts from what the master read.
#pragma once

#include <memory>
#include <string>

#include "net/tls.h"
#include "server/tls_files.h"

namespace mailstead::server {

// The context of a service whose parameters begin with `prefix` (smtpd, imapd ...); null when it has no certificate or
// wants no TLS, and, with a word in the log, when the certificate cannot be used. `tickets`: null for keys of its own.
// Throws std::runtime_error for a value that nobody can follow.
std::shared_ptr<net::tls_context const> tls_for(std::string const& prefix, conf::settings const& values, secrets const& read,
                                                std::shared_ptr<net::ticket_keys> const& tickets = nullptr);

// Certificate chains and keys of a service or client (smtp, lmtp), as PEM; what cannot be read is told and left out.
identities identities_of(std::string const& prefix, conf::settings const& values, secrets const& read);

// Curves, options and workarounds for servers and clients alike, but for the curves' grade; unknown names are told.
net::tls_tuning tuning_of(conf::settings const& values);

}  // namespace mailstead::server
