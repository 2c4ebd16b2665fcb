// Where the facts about users come from: the seam between the SASL server and the account database.
#pragma once

#include <cstdint>
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
    // The name in the form in which accounts are kept; absent when it cannot be one. Does not block.
    virtual std::optional<std::string> normal_name(std::string_view address) const = 0;
    // The secrets of an enabled account; an empty optional: no such account. An error is never a 'no'.
    virtual base::result<std::optional<credentials>> find_credentials(std::string_view address) = 0;
    // uid, gid, home and mail of an enabled account, defaults filled in; an empty optional: no such account.
    virtual base::result<std::optional<user>> find_user(std::string_view address) = 0;
    // How many accounts keep a clear secret: CRAM-MD5 is offered only where some do.
    virtual base::result<std::int64_t> secret_count() = 0;
    // Bytes that only this server knows and that do not change; empty while there are none.
    virtual base::result<std::string> made_up_key() = 0;
};

}  // namespace mailstead::auth
