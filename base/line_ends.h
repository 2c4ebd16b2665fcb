// Line ends counted many octets at a time: mail is counted whenever it is parsed, measured or shown.
#pragma once

#include <cstdint>
#include <string_view>

namespace mailstead::base {

struct line_ends {
    std::uint64_t all = 0;     // LFs
    std::uint64_t bare = 0;    // those without a CR in front: each costs one octet more on the wire
};

// `before`: the octet in front of `text`, if any. Pure.
line_ends count_line_ends(std::string_view text, char before = '\0') noexcept;

}  // namespace mailstead::base
