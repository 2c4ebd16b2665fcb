// Any bytes from a tcp table's server: the reply does not depend on what follows it, and the limit holds.
#include <cstdint>
#include <cstdlib>

#include "conf/tables/wire.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailstead::conf;
    using kind = table_reply::kind;
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const got = parse_tcp_reply(bytes);
    if (got.used > size || (got.what == kind::need_more && size >= 4096)) std::abort();
    if (got.what == kind::need_more || got.what == kind::garbage) return 0;
    auto const again = parse_tcp_reply(bytes.substr(0, got.used));
    if (again.what != got.what || again.text != got.text || again.used != got.used) std::abort();
    if (parse_tcp_reply(bytes.substr(0, got.used - 1)).what != kind::need_more) std::abort();
    return 0;
}
