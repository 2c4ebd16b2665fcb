// Whose mailbox an address names: the seam between the LMTP session and the account lookup of the server's wiring.
#pragma once

#include <optional>
#include <string>

#include "net/task.h"
#include "store/owner.h"

namespace mailstead::lmtp {

class users {
public:
    virtual ~users() = default;
    // The mailbox of `address` (canonical, as in RCPT): absent = there is no such user (definite: 550); an error = nobody
    // knows now (451). On the session's thread.
    virtual net::task<net::result<std::optional<store::owner>>> find(std::string address) = 0;
};

}  // namespace mailstead::lmtp
