// Which back ends of authentication the settings name, and those back ends made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auth/accounts.h"
#include "auth/backends.h"
#include "auth/pam_process.h"
#include "conf/settings.h"
#include "server/identity.h"

namespace mailstead::server {

enum class backend_kind { accounts, pam, passwd_file, saslauthd, sasldb, sqlite };
struct backend_spec {
    backend_kind kind;
    std::string path;    // empty: the usual one
    bool operator==(backend_spec const&) const = default;
};

// auth_backends in its order. Throws std::runtime_error, naming what is wrong.
std::vector<backend_spec> backend_specs(conf::settings const& values);
// Whether PAM is one of them.
bool wants_pam(conf::settings const& values);
// Whether one of them may keep a thread waiting for another program.
bool has_slow_backend(conf::settings const& values);

// All of them as one. What is referred to outlives the result; with a `pam_door` of -1 PAM is trouble, and its users can still be found. Reads the files of
// queries. Throws std::runtime_error, naming what is wrong.
struct backend_parts {
    auth::accounts& accounts;
    auth::accounts& upgrades;
    auth::last_logins* logins;
    int pam_door;
};
std::unique_ptr<auth::backends> make_backends(conf::settings const& values, backend_parts const& with);

// Starts the process that asks PAM, if one of the back ends does; its door, else nothing. It runs as `who`, with his groups and those
// that may read the system's passwords. For a process of one thread; that process ends when all copies of the door are closed.
base::unique_fd start_pam(conf::settings const& values, identity const* who);

// The groups that the group database gives the user, beside `more`.
std::vector<gid_t> groups_of(identity const& who, std::vector<gid_t> more);

}  // namespace mailstead::server
