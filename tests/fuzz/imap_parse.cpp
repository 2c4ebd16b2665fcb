// Any bytes as a command: a value comes back, sets print as they parse, and an APPEND's start agrees with its prefix.
#include <cstdlib>

#include "imap/message_url.h"
#include "imap/parse.h"

using namespace mailstead::imap;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const got = parse(bytes);
    if (auto const* fetch = std::get_if<commands::fetch>(&got.value)) {
        auto const again = parse("a FETCH " + to_string(fetch->set) + " UID");
        auto const* same = std::get_if<commands::fetch>(&again.value);
        if (!same || same->set != fetch->set) std::abort();
    }
    if (got.what == nullptr && !std::holds_alternative<commands::bad>(got.value)) std::abort();
    auto const start = parse_append(bytes);
    if (start && start->tag != tag_of(bytes)) std::abort();
    for (auto place : {append_place::first, append_place::between, append_place::in_list}) (void)parse_append_more(bytes, place);
    if (auto const url = parse_message_url(bytes); url && url->uid == 0) std::abort();
    return 0;
}
