// The hashes below the schemes of stored passwords, by OpenSSL, libcrypt and libargon2. Inside the room auth only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct evp_md_st;

namespace mailstead::auth::digests {

// In constant time, but for the length.
bool same(std::string_view a, std::string_view b) noexcept;

std::string plain(evp_md_st const* digest, std::string_view text);
std::string pbkdf2_sha1(std::string_view password, std::string_view salt, std::uint32_t rounds, std::size_t size);
// The states of MD5 after the outer and the inner pad, as Dovecot keeps them (RFC 2104 §4): 32 bytes.
std::string hmac_md5_states(std::string_view key);

// crypt(3) of the password with that setting or hash; absent: it is none. Thread-safe.
std::optional<std::string> crypt(std::string_view password, std::string const& setting);
// A new setting with libcrypt's own cost; `prefix` "$6$" and so on.
std::string crypt_setting(char const* prefix);

enum class argon { i, id };
std::optional<bool> argon2_fits(argon kind, std::string const& encoded, std::string_view password);    // absent: `encoded` is none
std::string argon2(argon kind, std::string_view password);

}  // namespace mailstead::auth::digests
