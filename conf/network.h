// IP addresses and networks as bytes. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::conf {

struct ip_address {
    std::array<unsigned char, 16> bytes{};  // IPv4 in the first four
    bool v6 = false;
    int width() const noexcept { return v6 ? 128 : 32; }
    std::string text() const;
    bool operator==(ip_address const&) const = default;
};
// "192.0.2.1" or "2001:db8::1", without brackets and scope. An IPv4 address mapped into IPv6 is the IPv4 one.
std::optional<ip_address> parse_ip(std::string_view text) noexcept;

struct ip_network {
    ip_address base;
    int prefix = 0;
    bool contains(ip_address const& address) const noexcept;
    // "192.0.2.0/24", "[2001:db8::]/32".
    std::string text() const;
};
// `address` with all bits below `prefix` cleared.
ip_network network_of(ip_address const& address, int prefix) noexcept;

enum class network_error { syntax, host_bits };
// "a.b.c.d", "a.b.c.d/n", "v6/n", "[v6]/n", "[v6]", "[v6/n]". When it is refused, `why` says what for.
std::optional<ip_network> parse_network(std::string_view text, network_error& why) noexcept;

}  // namespace mailstead::conf
