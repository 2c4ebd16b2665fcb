// Macro text of any bytes, with values that refer to each other; the output limit must hold.
#include <cstdint>
#include <cstdlib>

#include "conf/expand.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const source = [&](std::string_view name) -> std::optional<std::string> {
        if (name == "a") return "A";
        if (name == "e") return "";
        if (name == "b") return "$a${e:x}";
        if (name == "self") return std::string(text);
        return std::nullopt;
    };
    constexpr std::size_t limit = 4096;
    if (expand(text, source, limit).text.size() > limit) std::abort();
    (void)names_in(text);
    return 0;
}
