// The durable form of facts: bytes in cache.db (docs/formats/cache-db.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/facts.h"

namespace mailstead::store {

// The first byte. A form of another version is not read: facts can always be made again.
inline constexpr unsigned char facts_version = 2;
// The same form of facts with single_fields.
inline constexpr unsigned char facts_version_single = 3;

std::string encode(facts const& what);
// Pure and total: absent for bytes that encode() did not make, whatever they are. What comes back keeps the invariants of
// mime::part; it has at most 10,000 parts, 100 levels deep, and takes memory in proportion to `bytes`.
std::optional<facts> decode_facts(std::string_view bytes);
// All but the structure, which is not looked at.
std::optional<facts> decode_header_facts(std::string_view bytes);

}  // namespace mailstead::store
