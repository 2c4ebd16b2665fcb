// What is worth remembering of a message's text: its structure with offsets into the stored text, and its envelope.
#pragma once

#include <cstdint>
#include <string>

#include "mime/envelope.h"
#include "mime/part_tree.h"

namespace mailstead::store {

struct facts {
    mime::part structure;             // offsets count stored octets; sizes and lines are those of the CRLF form
    mime::envelope envelope;
    std::uint64_t wire_size = 0;      // octets in CRLF form
};

}  // namespace mailstead::store
