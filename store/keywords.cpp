// Giving keywords their bits.
#include "store/keywords.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::store {

std::optional<unsigned> keyword_bit(std::vector<std::string> const& names, std::string_view name) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (base::iequals(names[i], name)) return static_cast<unsigned>(i);
    return std::nullopt;
}

std::optional<unsigned> add_keyword(std::vector<std::string>& names, std::string_view name) {
    if (auto const known = keyword_bit(names, name)) return known;
    auto const hole = std::find(names.begin(), names.end(), std::string());
    auto const bit = static_cast<std::size_t>(hole - names.begin());
    if (bit >= keyword_limit) return std::nullopt;
    if (hole == names.end())
        names.emplace_back(name);
    else
        *hole = name;
    return static_cast<unsigned>(bit);
}

}  // namespace mailstead::store
