// Names of OpenSSL's options and workarounds, as tls_ssl_options and tls_disable_workarounds list them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mailstead::net {

// The bit of a name ("PRIORITIZE_CHACHA", in any case), or the bits of a hexadecimal number ("0x400"); absent: neither.
std::optional<std::uint64_t> tls_option(std::string_view name) noexcept;
std::optional<std::uint64_t> tls_workaround(std::string_view name) noexcept;

}  // namespace mailstead::net
