// Which comparator a client asks for, RFC 5255 §4.7: collation-order of RFC 4790 §3.2. One is there, i;unicode-casemap. Pure.
#pragma once

#include <string_view>

namespace mailstead::imap {

inline constexpr std::string_view the_comparator = "i;unicode-casemap";

enum class comparator_match { yes, no, malformed };
// "default", a collation's name or a pattern with "*"; "-" in front asks for the inverse order, which is not offered.
comparator_match matches_comparator(std::string_view asked) noexcept;

}  // namespace mailstead::imap
