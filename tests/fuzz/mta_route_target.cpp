// Values of transport_maps, content_filter and the like as targets: whatever they say, mail has a way or waits with a reason.
#include <cstdlib>

#include "mta/route/route.h"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    using namespace mailstead::mta::route;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    static auto const known = [] {
        settings out;
        out.queue_directory = "/q";
        out.store_socket = "/q/private/lmtp-in";
        out.hostname = "mail.example.org";
        auto pipe = std::make_shared<transport>();
        pipe->does = transport::agent::pipe;
        out.transports["filter"] = pipe;
        return out;
    }();
    auto const where = parse_target(text, "example.com", known);
    using way = target::way;
    bool const decided = where.kind == way::error || where.kind == way::retry || where.kind == way::discard;
    if (!where.by) std::abort();
    if (decided && where.status.empty()) std::abort();
    if ((where.kind == way::smtp || where.kind == way::pipe) && where.nexthop.empty()) std::abort();
    if (where.kind == way::lmtp && where.path.empty() == where.host.empty()) std::abort();
    if (where.destination().empty()) std::abort();
    return 0;
}
