// Records of the queue's listing: total, and the same wherever they are cut.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mta/queue/listing.h"

namespace {

using mailstead::mta::queue::listed_message;
using mailstead::mta::queue::record_reader;

std::string read(std::string_view first, std::string_view second) {
    record_reader reader;
    listed_message one;
    std::string out;
    auto last = record_reader::piece::need_more;
    for (auto const part : {first, second}) {
        reader.feed(part);
        while ((last = reader.next(one)) == record_reader::piece::message) out += mailstead::mta::queue::listing_line(one);
        if (last != record_reader::piece::need_more) break;
    }
    return out + static_cast<char>('0' + static_cast<int>(last));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    if (size == 0) return 0;
    std::string_view const bytes(reinterpret_cast<char const*>(data + 1), size - 1);
    auto const at = std::min<std::size_t>(data[0], bytes.size());
    if (read(bytes, {}) != read(bytes.substr(0, at), bytes.substr(at))) std::abort();
    return 0;
}
