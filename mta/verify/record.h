// What is remembered of an address that was probed, and how long it counts. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mailstead::mta::verify {

// Durable values: do not change.
enum class status : std::uint8_t { deliverable = 0, deferred = 1, undeliverable = 2, unknown = 3 };

struct record {
    verify::status status = status::unknown;
    std::int64_t probed = 0;      // seconds since 1970: when it was last asked for; 0: no probe is under way
    std::int64_t updated = 0;     // when the status was found; 0: never
    std::string text;             // the reason, as a log line has it

    bool operator==(record const&) const = default;
};

// address_verify_*
struct rules {
    std::chrono::seconds positive_expire{31 * 86400}, positive_refresh{7 * 86400};
    std::chrono::seconds negative_expire{3 * 86400}, negative_refresh{3 * 3600};
    bool negative_cache = true;
};

// What a probe found.
struct finding {
    verify::status status = status::unknown;
    std::string text;
};

// What an asker is told.
struct view {
    verify::status status = status::unknown;
    std::string text = "Address verification in progress";
    bool probe = false;           // the record is missing, old, or about to be
};

bool is_expired(record const& one, rules const& how, std::int64_t now) noexcept;
view look_at(record const& one, rules const& how, std::int64_t now);
// The record after a probe. A failure does not replace a success that still counts.
record updated(record const& before, finding const& what, rules const& how, std::int64_t now);

}  // namespace mailstead::mta::verify
