// The frames of the role exec's socket: any bytes, and what was understood comes back as it went.
#include <cstdint>
#include <cstdlib>

#include "net/exec_wire.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::net;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (auto const request = parse_exec_request(text); request && print(*request) != text) std::abort();
    if (auto const outcome = parse_exec_outcome(text)) {
        auto const again = parse_exec_outcome(print(*outcome));
        if (!again || again->output != outcome->output.substr(0, exec_output_limit)) std::abort();
    }
    return 0;
}
