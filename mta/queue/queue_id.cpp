// Hex, both ways.
#include "mta/queue/queue_id.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::queue {

std::string id_text(std::uint64_t number) { return fmt::format("{:010X}", number); }

std::optional<std::uint64_t> id_number(std::string_view text) noexcept {
    if (text.size() < 10 || text.size() > 16) return std::nullopt;
    for (char c : text) {
        if (c >= 'a' && c <= 'f') return std::nullopt;
    }
    auto const number = base::number<std::uint64_t>(text, 16);
    if (!number || *number == 0) return std::nullopt;
    return number;
}

}  // namespace mailstead::mta::queue
