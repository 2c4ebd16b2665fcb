// What can go wrong on the wire, beside what the system says.
#pragma once

#include "base/result.h"

namespace mailstead::net {

enum class errc {
    closed = 1,       // the peer hung up, or the connection broke
    timed_out,        // the peer was silent longer than the caller's patience
    stopping,         // the server is shutting down
    busy,             // a bounded pool stayed full for disk_wait_limit
    tls_failed,       // handshake or record trouble
    not_found,        // DNS: the name or type does not exist (a definite answer)
    dns_failed,       // DNS: no definite answer (SERVFAIL, timeout, bogus)
};

base::error_code make_error_code(errc) noexcept;

}  // namespace mailstead::net

template <>
struct boost::system::is_error_code_enum<mailstead::net::errc> : std::true_type {};
