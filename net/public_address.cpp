#include "net/public_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace mailstead::net {
namespace {

using v6_bytes = std::array<unsigned char, 16>;

struct v4_block {
    std::uint32_t start;
    unsigned bits;
};
// https://www.iana.org/assignments/iana-ipv4-special-registry
constexpr v4_block reserved_v4[] = {
    {0x00000000, 8},     // 0.0.0.0: this network
    {0x0a000000, 8},     // 10.0.0.0: private
    {0x64400000, 10},    // 100.64.0.0: shared by a provider's customers
    {0x7f000000, 8},     // 127.0.0.0: loopback
    {0xa9fe0000, 16},    // 169.254.0.0: link-local
    {0xac100000, 12},    // 172.16.0.0: private
    {0xc0000000, 24},    // 192.0.0.0: protocol assignments
    {0xc0000200, 24},    // 192.0.2.0: documentation
    {0xc0586300, 24},    // 192.88.99.0: 6to4 relays, given up
    {0xc0a80000, 16},    // 192.168.0.0: private
    {0xc6120000, 15},    // 198.18.0.0: benchmarks
    {0xc6336400, 24},    // 198.51.100.0: documentation
    {0xcb007100, 24},    // 203.0.113.0: documentation
    {0xe0000000, 3},     // 224.0.0.0: multicast, and all above
};

struct v6_block {
    v6_bytes start;
    unsigned bits;
};
// https://www.iana.org/assignments/iana-ipv6-special-registry: what is reserved of 2000::/3, the only global block.
constexpr v6_block global_v6 = {{0x20}, 3};
constexpr v6_block reserved_v6[] = {
    {{0x20, 0x01, 0x00}, 23},                // 2001::/23: Teredo and other protocols
    {{0x20, 0x01, 0x0d, 0xb8}, 32},          // 2001:db8::/32: documentation
    {{0x3f, 0xff, 0x00}, 20},                // 3fff::/20: documentation
};
// Where an IPv4 address stands within them.
constexpr v6_block mapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, nat64 = {{0x00, 0x64, 0xff, 0x9b}, 96}, six_to_four = {{0x20, 0x02}, 16};

bool is_public(std::uint32_t v4) noexcept {
    auto const has = [v4](v4_block const& one) { return (v4 ^ one.start) >> (32 - one.bits) == 0; };
    return std::none_of(std::begin(reserved_v4), std::end(reserved_v4), has);
}

bool is_in(v6_bytes const& address, v6_block const& block) noexcept {
    auto const whole = block.bits / 8, rest = block.bits % 8;
    if (!std::equal(address.begin(), address.begin() + whole, block.start.begin())) return false;
    return rest == 0 || (address[whole] ^ block.start[whole]) >> (8 - rest) == 0;
}

std::uint32_t v4_at(v6_bytes const& address, std::size_t at) noexcept {
    std::uint32_t out = 0;
    for (std::size_t i = at; i < at + 4; ++i) out = out << 8 | address[i];
    return out;
}

bool is_public(v6_bytes const& v6) noexcept {
    if (is_in(v6, mapped) || is_in(v6, nat64)) return is_public(v4_at(v6, 12));
    if (is_in(v6, six_to_four)) return is_public(v4_at(v6, 2));
    auto const has = [&v6](v6_block const& one) { return is_in(v6, one); };
    return is_in(v6, global_v6) && std::none_of(std::begin(reserved_v6), std::end(reserved_v6), has);
}

}  // namespace

bool is_public_address(std::string_view numeric) noexcept {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (numeric.size() >= text.size()) return false;
    std::copy(numeric.begin(), numeric.end(), text.begin());
    in_addr v4{};
    if (::inet_pton(AF_INET, text.data(), &v4) == 1) return is_public(ntohl(v4.s_addr));
    v6_bytes v6{};
    return ::inet_pton(AF_INET6, text.data(), v6.data()) == 1 && is_public(v6);
}

}  // namespace mailstead::net
