// Any bytes as an encoded body, cut in two by the first byte: the cut does not change what comes out.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "mime/transfer.h"

using namespace mailstead::mime;

namespace {

template <class Decoder>
void check(std::string_view text, std::size_t cut, encoding how) {
    Decoder decoder;
    std::string out;
    decoder.feed(text.substr(0, cut), out);
    decoder.feed(text.substr(cut), out);
    decoder.finish(out);
    if (out != decode_transfer(how, text)) std::abort();
    if (out.size() > 2 * text.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto const cut = std::min<std::size_t>(data[0], text.size());
    check<quoted_printable_decoder>(text, cut, encoding::quoted_printable);
    check<base64_decoder>(text, cut, encoding::base64);
    return 0;
}
