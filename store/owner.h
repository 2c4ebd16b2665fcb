// Whose mail: the account and where it lies. Made by the server's wiring from an authenticated or looked-up user.
#pragma once

#include <sys/types.h>

#include <string>

#include "store/quota.h"

namespace mailstead::store {

struct owner {
    std::string account;         // "alice@example.org": names the index
    std::string location;        // absolute path; a trailing '/' means Maildir, else mbox
    uid_t uid = 0;               // files are made and read as this user
    gid_t gid = 0;
    std::string home;            // of a system user; may be empty
    bool is_file = false;        // a file that an alias or .forward names: no mailbox of his, `account` is its path
    quota_limits quota = {};     // of all his folders together, as configured

    friend bool operator==(owner const&, owner const&) = default;
};

}  // namespace mailstead::store
