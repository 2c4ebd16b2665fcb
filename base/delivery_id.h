// The name of one delivery into one mailbox, the key of exactly-once delivery: never given twice (docs/promises.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::base {

// queue: the random number of the queue.db; message: its number in that queue; recipient: its place in the
// envelope; branch: which final mailbox after alias expansion.
struct delivery_id {
    std::uint64_t queue = 0;
    std::uint64_t message = 0;
    std::uint32_t recipient = 0;
    std::uint32_t branch = 0;

    friend bool operator==(delivery_id const&, delivery_id const&) = default;
    friend auto operator<=>(delivery_id const&, delivery_id const&) = default;
};

// Durable text form, part of file names and of the XDELIVERY parameter: do not change.
// `<queue:16 hex>-<message hex>-<recipient hex>-<branch hex>`, lower case.
std::string to_string(delivery_id const&);
std::optional<delivery_id> parse_delivery_id(std::string_view text) noexcept;

}  // namespace mailstead::base
