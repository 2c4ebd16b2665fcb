// DEFLATE over another stream (RFC 4978): what is written is compressed and flushed, what is read is expanded.
#pragma once

#include <memory>
#include <string>

#include "net/stream.h"

namespace mailstead::net {

class compressed : public stream {
public:
    // Ends compression both ways (RFC 8437 §4.1): all that the peer compressed has been read, up to the end of a line, and
    // it goes on in clear. Returns what it has sent in clear already; nothing but the destructor may be called then.
    virtual task<result<std::string>> end(patience limit_of_wait) = 0;
    virtual stream& below() noexcept = 0;
};

// `below` must outlive it and is used by nobody else from now on; it may be TLS: compression comes before encryption
// (RFC 4978 §3). Each write is complete for the peer when it returns (Z_SYNC_FLUSH). A read expands at most its limit, so
// that a small input cannot become a large one in memory. Costs about 80 KiB per connection: 40 to write, 40 to read.
// Malformed input and the end of the peer's compressed data are errc::closed. start_tls() fails: TLS goes below.
// A read ends with the line where the peer has flushed, so that end() finds what follows.
std::unique_ptr<compressed> make_compressed(stream& below);

}  // namespace mailstead::net
