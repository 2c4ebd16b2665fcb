// master.cf of any bytes: every row that is accepted has its eight columns and, for inet, an endpoint.
#include <cstdint>
#include <cstdlib>

#include "conf/master_cf.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    auto const got = parse_master_cf({reinterpret_cast<char const*>(data), size}, "f");
    for (auto const& one : got.services) {
        if (one.words.size() < 8 || one.command.empty()) std::abort();
        if ((one.type == service_type::inet) != one.endpoint.has_value()) std::abort();
    }
    return 0;
}
