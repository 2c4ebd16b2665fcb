// See top_lines.h.
#include "pop3/top_lines.h"

namespace mailstead::pop3 {

std::string_view top_lines::take(std::string_view piece) noexcept {
    std::size_t at = 0;
    while (at < piece.size() && !is_complete()) {
        char const c = piece[at++];
        if (in_body_) {
            if (c == '\n') --left_;
            continue;
        }
        if (c == '\n') {
            in_body_ = line_is_empty_;
            line_is_empty_ = true;
        } else if (c != '\r') {
            line_is_empty_ = false;
        }
    }
    return piece.substr(0, at);
}

}  // namespace mailstead::pop3
