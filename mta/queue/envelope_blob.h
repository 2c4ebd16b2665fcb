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

// What a listing shows of an envelope; the texts are views into the bytes it was read from.
struct envelope_summary {
    std::int64_t arrival = 0;    // microseconds since 1970
    std::string_view sender;
    std::vector<std::string_view> addresses;    // of the recipients, by number
};
// Copies no text, and keeps the memory of `into` for the next. False when the bytes are not an envelope; it may pass over
// values that decode_envelope refuses.
bool summarize_envelope(std::string_view bytes, envelope_summary& into);

// Empty for no extents.
std::string encode_extents(std::span<extent const>);
std::optional<std::vector<extent>> decode_extents(std::string_view bytes);

}  // namespace mailstead::mta::queue
