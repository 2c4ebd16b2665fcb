// What a client that comes back has missed: uids that are gone, RFC 7162 §3.2.5, §3.2.6 and §3.2.10.1; pure.
#pragma once

#include <cstdint>
#include <string>

#include "store/snapshot.h"
#include "store/uid_set.h"

#include "imap/command.h"

namespace mailstead::imap {

// Those in both sets.
store::uid_set common(store::uid_set const& a, store::uid_set const& b);
// Those of `known` that the mailbox may have had once and does not have.
store::uid_set missing(store::snapshot const& box, store::uid_set const& known);

// The largest uid up to which the client knows every expunge, by its message sequence match data (RFC 7162 §3.2.5.2); 0:
// none.
std::uint32_t matched_up_to(store::snapshot const& box, resync const& from);

// "* VANISHED (EARLIER) 1:3"; nothing when nothing is gone.
void write_vanished_earlier(std::string& out, store::uid_set const& uids);

}  // namespace mailstead::imap
