// The envelope as bytes in a row of queue.db. docs/formats/queue-db.md describes the format.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mta/envelope.h"
#include "mta/queue/segments.h"

namespace mailstead::mta::queue {

std::string encode_envelope(envelope const&);
// Total and linear; absent when the bytes are not exactly one envelope of a version that is known.
std::optional<envelope> decode_envelope(std::string_view bytes);

// Empty for no extents.
std::string encode_extents(std::span<extent const>);
std::optional<std::vector<extent>> decode_extents(std::string_view bytes);

}  // namespace mailstead::mta::queue
