// What one connection can do for an authentication: the mechanisms that work on it, and what the auth role is told of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/wire.h"
#include "net/stream.h"

namespace mailstead::net {

// Which names of a client's certificate say who it is, in order: "rfc822Name" and "dNSName" of subjectAltName, "commonName".
using identity_rule = std::vector<std::string>;
inline identity_rule const default_identity_rule{"rfc822Name", "commonName"};
bool is_identity_word(std::string_view word) noexcept;

// Whom the client's certificate names; empty: it has shown none that we trust, or none with such a name.
std::string certificate_identity(stream const& wire, identity_rule const& rule);

// Leaves out of `offered` what cannot work here: -PLUS without a channel binding, EXTERNAL without a certificate that names
// somebody, and what the service itself keeps to itself.
std::vector<auth::mechanism> usable_on(stream const& wire, std::vector<auth::mechanism> offered, identity_rule const& rule);

// A name as a log line has it between < and >, which programs read that look for guessing: printable, and without either.
std::string log_name(std::string_view said);

// `offered`: what the client was offered on this connection. The channel's bindings are told only where the mechanism's -PLUS
// is among that, since a client that was not told of it is right to say so (RFC 5802 §6).
auth::request login_request(stream const& wire, std::string mechanism, std::vector<auth::mechanism> const& offered, identity_rule const& rule);

}  // namespace mailstead::net
