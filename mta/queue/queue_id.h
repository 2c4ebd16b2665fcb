// Queue ids: the number of a message as people, replies and logs see it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::mta::queue {

// Upper-case hex of at least 10 digits, as log tools expect from Postfix.
std::string id_text(std::uint64_t number);
// The reverse; absent when `text` is no queue id.
std::optional<std::uint64_t> id_number(std::string_view text) noexcept;

}  // namespace mailstead::mta::queue
