// Where the facts about users come from: the seam between the SASL server and the back ends (the account database, password
// files, PAM and so on).
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

// A password that a client has sent as it is (PLAIN, LOGIN, USER and PASS).
struct attempt {
    std::string_view name;              // in normal form
    std::string_view password;
    std::string_view service;           // smtp, imap, pop3
    std::string_view remote_address;    // may be empty
    bool for_others = false;            // a master's: only his own password counts, none of a program's
};

// What a back end says of an attempt.
enum class verdict {
    accepted,
    refused,      // it knows the user: nobody else is asked
    unknown,      // it does not know the user
    undecided,    // no; it cannot say whether it knows the user (PAM, saslauthd)
};

enum class standing {
    unknown,    // no such user here
    user,
    master,     // may log in as others with his own password
};

// A login that has succeeded.
struct login {
    std::string_view name;
    std::string_view service;
    std::string_view remote_address;
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

    // Checks a password itself. Absent: the caller compares with what find_credentials has. An error is never a 'no'.
    virtual base::result<std::optional<verdict>> check_password(attempt const&) { return std::optional<verdict>(); }
    // False: it has nothing but check_password, and cannot say whether it knows a user.
    virtual bool knows_users() const noexcept { return true; }
    // Whether it has that user and lets nobody in as him: then no other back end is asked.
    virtual base::result<bool> has_disabled(std::string_view /*name*/) { return false; }
    // Spends the time that a wrong password of one of its users costs: a name that nobody has shall not be told by the clock.
    virtual void pretend(attempt const&) {}
    // The iterations of a verifier that one of its users has; which user's, `name` decides, the same while the users are: what a name
    // that nobody has is shown. 0: the server's own (settings::iterations). Blocking.
    virtual std::uint32_t usual_iterations(std::string_view /*mechanism*/, std::string_view /*name*/) { return 0; }
    // Whether everyone who may log in here can do so by that SCRAM mechanism: else it is not offered. Blocking.
    virtual bool serves(std::string_view /*mechanism*/) { return true; }
    // An error: what serves() and secret_count() say now is the trouble of the moment. Blocking.
    virtual base::result<void> ready() {
        if (auto const count = secret_count(); !count) return count.error();
        return {};
    }
    // What that user (in normal form) may do. Blocking.
    virtual base::result<standing> standing_of(std::string_view name) {
        auto const found = find_user(name);
        if (!found) return found.error();
        return *found ? standing::user : standing::unknown;
    }
    // Told of each login that has succeeded. Does not wait.
    virtual void logged_in(login const&) {}
};

}  // namespace mailstead::auth
