// The grammar of limits and the one comparison.
#include "store/quota.h"

#include <limits>

#include "base/ascii.h"

namespace mailstead::store {
namespace {

constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();  // RFC 9208 §3.1.2: 63 bits

// The power of 1024 that a letter stands for; absent: no such letter.
std::optional<unsigned> power_of(char letter) noexcept {
    switch (letter | 0x20) {
    case 'k': return 1;
    case 'm': return 2;
    case 'g': return 3;
    case 't': return 4;
    default: return std::nullopt;
    }
}

std::optional<std::uint64_t> times_1024(std::uint64_t n, unsigned power) noexcept {
    for (; power > 0; --power) {
        if (n > most / 1024) return std::nullopt;
        n *= 1024;
    }
    return n;
}

// Takes one item; false when it cannot be read or was there before.
bool take(std::string_view item, quota_limits& limits) noexcept {
    bool const messages = item.ends_with('C') || item.ends_with('c');
    bool const counts = messages || item.ends_with('F') || item.ends_with('f');
    auto& into = messages ? limits.messages : counts ? limits.mailboxes : limits.storage;
    if (counts || item.ends_with('S') || item.ends_with('s')) item.remove_suffix(1);
    unsigned power = 0;
    if (auto const found = item.empty() || counts ? std::nullopt : power_of(item.back())) {
        power = *found;
        item.remove_suffix(1);
    }
    auto const number = base::number<std::uint64_t>(item);
    if (!number || *number > most || into) return false;
    into = times_1024(*number, power);
    return into.has_value();
}

std::optional<std::uint64_t> without_zero(std::optional<std::uint64_t> limit) noexcept {
    return limit && *limit == 0 ? std::nullopt : limit;
}

// n * (100 + percent) / 100, or the largest number there is.
std::uint64_t with_grace(std::uint64_t n, unsigned percent) noexcept {
    auto const hundredth = n / 100;
    if (percent != 0 && hundredth > (most - n) / percent) return most;
    return n + hundredth * percent + n % 100 * percent / 100;
}

}  // namespace

std::optional<quota_limits> parse_quota(std::string_view text) noexcept {
    quota_limits out;
    text = base::trimmed(text);
    if (base::iequals(text, "none")) return out;
    while (!text.empty()) {
        auto const end = text.find_first_of(", \t");
        auto const item = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (item.empty()) continue;
        if (!take(item, out)) return std::nullopt;
    }
    out.storage = without_zero(out.storage);
    out.messages = without_zero(out.messages);
    out.mailboxes = without_zero(out.mailboxes);
    return out;
}

std::string print_quota(quota_limits const& limits) {
    std::string out;
    if (limits.storage) out += std::to_string(*limits.storage) + 'S';
    if (limits.storage && limits.messages) out += ',';
    if (limits.messages) out += std::to_string(*limits.messages) + 'C';
    return out;
}

bool has_room_for_mailboxes(quota_limits const& limits, std::uint64_t there, std::uint64_t more) noexcept {
    return !limits.mailboxes || (there < *limits.mailboxes && more <= *limits.mailboxes - there);
}

bool fits(quota_limits const& limits, quota_usage const& usage, quota_usage const& more, unsigned grace) noexcept {
    if (limits.messages && more.messages > 0 &&
        (usage.messages > *limits.messages || more.messages > *limits.messages - usage.messages))
        return false;
    if (!limits.storage || more.storage == 0) return true;
    auto const ceiling = usage.storage < *limits.storage ? with_grace(*limits.storage, grace) : *limits.storage;
    return usage.storage <= ceiling && more.storage <= ceiling - usage.storage;
}

}  // namespace mailstead::store
