#include "mta/smtpd/place.h"

#include <netdb.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/network.h"
#include "net/connect.h"

namespace mailstead::mta::smtpd {
namespace {

std::optional<std::uint16_t> port_of(std::string const& text) {
    if (auto const number = base::number<std::uint16_t>(text)) return number;
    auto const* known = ::getservbyname(text.c_str(), "tcp");
    if (!known) return std::nullopt;
    return ntohs(static_cast<std::uint16_t>(known->s_port));
}

std::string address_of(std::string const& record) {
    auto const byte = [&record](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(record[i])); };
    return fmt::format("{}.{}.{}.{}", byte(0), byte(1), byte(2), byte(3));
}

}  // namespace

std::optional<place> place::parse(std::string const& text, std::string const& directory) {
    place out;
    out.name = text;
    if (text.starts_with("unix:")) {
        out.path = text.substr(5);
        if (out.path.empty()) return std::nullopt;
        if (!out.path.starts_with('/')) out.path = directory + '/' + out.path;
        return out;
    }
    auto const rest = text.starts_with("inet:") ? text.substr(5) : text;
    auto const colon = rest.rfind(':');
    if (colon == rest.npos || colon == 0) return std::nullopt;
    auto const port = port_of(rest.substr(colon + 1));
    if (!port) return std::nullopt;
    out.host = rest.substr(0, colon);
    if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
    if (out.host.empty()) return std::nullopt;
    out.port = *port;
    return out;
}

net::task<net::result<std::unique_ptr<net::stream>>> connect_to(place where, net::executor home, names& dns,
                                                                net::stream::patience limit_of_wait) {
    if (!where.path.empty()) co_return co_await net::connect_unix(home, where.path, limit_of_wait);
    auto address = where.host == "localhost" ? std::string("127.0.0.1") : where.host;
    if (!conf::parse_ip(address)) {
        auto const found = co_await dns.lookup(address, net::record_type::a);
        if (!found) co_return found.error();
        if (found->records.empty() || found->records.front().size() != 4) co_return net::make_error_code(net::errc::not_found);
        address = address_of(found->records.front());
    }
    co_return co_await net::connect_tcp(home, address, where.port, limit_of_wait);
}

}  // namespace mailstead::mta::smtpd
