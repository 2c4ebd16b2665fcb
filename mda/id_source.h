// Delivery ids for messages whose sender gives none: each is used once, so a second attempt of such a client is a new
// delivery. Exactly-once across attempts is promised to our own queue only.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/delivery_id.h"

namespace mailstead::mda {

class id_source {
public:
    id_source();    // takes a random queue number from the kernel: no other process or start has the same one
    // The id of the first recipient of a new message. Thread-safe.
    base::delivery_id next() noexcept;

private:
    std::uint64_t const queue_;
    std::atomic<std::uint64_t> last_{0};
};

}  // namespace mailstead::mda
