// Addresses and networks: see network.h.
#include "conf/network.h"

#include <arpa/inet.h>

#include <cstring>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

constexpr unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

std::string ip_address::text() const {
    char out[INET6_ADDRSTRLEN];
    return ::inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), out, sizeof out);
}

std::optional<ip_address> parse_ip(std::string_view text) noexcept {
    char copy[INET6_ADDRSTRLEN + 1];
    if (text.empty() || text.size() >= sizeof copy || text.find('\0') != text.npos) return std::nullopt;
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    ip_address out;
    if (::inet_pton(AF_INET, copy, out.bytes.data()) == 1) return out;
    if (::inet_pton(AF_INET6, copy, out.bytes.data()) != 1) return std::nullopt;
    out.v6 = true;
    if (std::memcmp(out.bytes.data(), mapped, sizeof mapped) != 0) return out;
    ip_address plain;
    std::memcpy(plain.bytes.data(), out.bytes.data() + sizeof mapped, 4);
    return plain;
}

ip_network network_of(ip_address const& address, int prefix) noexcept {
    ip_network out{address, prefix};
    for (int i = 0; i < 16; ++i) {
        int const kept = std::min(std::max(prefix - i * 8, 0), 8);
        out.base.bytes[static_cast<std::size_t>(i)] &= static_cast<unsigned char>(0xff00 >> kept);
    }
    return out;
}

bool ip_network::contains(ip_address const& address) const noexcept {
    return address.v6 == base.v6 && network_of(address, prefix).base == base;
}

std::string ip_network::text() const {
    auto const address = base.text();
    return (base.v6 ? '[' + address + ']' : address) + '/' + std::to_string(prefix);
}

std::optional<ip_network> parse_network(std::string_view text, network_error& why) noexcept {
    why = network_error::syntax;
    if (text.starts_with('[')) {
        auto const close = text.find(']');
        if (close == text.npos) return std::nullopt;
        auto const after = text.substr(close + 1);
        auto const inside = text.substr(1, close - 1);
        if (after.empty()) return inside.starts_with('[') ? std::nullopt : parse_network(inside, why);
        if (!after.starts_with('/')) return std::nullopt;
        auto const address = parse_ip(inside);
        auto const prefix = base::number<int>(after.substr(1));
        if (!address || !prefix || *prefix < 0 || *prefix > address->width()) return std::nullopt;
        auto const out = network_of(*address, *prefix);
        why = network_error::host_bits;
        return out.base == *address ? std::optional(out) : std::nullopt;
    }
    auto const slash = text.find('/');
    auto const address = parse_ip(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == text.npos) return ip_network{*address, address->width()};
    auto const prefix = base::number<int>(text.substr(slash + 1));
    if (!prefix || *prefix < 0 || *prefix > address->width()) return std::nullopt;
    auto const out = network_of(*address, *prefix);
    why = network_error::host_bits;
    return out.base == *address ? std::optional(out) : std::nullopt;
}

}  // namespace mailstead::conf
