// System users: lines of passwd(5), and where their mailboxes lie.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mda/local_settings.h"
#include "store/owner.h"

namespace mailstead::mda {

struct local_user {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::string home, shell;
    bool has_no_rights = false;    // his commands and files get those of default_privs, as root's do
};
// Shared, since many items of an expansion have the same rights. Null: nobody's yet, then default_privs.
using user_ptr = std::shared_ptr<local_user const>;

// "name:password:uid:gid:gecos:home:shell". Absent: it is no such line.
std::optional<local_user> parse_passwd(std::string_view line);

// By local_passwd_maps; null: nobody. A line that is none is an error. Blocking.
base::result<user_ptr> find_user(conf::maps const& users, std::string const& name);
// Who owns a file, by NSS; null: nobody. Blocking.
base::result<user_ptr> user_of(uid_t uid);
base::result<user_ptr> user_named(std::string const& name);

// True for users whose mailboxes are not served, and whose mail is delivered with the rights of default_privs.
bool is_below_valid(local_settings const& rules, local_user const& user) noexcept;

// home_mailbox or mail_spool_directory.
store::owner mailbox_of(local_settings const& rules, local_user const& user);

}  // namespace mailstead::mda
