// What a server offers in its answer to LHLO (RFC 5321 §4.1.1.1).
#pragma once

#include <cstdint>
#include <string_view>

namespace mailstead::lmtp {

struct offers {
    bool pipelining = false;
    bool chunking = false;
    bool binary_mime = false;
    bool eight_bit = false;
    bool size = false;
    bool smtputf8 = false;
    bool own = false;    // XMAILSTEAD: our own server on its private socket
};

// `text` is the reply's text, its first line the server's name, then a keyword a line. Case is ignored, unknown keywords too.
offers read_offers(std::string_view text) noexcept;

}  // namespace mailstead::lmtp
