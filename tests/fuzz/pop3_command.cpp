// Any bytes as POP3 commands.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pop3/command.h"
#include "pop3/top_lines.h"

using namespace mailstead::pop3;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    std::string_view rest = text;
    while (!rest.empty()) {
        auto const end = rest.find('\n');
        auto const got = parse(rest.substr(0, end));
        if (auto const* r = std::get_if<retr>(&got.command); r && r->number == 0) std::abort();
        if (auto const* t = std::get_if<top>(&got.command); t && t->number == 0) std::abort();
        if (end == rest.npos) break;
        rest.remove_prefix(end + 1);
    }
    top_lines lines(2);
    std::size_t shown = 0;
    for (std::size_t at = 0; at < text.size(); at += 3) shown += lines.take(text.substr(at, 3)).size();
    top_lines whole(2);
    if (whole.take(text).size() != shown) std::abort();
    return 0;
}
