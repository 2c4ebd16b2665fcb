// Names of roles, and making one.
#include "server/role.h"

namespace mailstead::server {

char const* to_string(role_name which) noexcept {
    switch (which) {
    case role_name::mta: return "mta";
    case role_name::store: return "store";
    case role_name::auth: return "auth";
    case role_name::exec: return "exec";
    }
    return "?";
}

std::unique_ptr<role> make_role(role_name which, board& figures) {
    switch (which) {
    case role_name::mta: return make_mta_role(figures);
    case role_name::store: return make_store_role(figures);
    case role_name::auth: return make_auth_role(figures);
    case role_name::exec: return make_exec_role(figures);
    }
    return nullptr;
}

}  // namespace mailstead::server
