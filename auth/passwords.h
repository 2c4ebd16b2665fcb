// Passwords at rest: SCRAM verifiers (RFC 5802, RFC 7677) in the authPassword form of RFC 5803,
// "SCRAM-SHA-256$iterations:salt$stored:server". From a verifier nobody reads the password, and who has it cannot log in with it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace mailstead::auth {

enum class scheme { scram_sha_1, scram_sha_256, scram_sha_512 };
inline constexpr std::array all_schemes{scheme::scram_sha_1, scheme::scram_sha_256, scheme::scram_sha_512};

// RFC 7677 §4 asks for at least 4096 and more as machines get faster.
inline constexpr std::uint32_t default_iterations = 15000;
inline constexpr std::uint32_t least_iterations = 4096;
inline constexpr std::uint32_t most_iterations = 10'000'000;    // a stored count above this would only burn processor time

// "SCRAM-SHA-256" and so on.
std::string_view name(scheme) noexcept;

struct verifier {
    auth::scheme scheme = scheme::scram_sha_256;
    std::uint32_t iterations = default_iterations;
    std::string salt;          // raw bytes, as are the keys
    std::string stored_key;
    std::string server_key;
    bool operator==(verifier const&) const = default;
};

// RFC 5803 text both ways; parsing is absent on anything else (also on keys of the wrong length).
std::optional<verifier> parse_verifier(std::string_view text);
std::string print(verifier const&);

// The password as SCRAM hashes it: SASLprep, RFC 4013. Absent where that forbids it (control characters, broken UTF-8,
// an empty password).
std::optional<std::string> prepared(std::string_view password);

// A verifier of `password` (which must be `prepared`) with the given salt, or with 16 random bytes of it. Costs
// `iterations` hashes. Throws std::runtime_error if OpenSSL fails.
verifier make_verifier(scheme, std::string_view password, std::uint32_t iterations, std::string salt);
verifier make_verifier(scheme, std::string_view password, std::uint32_t iterations = default_iterations);
// One verifier per scheme, as text: what an account keeps.
std::vector<std::string> make_verifiers(std::string_view password, std::uint32_t iterations = default_iterations);

// Whether `password`, as the client sent it, belongs to the verifier. Compares in constant time; costs the verifier's
// iterations in any case.
bool matches(verifier const&, std::string_view password);

// A verifier that no password fits, the same at every call for one name as long as `secret` stays: what an unknown
// user is given, so that he looks like any other.
verifier made_up_verifier(scheme, std::string_view name, std::string_view secret, std::uint32_t iterations);

// `count` unpredictable bytes. Throws std::runtime_error if the system has none.
std::string random_bytes(std::size_t count);

// Remembers that a password fitted a verifier, so that the next login within the time is cheap. Holds keyed hashes
// only, under a key of this process. A changed verifier is another entry. Thread-safe, bounded.
class verified_cache {
public:
    explicit verified_cache(std::chrono::seconds ttl, std::size_t most = 16384);
    // As matches(), with memory. `verifier_text` is what `v` was parsed from. A ttl of zero remembers nothing.
    bool matches(verifier const& v, std::string_view verifier_text, std::string_view password);
    // The same for any stored text: `fits` is asked when nothing is remembered.
    bool matches(std::string_view stored, std::string_view password, std::function<bool()> const& fits);

private:
    using time = std::chrono::steady_clock::time_point;
    bool known(std::string const& tag);
    void remember(std::string tag);

    std::chrono::seconds ttl_;
    std::size_t most_;
    std::string key_;
    std::mutex mutex_;
    std::unordered_map<std::string, time> until_;
};

}  // namespace mailstead::auth
