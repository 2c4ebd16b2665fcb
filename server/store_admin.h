// private/store-admin: what the administrator's commands ask of the store, for one connection (docs/formats/store-admin.md).
// Plain blocking code: the running server gives each connection a thread, a command does the same in a process of its own
// while the server is stopped.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "base/fs.h"
#include "server/stores.h"
#include "store/owner.h"

namespace mailstead::server {

struct admin_surroundings {
    stores& all;
    // Whose mailbox is that account's or system user's; absent: nobody's. Blocking.
    std::function<base::result<std::optional<store::owner>>(std::string const& account)> find;
    std::atomic<bool> const& stopping;    // long work ends soon after
};

// Until the peer hangs up. Throws nothing.
void serve_store_admin(base::unique_fd connection, admin_surroundings const& around);

}  // namespace mailstead::server
