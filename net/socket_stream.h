// net::stream over a connected TCP or local socket, in clear or TLS (OpenSSL on the descriptor; an idle stream owns no
// buffer of OpenSSL's and 256 bytes of its own).
#pragma once

#include <functional>
#include <memory>

#include "base/fs.h"
#include "net/stream.h"

struct ssl_st;
struct ssl_session_st;

namespace mailstead::net {

// Takes a connected descriptor over. Belongs to the thread that runs `where` from now on.
std::unique_ptr<stream> make_stream(executor where, base::unique_fd connected);

// As make_stream, and then the client's side of a TLS handshake. For the clients of the mail system and for tests.
// `resume`: a session to take up again, or null; `why`, if any, gets OpenSSL's words for a failure; `prepare` sees the
// connection before the handshake, and may end it by false.
using tls_preparation = std::function<bool(ssl_st*)>;
task<result<void>> start_tls_client(stream& clear, std::shared_ptr<tls_context const> context, std::string server_name,
                                    stream::patience limit_of_wait, ssl_session_st* resume = nullptr, std::string* why = nullptr,
                                    tls_preparation prepare = {});
// OpenSSL's object of a stream made here; null: it is in clear.
ssl_st* native_tls(stream& of) noexcept;

}  // namespace mailstead::net
