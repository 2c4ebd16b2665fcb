// What TOP shows of a message: the header, the empty line and the first lines of the body (RFC 1939 §7).
#pragma once

#include <cstdint>
#include <string_view>

namespace mailstead::pop3 {

class top_lines {
public:
    explicit top_lines(std::uint32_t lines) noexcept : left_(lines) {}
    // The part of the next piece of the message that belongs to the answer. Lines end in LF or CRLF.
    std::string_view take(std::string_view piece) noexcept;
    // Nothing that follows belongs to it.
    bool is_complete() const noexcept { return in_body_ && left_ == 0; }

private:
    std::uint32_t left_;           // body lines to come
    bool in_body_ = false;
    bool line_is_empty_ = true;    // so far, in the header
};

}  // namespace mailstead::pop3
