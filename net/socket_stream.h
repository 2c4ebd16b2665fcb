// net::stream over a connected TCP or local socket, in clear or TLS (OpenSSL on the descriptor; an idle stream owns no
// buffer of OpenSSL's and 256 bytes of its own).
#pragma once

#include <memory>

#include "base/fs.h"
#include "net/stream.h"

namespace mailstead::net {

// Takes a connected descriptor over. Belongs to the thread that runs `where` from now on.
std::unique_ptr<stream> make_stream(executor where, base::unique_fd connected);

// As make_stream, and then the client's side of a TLS handshake. For the clients of the mail system and for tests.
task<result<void>> start_tls_client(stream& clear, std::shared_ptr<tls_context const> context, std::string server_name,
                                    stream::patience limit_of_wait);

}  // namespace mailstead::net
