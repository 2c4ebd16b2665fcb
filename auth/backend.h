// Where the facts about users come from: the seam between the SASL server and the account database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

#include "auth/wire.h"

namespace mailstead::auth {

// What is known about one account's secrets. Only the room auth ever holds one.
struct credentials {
    std::string name;                     // the account's address in normal form
    std::vector<std::string> verifiers;   // authPassword values, "SCRAM-SHA-256$iter:salt$stored:server"
    std::optional<std::string> secret;    // the clear secret, only where the administrator asked to keep it
};

// Blocking. May be called from several threads at once.
class backend {
public:
    virtual ~backend() = default;
    // The secrets of an enabled account; an empty optional: no such account. An error is never a 'no'.
    virtual base::result<std::optional<credentials>> find_credentials(std::string_view address) = 0;
    // uid, gid, home and mail of an enabled account, defaults filled in; an empty optional: no such account.
    virtual base::result<std::optional<user>> find_user(std::string_view address) = 0;
    // Whether any account keeps a clear secret: CRAM-MD5 is offered only then.
    virtual base::result<bool> any_secret() = 0;
};

}  // namespace mailstead::auth
