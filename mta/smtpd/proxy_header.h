// The PROXY protocol, versions 1 and 2 (HAProxy's proxy-protocol.txt): whom a proxy in front of us speaks for. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::mta::smtpd {

struct proxied {
    bool known = false;              // false: the proxy speaks for itself (a health check)
    std::string client_address, server_address;
    std::uint16_t client_port = 0, server_port = 0;
};

inline constexpr std::size_t proxy_line_limit = 107;      // version 1, with its CR LF
inline constexpr std::size_t proxy_head_size = 16;        // version 2, up to its length
inline constexpr std::size_t proxy_body_limit = 4096;     // we take no more behind it

// True when `start` (12 bytes) begins a version 2 header.
bool is_binary_proxy_header(std::string_view start) noexcept;
// The bytes behind a version 2 head of 16 bytes; absent: damaged, or more than we take.
std::optional<std::size_t> proxy_body_size(std::string_view head) noexcept;
// A whole version 2 header.
std::optional<proxied> parse_binary_proxy_header(std::string_view header);
// A version 1 line without its CR LF.
std::optional<proxied> parse_proxy_line(std::string_view line);

}  // namespace mailstead::mta::smtpd
