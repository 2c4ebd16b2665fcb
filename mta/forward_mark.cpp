// The text form of forward marks.
#include "mta/forward_mark.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::mta {
namespace {

constexpr std::size_t target_limit = 64;

bool is_target(std::string_view text) noexcept {
    auto const fits = [](char c) { return base::is_digit(c) || (c >= 'a' && c <= 'z'); };
    return !text.empty() && text.size() <= target_limit && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::string to_string(forward_mark const& mark) { return base::to_string(mark.branch) + '-' + mark.target; }

std::optional<forward_mark> parse_forward_mark(std::string_view text) {
    auto const dash = text.rfind('-');
    if (dash == text.npos || !is_target(text.substr(dash + 1))) return std::nullopt;
    auto const branch = base::parse_delivery_id(text.substr(0, dash));
    if (!branch) return std::nullopt;
    return forward_mark{*branch, std::string(text.substr(dash + 1))};
}

}  // namespace mailstead::mta
