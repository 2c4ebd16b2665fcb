// Any bytes as the records of an export: what is understood is printed and understood again as the same.
#include <cstdint>
#include <cstdlib>

#include "tools/records_text.h"

using namespace mailstead;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const read = tools::parse_records({reinterpret_cast<char const*>(data), size});
    if (!read) return 0;
    auto const text = tools::print_records(*read);
    auto const again = tools::parse_records(text);
    if (!again || tools::print_records(*again) != text) std::abort();
    return 0;
}
