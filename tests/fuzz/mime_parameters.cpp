// Any bytes as a value with parameters: limits hold, decoded values are UTF-8, and what is joined decodes to the same.
#include <cstdint>
#include <cstdlib>

#include "base/ascii.h"
#include "mime/parameters.h"

using namespace mailstead;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    constexpr std::string_view forbidden("\r\n\0", 3);
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const parsed = mime::parse_parameterized(text);
    require(parsed.parameters.size() <= 64);
    for (auto const& one : parsed.parameters) {
        require(!one.name.empty());
        require((one.name + one.value).find_first_of(forbidden) == std::string::npos);
    }
    auto const decoded = mime::decoded(parsed.parameters);
    require(decoded.size() <= parsed.parameters.size());
    for (auto const& one : decoded) require(base::is_utf8(one.value));
    mime::joined(parsed.parameters);
    mime::parse_parameterized(text, {.count = 2, .value_bytes = 3});
    return 0;
}
