// DEFLATE over another stream (RFC 4978): what is written is compressed and flushed, what is read is expanded.
#pragma once

#include <memory>

#include "net/stream.h"

namespace mailstead::net {

// `below` must outlive it and is used by nobody else from now on; it may be TLS: compression comes before encryption
// (RFC 4978 §3). Each write is complete for the peer when it returns (Z_SYNC_FLUSH). A read expands at most its limit, so
// that a small input cannot become a large one in memory. Costs about 80 KiB per connection: 40 to write, 40 to read.
// Malformed input and the end of the peer's compressed data are errc::closed. start_tls() fails: TLS goes below.
std::unique_ptr<stream> make_compressed(stream& below);

}  // namespace mailstead::net
