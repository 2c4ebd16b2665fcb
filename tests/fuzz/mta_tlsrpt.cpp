// The TXT records of TLS reporting: never out of bounds, and an address that is accepted is visible ASCII and blanks.
#include "mta/smtp_client/tls_report.h"

#include <cstdint>
#include <cstdlib>

namespace client = mailstead::mta::smtp_client;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string const text(reinterpret_cast<char const*>(bytes), size);
    static_cast<void>(client::find_report_address({text}));
    auto const day = client::day_named(text);
    if (day && client::day_text(*day) != text) std::abort();
    auto const address = client::report_address(text);
    if (!address) return 0;
    if (address->find(':') == address->npos) std::abort();
    for (char const c : *address)
        if (c != ' ' && c != '\t' && (c < ' ' || c >= 0x7f)) std::abort();
    return 0;
}
