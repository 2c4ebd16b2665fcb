// Any bytes as a mailbox's name, and as a URL of CATENATE: a name is normalized once, and a URL is shown in printable ASCII.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/ascii.h"
#include "imap/message_url.h"
#include "imap/net_unicode.h"

using namespace mailstead;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

bool is_shown(char c) { return c > ' ' && c <= '~' && c != ']' && c != '\\'; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const name = imap::normalized(text);
    require(imap::normalized(name) == name);
    require(!base::is_utf8(text) || base::is_utf8(name));
    require(!imap::is_net_unicode(text) || base::is_utf8(text));
    auto const shown = imap::shown_url(text);
    require(!shown.empty() && std::all_of(shown.begin(), shown.end(), is_shown));
    if (auto const url = imap::parse_message_url(text)) require(url->uid != 0 && !url->mailbox.empty() && base::is_utf8(url->mailbox));
    return 0;
}
