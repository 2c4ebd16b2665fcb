#include "mta/smtpd/proxy_reader.h"

#include <string>

namespace mailstead::mta::smtpd {
namespace {

// Appends until there are `size` bytes, and takes none of those behind: they may be a TLS handshake.
net::task<bool> read_exactly(net::stream& wire, std::string& into, std::size_t size, base::clock const& clock, base::steady_time until) {
    while (into.size() < size) {
        auto const left = std::chrono::ceil<std::chrono::seconds>(until - clock.steady());
        if (left.count() <= 0) co_return false;
        auto const got = co_await wire.read_some(size - into.size(), left);
        if (!got) co_return false;
        into += *got;
    }
    co_return true;
}

}  // namespace

net::task<proxy_answer> read_proxy_header(net::stream& wire, base::clock const& clock, std::chrono::seconds limit) {
    proxy_answer out;
    std::string bytes;
    auto const until = clock.steady() + limit;
    bool good = co_await read_exactly(wire, bytes, 12, clock, until);
    if (good && is_binary_proxy_header(bytes)) {
        good = co_await read_exactly(wire, bytes, proxy_head_size, clock, until);
        auto const size = good ? proxy_body_size(bytes) : std::nullopt;
        good = size && co_await read_exactly(wire, bytes, proxy_head_size + *size, clock, until);
        if (good) out.found = parse_binary_proxy_header(bytes);
    } else if (good && bytes.starts_with("PROXY ")) {
        while (good && !bytes.ends_with("\r\n") && bytes.size() < proxy_line_limit)
            good = co_await read_exactly(wire, bytes, bytes.size() + 1, clock, until);
        if (good && bytes.ends_with("\r\n")) out.found = parse_proxy_line(std::string_view(bytes).substr(0, bytes.size() - 2));
    }
    out.why = good ? "not a PROXY header" : "no complete PROXY header";
    co_return out;
}

void put_on(proxied const& found, net::endpoint& peer, net::endpoint& local) {
    if (!found.known) return;
    peer.address = found.client_address;
    peer.port = found.client_port;
    peer.loopback = is_loopback(peer.address);
    local.address = found.server_address;
    local.port = found.server_port;
}

bool is_loopback(std::string_view address) noexcept { return address.starts_with("127.") || address == "::1"; }

}  // namespace mailstead::mta::smtpd
