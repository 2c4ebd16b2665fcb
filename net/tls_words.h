// What the log and the Received header say of a TLS connection, in Postfix's words.
#pragma once

#include <string>
#include <string_view>

#include "net/stream.h"

typedef struct ssl_st SSL;

namespace mailstead::net {

// tls_info::details of a connection after its handshake, from either side; empty below TLS 1.3.
std::string tls_details(SSL* connection);

// "Anonymous TLS connection established from mail.example.com[192.0.2.1]: TLSv1.3 with cipher ... (256/256 bits) ...".
std::string tls_words(tls_info const& what, std::string_view client);
// The same where a session has no name for its client: "[192.0.2.1]".
std::string tls_words(stream const& secured);
// Logs that as `program`, where the context wants it.
void log_handshake(std::string_view program, stream const& secured, tls_context const& by);

}  // namespace mailstead::net
