// What becomes of mail for an address: the seam between the LMTP session and the lookups of the server's wiring.
#pragma once

#include <optional>
#include <string>

#include "mda/plan.h"
#include "net/task.h"

namespace mailstead::lmtp {

class users {
public:
    virtual ~users() = default;
    // Whose rules: the queue knows the address's class, other clients do not.
    enum class rules { by_domain, local, virtual_mailbox };
    // The plan for `whom` (its address canonical, as in RCPT): absent = there is no such user (definite: 550); an error =
    // nobody knows now (451). On the session's thread.
    virtual net::task<net::result<std::optional<mda::plan>>> plan_for(mda::recipient whom, std::string sender, rules by) = 0;
};

}  // namespace mailstead::lmtp
