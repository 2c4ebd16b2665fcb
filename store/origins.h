// Ids and dates of rows for the stores that keep an index (RFC 8474, RFC 8514).
#pragma once

#include <span>
#include <vector>

#include "store/fact_filler.h"
#include "store/index.h"
#include "store/mailbox.h"

namespace mailstead::store {

// The id of a message: the one that was given, or what `key` makes of its name, which no other message has. Pure.
std::string email_id_of(index_row const& row, key_of_row key);
// For mailbox::origins_of(). Blocks.
result<std::vector<origin>> origins(index& rows, std::int64_t mailbox, std::span<std::uint32_t const> uids, key_of_row key);
// Copies keep the ids of the messages they were made of; `from` and `to` in the same order. Blocks.
result<void> keep_email_ids(index& rows, std::int64_t mailbox, std::span<index_row const> from, std::span<index_row> to, key_of_row key);

}  // namespace mailstead::store
