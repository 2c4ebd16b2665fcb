// The lookups that header_checks and body_checks would make for a message: postmap -h, -b and -m. Pure.
#pragma once

#include <functional>
#include <string_view>

namespace mailstead::tools {

struct message_lines {
    bool header = false;  // logical header lines, the physical ones joined by LF
    bool body = false;    // every other line, the empty ones between headers and bodies included
    bool mime = false;    // headers of the parts inside count as headers, not as body
};

// Calls `use` with one key after the other, in the order of the message. Without `mime`, headers end with the first
// line that is none. Keys keep a CR at their end.
void for_each_key(std::string_view message, message_lines wanted, std::function<void(std::string_view key)> const& use);

}  // namespace mailstead::tools
