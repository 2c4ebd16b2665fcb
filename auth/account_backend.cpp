// See account_backend.h.
#include "auth/account_backend.h"

#include <algorithm>

#include "auth/address.h"

namespace mailstead::auth {

std::optional<std::string> account_backend::normal_name(std::string_view address) const {
    return normal_address(address, values_.default_domain);
}

base::result<std::optional<credentials>> account_backend::find_credentials(std::string_view address) {
    auto const name = normal_name(address);
    if (!name) return std::optional<credentials>();
    return database_.find_credentials(*name);
}

base::result<std::optional<user>> account_backend::find_user(std::string_view address) {
    auto const name = normal_name(address);
    if (!name) return std::optional<user>();
    auto const found = database_.find(*name);
    if (!found) return found.error();
    if (!*found) return std::optional<user>();
    auto const& a = **found;
    user out{a.address, values_.uid, values_.gid, a.home.value_or(""), a.mail.value_or("")};
    if (a.uid) out.uid = static_cast<uid_t>(*a.uid);
    auto const limit = [](std::int64_t n) { return static_cast<std::uint64_t>(std::max<std::int64_t>(n, 0)); };
    if (a.quota) out.quota_storage = limit(*a.quota);
    if (a.quota_messages) out.quota_messages = limit(*a.quota_messages);
    if (a.gid) out.gid = static_cast<gid_t>(*a.gid);
    auto const at = a.address.rfind('@');
    if (out.home.empty() && !values_.home_base.empty() && at != a.address.npos)
        out.home = fmt::format("{}/{}/{}", values_.home_base, a.address.substr(at + 1), a.address.substr(0, at));
    return std::optional(std::move(out));
}

}  // namespace mailstead::auth
