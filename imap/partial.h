// A window on a list of results, RFC 9394 §3.1 and RFC 5267 §4.4: "1:100" from its beginning, "-1:-100" from its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace mailstead::imap {

class lexer;

struct partial_range {
    std::uint32_t first = 1, last = 1;       // as written: either may be the larger
    bool from_end = false;

    // The positions meant in a list of `size`, counted from 0: [first, second). Both the same: there are none.
    std::pair<std::size_t, std::size_t> of(std::size_t size) const noexcept;
    bool operator==(partial_range const&) const = default;
};

// partial-range; else fails as lexer's words do.
bool read_partial(lexer& in, partial_range& out);
// As it was written.
std::string to_string(partial_range const& what);

}  // namespace mailstead::imap
