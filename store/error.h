// What a store refuses, and why.
#pragma once

#include "base/result.h"

namespace mailstead::store {

using base::result;

enum class errc {
    gone = 1,          // the message is not there any more (permanent)
    no_mailbox,        // no mailbox of that name (permanent)
    exists,            // a mailbox of that name exists (permanent)
    bad_name,          // the name cannot be a mailbox (permanent)
    has_children,      // RFC 3501 §6.3.4 (permanent)
    not_selectable,    // \Noselect (permanent)
    read_only,         // opened or mounted read-only (permanent)
    too_big,           // larger than the limit (permanent)
    too_many_keywords, // no room for another keyword (permanent)
    over_quota,        // temporary or permanent as configured; temporary here
    in_use,            // locked by another session (temporary)
    damaged,           // index or mailbox cannot be understood (temporary: an administrator can repair)
    newer,             // the index was made by a newer version of the program (temporary: an administrator can repair)
    busy,              // the pool or a limit refused (temporary)
    no_right,          // the user has not got the right for it, RFC 4314 (permanent)
    too_many_annotations, // of one mailbox or of the server, or entries of its access control list (permanent)
    not_permitted,     // this process may not act as the mailbox's owner (temporary: an administrator can repair)
};

base::error_code make_error_code(errc) noexcept;

}  // namespace mailstead::store

template <>
struct boost::system::is_error_code_enum<mailstead::store::errc> : std::true_type {};
