// Stored passwords with their scheme in front, "{SSHA256}...", as Dovecot's password files have them (doveadm pw). The hashing is
// libcrypt's, libargon2's and OpenSSL's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::auth {

// One stored password, taken apart but not looked at.
struct password_hash {
    std::string scheme;    // upper case, without the suffix that names the encoding
    std::string data;      // what the scheme itself says: text (crypt, PLAIN), or the bytes that base64 or hex meant
    bool operator==(password_hash const&) const = default;
};

// "{SCHEME}data" or "{SCHEME.HEX}data", "{SCHEME.B64}data"; without {} it is of the scheme `usual`. Absent: an unknown scheme,
// broken base64 or hex, or the wrong length for the scheme. Pure, linear.
std::optional<password_hash> parse_password_hash(std::string_view text, std::string_view usual = "CRYPT");

enum class fit { yes, no, unusable };    // unusable: the stored text is none that the scheme has; nothing is known of the password

// Whether the password belongs to it. Takes as long as the scheme does; compares in constant time.
fit check_password_hash(password_hash const& stored, std::string_view password);

// The clear password, where the scheme keeps it (PLAIN, CLEAR, CLEARTEXT).
std::optional<std::string> secret_in(password_hash const& stored);
// The verifier of SCRAM-SHA-1 and SCRAM-SHA-256 in the form of passwords.h.
std::optional<std::string> verifier_in(password_hash const& stored);

// A new stored password of the scheme, which may end in .HEX or .B64; absent: unknown, or one that is only read (DES-CRYPT,
// PLAIN-TRUNC). Throws std::runtime_error when a library fails.
std::optional<std::string> make_password_hash(std::string_view scheme, std::string_view password);

// All that can be read.
std::vector<std::string_view> password_schemes();

}  // namespace mailstead::auth
