// Looks for 8-bit characters in the header of a message that comes in pieces (RFC 9755 §4); pure.
#pragma once

#include <string_view>

namespace mailstead::imap {

class header_watch {
public:
    // True when `piece`, which follows those before, has an 8-bit octet in front of the empty line that ends the header.
    // How the message is cut makes no difference.
    bool finds_8_bits(std::string_view piece) noexcept {
        for (std::size_t i = 0; i < piece.size() && !over_; ++i) {
            char const c = piece[i];
            if (static_cast<unsigned char>(c) >= 0x80) return true;
            if (c == '\r') continue;
            over_ = c == '\n' && line_is_empty_;
            line_is_empty_ = c == '\n';
        }
        return false;
    }

private:
    bool line_is_empty_ = true;
    bool over_ = false;
};

}  // namespace mailstead::imap
