// DELIVERBY (RFC 2852 §4.1): what its time asks of the queue. Pure; times are microseconds since 1970.
#pragma once

#include <cstdint>

#include "mta/queue/message.h"

namespace mailstead::mta::queue {

// The time is over.
bool is_late(envelope const& what, std::int64_t now) noexcept;
// Mode R, and the time is over: nothing more may be tried.
bool must_return(envelope const& what, std::int64_t now) noexcept;
// The next attempt: not behind the end of the time.
std::int64_t not_too_late(envelope const& what, std::int64_t now, std::int64_t next) noexcept;
// What is not delivered yet goes back. False: there is nothing.
bool return_all(message& what);

// Mode N, the time is over, and the sender does not know yet that this recipient's copy waits.
bool owes_delay_report(message const& what, std::uint32_t at, std::int64_t now) noexcept;
// The copy that `to_server_that_keeps_it` says of went to another server: is the sender to be told (§4.1.4, §4.1.4.2)?
bool owes_relay_report(envelope const& what, recipient const& whom, bool to_server_that_keeps_it, std::int64_t now) noexcept;

}  // namespace mailstead::mta::queue
