// Keys of session tickets (RFC 5077, RFC 8446 §4.6.1), the same in every process that began with the same seed.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

namespace mailstead::net {

// Each key follows from the one before it by a one-way function, at the same moment everywhere, and what is two keys back
// is forgotten: no message has to be sent, and nobody who breaks in can read the tickets of yesterday.
class ticket_keys {
public:
    struct key {
        std::array<unsigned char, 16> name;
        std::array<unsigned char, 32> cipher, mac;
    };
    using seconds = std::chrono::seconds;

    // A random seed. A key is used for `lifetime` (at least a minute), and taken for as long again.
    ticket_keys(seconds lifetime, seconds now);
    ticket_keys(std::span<unsigned char const, 32> seed, seconds lifetime, seconds now);
    ~ticket_keys();
    ticket_keys(ticket_keys const&) = delete;

    // Thread-safe, as all members; `now` is Unix time, and what goes back counts as standing still.
    key current(seconds now);
    // The key of that name, and whether it is the current one. Absent: too old, or not of ours.
    struct found {
        key what;
        bool current;
    };
    std::optional<found> find(std::span<unsigned char const, 16> name, seconds now);
    // Goes on to what is due now and forgets what is over.
    void advance(seconds now);

private:
    std::mutex mutex_;
    std::int64_t const lifetime_;
    std::int64_t number_;    // of the current key: time / lifetime
    std::array<unsigned char, 32> seed_;
    key now_;
    std::optional<key> before_;
};

}  // namespace mailstead::net
