// Any bytes as a client's server_name extension.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/ascii.h"
#include "net/server_name.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const name = mailstead::net::host_name_in({reinterpret_cast<char const*>(data), size});
    if (name.size() > 255 || name != mailstead::base::lowered(name) || name.find('\0') != name.npos) std::abort();
    return 0;
}
