// Envelope and extent blobs of queue.db: total, and what is read prints as it was.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mta/queue/envelope_blob.h"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    using namespace mailstead::mta::queue;
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    if (auto const envelope = decode_envelope(bytes)) {
        auto const printed = encode_envelope(*envelope);
        auto const again = decode_envelope(printed);
        if (!again || encode_envelope(*again) != printed) std::abort();
        envelope_summary summary;
        if (!summarize_envelope(bytes, summary) || summary.addresses.size() != envelope->recipients.size()) std::abort();
        if (summary.sender != envelope->sender || summary.addresses.back() != envelope->recipients.back().address) std::abort();
    }
    if (auto const extents = decode_extents(bytes)) {
        if (decode_extents(encode_extents(*extents)) != extents) std::abort();
    }
    return 0;
}
