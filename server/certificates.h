// TLS contexts from what the master read.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/tls.h"
#include "server/role.h"

namespace mailstead::server {

// The context of a service whose parameters begin with `prefix` (smtpd, imapd ...); null when it has no certificate or
// wants no TLS, and, with a word in the log, when the certificate cannot be used.
std::shared_ptr<net::tls_context const> tls_for(std::string const& prefix, conf::settings const& values, secrets const& read);

// Certificate chains and keys, as PEM; what cannot be read is told and left out. smtp is a prefix, too.
using identities = std::vector<std::pair<std::string, std::string>>;
identities identities_of(std::string const& prefix, conf::settings const& values, secrets const& read);

// The files with certificates and keys of such a service, for the master to read; some may be "".
std::vector<std::string> certificate_files(std::string const& prefix, conf::settings const& values);

}  // namespace mailstead::server
