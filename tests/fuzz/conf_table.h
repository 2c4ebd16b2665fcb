// What the fuzz targets of table grammars share: the first line of the input is a key, the rest the table.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "conf/tables/content.h"
#include "conf/tables/source.h"

namespace mailstead::conf {

enum class may_fail { no, yes };

// Reads and asks. What is reported must name the file; only a matcher with limits may fail.
inline void ask_text_table(std::uint8_t const* data, std::size_t size, content_reader reader, may_fail limits) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    // Ending in a NUL: AddressSanitizer measures regexec's text as a C string although its length is given.
    std::string const key(text.substr(0, text.find('\n')));
    auto const table = text.substr(std::min(key.size() + 1, text.size()));
    report const told = [](problem const& one) {
        if (one.file != "f" || one.line < 1 || one.text.empty()) std::abort();
    };
    auto const lines = table_lines(table, "f", told);
    if (!lines) return;
    auto const made = reader(*lines, "f", told);
    if (!made) std::abort();
    using view = std::string_view;
    for (view const asked : {view(key), view(), view("192.0.2.1"), view("user@a.b")})
        if (!made->find(asked) && limits == may_fail::no) std::abort();
}

}  // namespace mailstead::conf
