// COMPRESS, RFC 4978.
#include "net/compressed_stream.h"

#include "imap/session.h"

namespace mailstead::imap {

// The answer goes out as everything before it; what follows is compressed both ways.
net::task<reply> session::on(commands::compress) {
    if (compressed_) co_return reply::bad("Compression is already active.");
    if (selected_) co_await catch_up(expunges::told, by::sequence);
    out_ += tag_ + " OK DEFLATE active.\r\n";
    bool const said = co_await flush();
    if (!said) co_return reply::later();
    framer_.reset();
    compressed_ = net::make_compressed(*wire_);
    wire_ = compressed_.get();
    co_return reply::later();
}

}  // namespace mailstead::imap
