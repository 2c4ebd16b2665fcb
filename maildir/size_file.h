// `maildirsize` of Maildir++, which Courier, maildrop and Dovecot keep too: the limits in the first line, then one line
// `octets messages` for each change, negative where mail went away (docs/formats/maildir.md). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/quota.h"

namespace mailstead::maildir {

inline constexpr char size_file_name[] = "maildirsize";
inline constexpr std::size_t size_file_limit = 5120;  // a longer one is counted anew

struct size_file {
    store::quota_limits limits;
    store::quota_usage usage;
    std::size_t changes = 0;  // lines behind the first
};

// Absent where the text cannot be relied on: cut short, not numbers, a sum below zero.
std::optional<size_file> parse_size_file(std::string_view text) noexcept;
// Two lines: the limits, and the usage as one change.
std::string print_size_file(store::quota_limits const& limits, store::quota_usage const& usage);
std::string print_size_change(std::int64_t octets, std::int64_t messages);

}  // namespace mailstead::maildir
