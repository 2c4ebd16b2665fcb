// Written so that the compiler makes vector code of it (this file is built with -O3).
#include "base/line_ends.h"

#include <cstddef>

namespace mailstead::base {

namespace {

constexpr std::size_t step = 128;    // no count in it passes what an octet holds

// p[-1] is there.
void count_step(char const* p, line_ends& into) noexcept {
    std::uint8_t all = 0, bare = 0;
    for (std::size_t i = 0; i < step; ++i) {
        auto const end = static_cast<std::uint8_t>(p[i] == '\n');
        all = static_cast<std::uint8_t>(all + end);
        bare = static_cast<std::uint8_t>(bare + (end & static_cast<std::uint8_t>(p[static_cast<std::ptrdiff_t>(i) - 1] != '\r')));
    }
    into.all += all;
    into.bare += bare;
}

void count_one(char c, char before, line_ends& into) noexcept {
    into.all += c == '\n';
    into.bare += c == '\n' && before != '\r';
}

}  // namespace

line_ends count_line_ends(std::string_view text, char before) noexcept {
    line_ends out;
    if (text.empty()) return out;
    count_one(text.front(), before, out);
    std::size_t at = 1;
    for (; at + step <= text.size(); at += step) count_step(text.data() + at, out);
    for (; at < text.size(); ++at) count_one(text[at], text[at - 1], out);
    return out;
}

}  // namespace mailstead::base
