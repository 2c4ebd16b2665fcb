// Whom a process runs as: the users of the roles, and becoming one of them for good.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "server/role.h"

namespace mailstead::server {

struct identity {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
};

std::optional<identity> find_user(std::string const& name);

// How the roles share out: as processes or in one.
enum class process_model { single, separated };
process_model model_of(conf::settings const& values, uid_t effective);

// The users that the configuration names, by role; the error names those that are missing and the command that makes
// them. `exec` stays root: its children drop.
struct role_users {
    identity mta, store, auth;
    std::string trouble;
    identity const& of(role_name which) const noexcept { return which == role_name::mta ? mta : which == role_name::store ? store : auth; }
};
role_users users_of(conf::settings const& values);

// Leaves root for good: groups, gid, uid, no_new_privs. change_identity keeps CAP_SETUID and CAP_SETGID alone, for the
// store's thread-wise change of file identity. Throws std::system_error.
enum class capabilities { none, change_identity };
void become(identity const& who, std::vector<gid_t> const& more_groups, capabilities keep);

}  // namespace mailstead::server
