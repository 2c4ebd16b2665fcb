// What binds an authentication to its TLS connection (RFC 5056): taken from OpenSSL's side of the connection.
#pragma once

#include <string>

#include "net/stream.h"

typedef struct ssl_st SSL;

namespace mailstead::net {

// The raw bytes of that type; empty: this connection has none (see stream::channel_binding). Server's side only.
std::string channel_binding_of(SSL* connection, binding which);

// What tls-server-end-point says of a server's certificate in DER (RFC 5929 §4.1): its digest, by the digest of its own
// signature, but SHA-256 where that is MD5 or SHA-1. Empty: that is no certificate.
std::string end_point_of(std::string_view certificate);

}  // namespace mailstead::net
