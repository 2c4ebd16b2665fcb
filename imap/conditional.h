// STORE with UNCHANGEDSINCE, RFC 7162 §3.1.3. Touches the store: on the disk pool only.
#pragma once

#include <cstdint>
#include <optional>

#include "store/mailbox.h"

namespace mailstead::imap {

// Changes the flags of `which` where the condition holds; returns the uids left alone. `told`: the mailbox as the client
// knows it. A message that changed since, but not in what `change` speaks of, is changed too (RFC 7162 §3.1.12).
store::result<store::uid_set> store_flags(store::mailbox& box, store::snapshot const& told, store::uid_set const& which,
                                          store::flag_change const& change, std::optional<std::uint64_t> unchanged_since);

}  // namespace mailstead::imap
