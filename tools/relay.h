// Copies between a terminal or pipe and a socket, both ways, until the socket's other end is done: sendmail -bs.
#pragma once

#include "base/result.h"

namespace mailstead::tools {

// `in` to `wire`, whose sending side is closed when `in` ends; `wire` to `out`, until the peer closes. Blocking. Fails
// when a read or write does; a peer that no longer listens is not a failure: what it said still comes out.
base::result<void> relay(int in, int out, int wire);

}  // namespace mailstead::tools
