// What a session remembers until its login; private to the session.
#pragma once

#include "imap/session.h"

namespace mailstead::imap {

struct session::login_state {
    base::steady_time began;
    unsigned failures = 0;
    bool refused_in_clear = false;    // a password came in clear where that is not allowed
    std::string user, mechanism;      // of the last attempt
};

}  // namespace mailstead::imap
