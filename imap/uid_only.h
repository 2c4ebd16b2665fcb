// UIDONLY, RFC 9586: which commands a client that has given up message numbers may not use; pure.
#pragma once

#include "imap/parse.h"
#include "imap/reply.h"

namespace mailstead::imap {

// True when the command counts messages by their numbers: it is one of COPY, FETCH, MOVE, REPLACE, SEARCH, SORT, STORE and
// THREAD without UID (§3.2, §3.8), a UID form whose keys hold numbers (§3.5), or brings them for QRESYNC (§3.7).
bool uses_numbers(parsed const& request);
// The same of search keys. Of a filter only its keys tell, once they are in place of its name.
bool names_numbers(search_key const& key) noexcept;
reply numbers_refused();

}  // namespace mailstead::imap
