// What is worth remembering of a message's text: its structure with offsets into the stored text, and its header
// fields that ENVELOPE, SEARCH, SORT and THREAD ask for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mime/envelope.h"
#include "mime/part_tree.h"

namespace mailstead::store {

struct facts {
    mime::part structure;             // offsets count stored octets; sizes and lines are those of the CRLF form
    mime::envelope envelope;
    // References (RFC 5322 §3.6.4), unfolded and otherwise raw; of a longer one the end, where the nearest ancestors stand.
    std::optional<std::string> references;
    static constexpr std::size_t references_limit = 16 * 1024;
    std::uint64_t wire_size = 0;      // octets in CRLF form
    // True: neither Subject nor Message-ID stands in the header twice, so that `envelope` has all that there is of them.
    bool single_fields = false;
    // As mime::preview_text() makes it; absent: nobody has asked for it yet.
    std::optional<std::string> preview = {};
};

// How much of a message's facts is wanted: header, what its header says; all, the structure too. A look at many messages
// finds out sizes and dates that nobody knows, too, but for header_alone.
enum class facts_part { header_alone, header, all };

}  // namespace mailstead::store
