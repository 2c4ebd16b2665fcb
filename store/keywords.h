// Keyword names and the bits that stand for them in message::keywords.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::store {

using keyword_names = std::shared_ptr<std::vector<std::string> const>;

inline constexpr std::size_t keyword_limit = 64;

// The bit of `name` (compared without regard to ASCII case, RFC 3501 §9); absent when it has none.
std::optional<unsigned> keyword_bit(std::vector<std::string> const& names, std::string_view name) noexcept;
// The bit of `name`, the lowest free one when it is new; absent when all 64 are taken.
std::optional<unsigned> add_keyword(std::vector<std::string>& names, std::string_view name);

}  // namespace mailstead::store
