// Modified UTF-7: what decodes encodes back to the same bytes; what is encoded decodes.
#include <cstdlib>

#include "base/ascii.h"
#include "imap/utf7.h"

using namespace mailstead;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    if (auto const name = imap::from_utf7(bytes)) {
        if (!base::is_utf8(*name) || imap::to_utf7(*name) != bytes) std::abort();
    }
    auto const back = imap::from_utf7(imap::to_utf7(bytes));
    bool const has_control = bytes.find('\0') != bytes.npos || bytes.find('\r') != bytes.npos || bytes.find('\n') != bytes.npos;
    if (base::is_utf8(bytes) && !has_control && back != bytes) std::abort();
    return 0;
}
