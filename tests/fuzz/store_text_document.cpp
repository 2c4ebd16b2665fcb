// Any bytes as a message for the index of texts: without NUL, and the same whether it lies in memory or is read in pieces.
#include <cstdint>
#include <cstdlib>

#include "store/text_document.h"

using namespace mailstead;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const whole = store::document_of(text);
    if (whole.head.find('\0') != whole.head.npos || whole.body.find('\0') != whole.body.npos) std::abort();
    return 0;
}
