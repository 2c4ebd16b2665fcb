// Any bytes as a line of a password file, and its password as a stored one that a password is checked against.
#include <cstdlib>

#include "auth/passwd_file.h"

using namespace mailstead::auth;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const line(reinterpret_cast<char const*>(data), size);
    auto const parsed = parse_passwd_line(line);
    auto const* const got = std::get_if<passwd_entry>(&parsed);
    if (!got) return 0;
    if (got->entry.name.empty()) std::abort();
    (void)in_networks(got->entry.networks, "192.0.2.1");
    (void)in_networks(got->entry.networks, "2001:db8::1");
    auto const has = credentials_of(got->entry, got->entry.name);
    for (auto const& text : has.verifiers)
        if (!parse_verifier(text)) std::abort();
    auto const stored = parse_password_hash(got->entry.password, got->entry.usual_scheme);
    if (!stored) return 0;
    // The slow ones are the libraries' own affair.
    bool const is_slow = stored->scheme.find("CRYPT") != std::string::npos || stored->scheme == "MD5" || stored->scheme.starts_with("ARGON2") ||
                         stored->scheme == "PBKDF2" || stored->scheme.starts_with("SCRAM");
    if (!is_slow) (void)check_password_hash(*stored, "secret");
    return 0;
}
