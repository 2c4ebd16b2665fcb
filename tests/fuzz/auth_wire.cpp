// Any bytes as the authentication protocol: whatever is read prints to a line that reads the same.
#include <cstdlib>

#include "auth/wire.h"

using namespace mailstead::auth;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    wire::framer frames(1024);
    frames.feed({reinterpret_cast<char const*>(data), size});
    for (auto piece = frames.next(); piece.state == wire::framer::state::line; piece = frames.next()) {
        auto const client = wire::parse_client(piece.line);
        auto printed = wire::print(client);
        if (!printed.empty() && wire::parse_client(printed.substr(0, printed.size() - 1)) != client) std::abort();
        auto const server = wire::parse_server(piece.line);
        printed = wire::print(server);
        if (!printed.empty() && wire::parse_server(printed.substr(0, printed.size() - 1)) != server) std::abort();
    }
    return 0;
}
