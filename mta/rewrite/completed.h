// Trivial rewriting (Postfix: trivial-rewrite(8)): every address gets the standard form user@fully.qualified.domain.
#pragma once

#include <string>

#include "conf/settings.h"
#include "smtp/path.h"

namespace mailstead::mta::rewrite {

struct completion {
    bool append_at_myorigin = true;
    bool append_dot_mydomain = false;
    bool swap_bangpath = true;
    bool allow_percent_hack = true;
    std::string origin;         // myorigin, or remote_header_rewrite_domain
    std::string domain;         // mydomain, or the same

    // The rules for envelopes and local headers.
    static completion of(conf::settings const& values);
};

// site!user becomes user@site, user%site user@site, user user@origin, user@host user@host.domain: as far as the rules say
// so, the first three only where there is no domain. Quoted text is left alone; the null address stays what it is.
smtp::mailbox completed(smtp::mailbox address, completion const& rules);

}  // namespace mailstead::mta::rewrite
