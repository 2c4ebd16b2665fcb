// The way back to Dovecot: our uids and POP3 unique ids as `dovecot-uidlist` files.
#pragma once

#include <cstddef>

#include "store/error.h"
#include "store/owner.h"

namespace mailstead::maildir {

class service;

// Writes `dovecot-uidlist` (version 3, under dovecot-uidlist.lock, replaced by renaming) into every folder of a Maildir:
// UIDVALIDITY, next uid, and for each message its uid, POP3 unique id (`P`) and base name. What an earlier list of the
// same UIDVALIDITY says in other fields is kept. Each folder is brought up to date first. Returns how many were
// written; stops at the first that cannot be. Dovecot should not be running on these mailboxes. Blocks.
store::result<std::size_t> export_uidlists(service& with, store::owner const& who);

}  // namespace mailstead::maildir
