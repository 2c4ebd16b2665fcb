// Users and groups of this system, asked of NSS. Blocking.
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "base/result.h"

namespace mailstead::auth {

struct system_user {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::string home;
};

// Absent: there is none. An error is never a 'no'.
base::result<std::optional<system_user>> find_system_user(std::string const& name);

// A number, or the name of a user or a group; EINVAL: there is none of that name.
base::result<uid_t> uid_named(std::string const& text);
base::result<gid_t> gid_named(std::string const& text);

}  // namespace mailstead::auth
