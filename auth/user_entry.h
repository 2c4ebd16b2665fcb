// One user as a password file or an SQL query describes him: the stored password, the facts, and what limits his logins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/backend.h"
#include "auth/password_hash.h"
#include "auth/passwords.h"

namespace mailstead::auth {

struct user_entry {
    std::string name;                              // as it stands there, lower case
    std::string password;                          // "{SCHEME}..."; empty: nobody can log in, unless any_password
    std::string usual_scheme = "CRYPT";            // of a password without {}
    bool any_password = false;                     // "nopassword", with an empty password
    bool no_login = false;
    std::optional<std::string> uid, gid;           // numbers or names of this system
    std::string home, mail;
    std::optional<std::uint64_t> quota_storage, quota_messages;
    std::vector<std::string> networks;             // "allow_nets"; empty: any
    bool operator==(user_entry const&) const = default;
};

// Takes one field, as passwd-files name them: password, uid, gid, home, mail, quota_rule, quota (octets), quota_messages, nopassword,
// nologin, allow_nets, with "userdb_" in front or without. `no`: a name that means nothing here; `bad`: a value that cannot be read.
enum class field_read { yes, no, bad };
field_read take_field(user_entry& into, std::string_view name, std::string_view value);

// Whether `address` is in one of the networks ("192.0.2.0/24", "2001:db8::1", "local" for an empty address). Pure.
bool in_networks(std::vector<std::string> const& networks, std::string_view address);

// Checks a password against it; EIO when what is stored cannot be read. Slow schemes are asked through `cache`.
base::result<verdict> check_entry(user_entry const& entry, attempt const& what, verified_cache& cache);
// What challenge-response mechanisms may use: a verifier, a clear secret, or nothing.
credentials credentials_of(user_entry const& entry, std::string name);
// Whether that entry can be served by the SCRAM mechanism.
bool serves(user_entry const& entry, std::string_view mechanism);

// Where homes and owners come from when the entry does not say: as for accounts.
struct entry_defaults {
    std::string default_domain;
    uid_t least_uid = 0;
    gid_t least_gid = 0;
};
// EINVAL: a user or group that this system does not have; EPERM: one that may own no mail (below first_valid_uid). NSS is asked
// for names: blocking.
base::result<user> user_of(user_entry const& entry, std::string name, entry_defaults const& defaults);

// `name` without the domain, where that is `default_domain`; `name` itself where it has none; absent: another domain.
std::optional<std::string> local_name(std::string_view name, std::string_view default_domain);

}  // namespace mailstead::auth
