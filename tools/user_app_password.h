// mailstead user app-password: passwords for single programs of an account's owner.
#pragma once

#include <string>

#include "auth/accounts.h"

namespace mailstead::tools {

struct app_password_options {
    std::string verb;       // add, list, del
    std::string address;
    std::string name;       // empty: "app"
    std::string only;       // services between commas; empty: all
};

// Carries it out on the database: `add` prints the new password, which is stored nowhere in clear. The result is the exit status, as
// user.h has it; EX_DATAERR: a name or a service that cannot be.
int app_password(auth::accounts& db, app_password_options const& what);

}  // namespace mailstead::tools
