// APOP, RFC 1939 §7: the digest of a timestamp and a shared secret. Carried as Dovecot's mechanism of that name. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace mailstead::auth {

// "timestamp NUL name NUL digest", the digest in 16 raw octets. Views point into what was parsed.
struct apop_response {
    std::string_view timestamp, name, digest;
};
std::optional<apop_response> parse_apop(std::string_view bytes) noexcept;

// Whether the digest is that of the timestamp and `secret`. Compares in constant time. False where MD5 is forbidden.
bool matches(apop_response const& response, std::string_view secret) noexcept;

}  // namespace mailstead::auth
