// One message as the index knows it, without its text.
#pragma once

#include <cstdint>
#include <limits>

namespace mailstead::store {

// System flags of message::flags. Values are durable in index.db: do not change.
namespace flag {
inline constexpr std::uint32_t seen = 1, answered = 2, flagged = 4, deleted = 8, draft = 16;
inline constexpr std::uint32_t all = 31;
}  // namespace flag

// A size or date that nobody has asked for yet: mailbox::measured() finds it. Durable in index.db: do not change.
inline constexpr std::uint64_t unknown_size = std::numeric_limits<std::uint64_t>::max();
inline constexpr std::int64_t unknown_date = std::numeric_limits<std::int64_t>::min();

struct message {
    std::uint32_t uid = 0;
    std::uint32_t flags = 0;          // flag::*
    std::uint64_t keywords = 0;       // bit n: snapshot::keywords()[n]
    std::uint64_t modseq = 0;
    std::int64_t internal_date = 0;   // unix seconds, or unknown_date
    std::uint64_t size = 0;           // octets on the wire (CRLF), or unknown_size
};

}  // namespace mailstead::store
