// Which addresses are of the public Internet: IANA's registries of special-purpose addresses (RFC 6890).
#pragma once

#include <string_view>

namespace mailstead::net {

// False: a private, shared, loopback, link-local, multicast, documentation or otherwise reserved address, or none at all. What an
// IPv6 address carries of an IPv4 address (mapped, NAT64, 6to4) counts as that one. Pure.
bool is_public_address(std::string_view numeric) noexcept;

}  // namespace mailstead::net
