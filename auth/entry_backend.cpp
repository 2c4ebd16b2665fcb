// See entry_backend.h.
#include "auth/entry_backend.h"

#include "base/ascii.h"
#include "base/log.h"

#include "auth/address.h"

namespace mailstead::auth {

// What cannot be a name is nobody's; a file may well have names that accounts could not have.
std::optional<std::string> entry_backend::normal_name(std::string_view address) const { return normal_address(address, defaults_.default_domain); }

base::result<std::optional<credentials>> entry_backend::find_credentials(std::string_view address) {
    auto const found = find(address);
    if (!found) return found.error();
    if (!*found) return std::optional<credentials>();
    return std::optional(credentials_of(**found, std::string(address)));
}

base::result<std::optional<user>> entry_backend::find_user(std::string_view address) {
    auto const found = find(address);
    if (!found) return found.error();
    if (!*found) return std::optional<user>();
    auto out = user_of(**found, std::string(address), defaults_);
    if (out) return std::optional(std::move(*out));
    base::log::error("auth", "{}: uid or gid of {}: {}", name_, base::printable(address), out.error().message());
    return out.error();
}

base::result<std::optional<verdict>> entry_backend::check_password(attempt const& what) {
    auto const found = find(what.name);
    if (!found) return found.error();
    if (!*found) return std::optional(verdict::unknown);
    auto const said = check_entry(**found, what, cache_);
    if (!said) return said.error();
    return std::optional(*said);
}

}  // namespace mailstead::auth
