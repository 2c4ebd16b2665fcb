// Hashes of account names and of message content, by OpenSSL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/mailbox.h"

namespace mailstead::store {

// SHA-256, 32 bytes.
std::string sha256(std::string_view bytes);

// What tells copies of one delivery apart, beside its id and size: the first 16 bytes of SHA-256 over the last 64 KiB
// of the stored text. Durable in index.db: do not change.
inline constexpr std::uint64_t content_hash_span = 64 * 1024;
result<std::string> content_hash(content& of);  // [blocking]
std::string content_hash(std::string_view stored);

}  // namespace mailstead::store
