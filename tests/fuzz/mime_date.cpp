// Any bytes as a date: what is read prints to a date that reads the same.
#include <cstdint>
#include <cstdlib>

#include "mime/date.h"

using namespace mailstead::mime;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const read = parse_date({reinterpret_cast<char const*>(data), size});
    if (!read) return 0;
    if (parse_date(format_date(*read)) != read) std::abort();
    local_day(*read);
    return 0;
}
