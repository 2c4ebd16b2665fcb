// One message as the index knows it, without its text.
#pragma once

#include <cstdint>

namespace mailstead::store {

// System flags of message::flags. Values are durable in index.db: do not change.
namespace flag {
inline constexpr std::uint32_t seen = 1, answered = 2, flagged = 4, deleted = 8, draft = 16;
inline constexpr std::uint32_t all = 31;
}  // namespace flag

struct message {
    std::uint32_t uid = 0;
    std::uint32_t flags = 0;          // flag::*
    std::uint64_t keywords = 0;       // bit n: snapshot::keywords()[n]
    std::uint64_t modseq = 0;
    std::int64_t internal_date = 0;   // unix seconds
    std::uint64_t size = 0;           // octets on the wire (CRLF)
};

}  // namespace mailstead::store
