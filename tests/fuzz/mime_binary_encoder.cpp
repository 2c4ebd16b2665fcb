// Any bytes as a message, cut in two by the first byte: the cut does not change what comes out, nor does a second pass.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "mime/binary_encoder.h"

using namespace mailstead::mime;

namespace {

std::string encoded(std::string_view text, std::size_t cut) {
    binary_encoder encoder;
    std::string out;
    encoder.feed(text.substr(0, cut), out);
    encoder.feed(text.substr(cut), out);
    encoder.finish(out);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto const whole = encoded(text, text.size());
    if (encoded(text, std::min<std::size_t>(data[0], text.size())) != whole) std::abort();
    if (encoded(whole, whole.size()) != whole) std::abort();
    return 0;
}
