// Lines of two numbers, as other programs write them too: blanks before and between.
#include "maildir/size_file.h"

#include "base/ascii.h"

namespace mailstead::maildir {
namespace {

// The next line without its LF; absent: none that is complete.
std::optional<std::string_view> next_line(std::string_view& text) noexcept {
    auto const end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    auto const line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

// The next blank-separated number of the line.
std::optional<std::int64_t> next_number(std::string_view& line) noexcept {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    auto const word = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(word.size());
    return base::number<std::int64_t>(word);
}

struct sums {
    std::int64_t octets = 0, messages = 0;

    bool add(std::string_view line) noexcept {
        auto const o = next_number(line);
        auto const m = next_number(line);
        if (!o || !m || !base::trimmed(line).empty()) return false;
        return !__builtin_add_overflow(octets, *o, &octets) && !__builtin_add_overflow(messages, *m, &messages);
    }
};

}  // namespace

std::optional<size_file> parse_size_file(std::string_view text) noexcept {
    size_file out;
    auto const first = next_line(text);
    auto const limits = first ? store::parse_quota(*first) : std::nullopt;
    if (!limits) return std::nullopt;
    out.limits = *limits;
    sums all;
    for (; !text.empty(); ++out.changes) {
        auto const line = next_line(text);
        if (!line || !all.add(*line)) return std::nullopt;
    }
    if (out.changes == 0 || all.octets < 0 || all.messages < 0) return std::nullopt;
    out.usage = {static_cast<std::uint64_t>(all.octets), static_cast<std::uint64_t>(all.messages)};
    return out;
}

std::string print_size_file(store::quota_limits const& limits, store::quota_usage const& usage) {
    return store::print_quota(limits) + '\n' + std::to_string(usage.storage) + ' ' + std::to_string(usage.messages) + '\n';
}

std::string print_size_change(std::int64_t octets, std::int64_t messages) {
    return std::to_string(octets) + ' ' + std::to_string(messages) + '\n';
}

}  // namespace mailstead::maildir
