// The text form of delivery ids.
#include "base/delivery_id.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::base {

std::string to_string(delivery_id const& id) {
    return fmt::format("{:016x}-{:x}-{:x}-{:x}", id.queue, id.message, id.recipient, id.branch);
}

std::optional<delivery_id> parse_delivery_id(std::string_view text) noexcept {
    std::string_view part[4];
    for (int i = 0; i < 4; ++i) {
        auto const dash = i < 3 ? text.find('-') : text.size();
        if (dash == text.npos) return std::nullopt;
        part[i] = text.substr(0, dash);
        text.remove_prefix(i < 3 ? dash + 1 : dash);
    }
    auto const queue = number<std::uint64_t>(part[0], 16);
    auto const message = number<std::uint64_t>(part[1], 16);
    auto const recipient = number<std::uint32_t>(part[2], 16);
    auto const branch = number<std::uint32_t>(part[3], 16);
    if (part[0].size() != 16 || !queue || !message || !recipient || !branch) return std::nullopt;
    return delivery_id{*queue, *message, *recipient, *branch};
}

}  // namespace mailstead::base
