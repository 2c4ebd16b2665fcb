// Aliases, forward files and values of any bytes. What was read must be read again from the form in which it is stored.
#include <cstdint>
#include <cstdlib>

#include "conf/aliases.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    (void)read_rows(text, "f", source_text::bytes);
    for (auto const& row : read_aliases(text, "f", source_text::bytes).rows) {
        auto const again = read_aliases("name: " + row.value, "f", source_text::bytes);
        if (row.value.find('\n') == row.value.npos && (again.rows.size() != 1 || again.rows[0].value != row.value))
            std::abort();
        auto const targets = parse_alias_value(row.value, "f", {.targets = 100}).targets;
        if (targets.size() > 100) std::abort();
        for (auto const& one : targets)
            if (one.text.empty()) std::abort();
    }
    (void)parse_forward(text, "f", {.targets = 100});
    return 0;
}
