#include "imap/partial.h"

#include <algorithm>

#include "imap/lexer.h"

namespace mailstead::imap {

std::pair<std::size_t, std::size_t> partial_range::of(std::size_t size) const noexcept {
    auto const low = std::size_t{std::min(first, last)} - 1, high = std::size_t{std::max(first, last)};
    auto const near = std::min(low, size), far = std::min(high, size);
    return from_end ? std::pair{size - far, size - near} : std::pair{near, far};
}

bool read_partial(lexer& in, partial_range& out) {
    out.from_end = in.is('-');
    if (!in.nz_number(out.first)) return false;
    if (!in.is(':')) return in.fail("range expected");
    if (in.is('-') != out.from_end) return in.fail("range counts from both ends");
    return in.nz_number(out.last);
}

std::string to_string(partial_range const& what) {
    std::string const sign(what.from_end ? "-" : "");
    return sign + std::to_string(what.first) + ':' + sign + std::to_string(what.last);
}

}  // namespace mailstead::imap
