// getpwnam_r and getgrnam_r, with as much space as they want.
#include "auth/system_users.h"

#include <cerrno>
#include <vector>

#include <grp.h>
#include <pwd.h>

#include "base/ascii.h"

namespace mailstead::auth {
namespace {

constexpr std::size_t largest_entry = 1 << 20;

// Some name services say ENOENT or ESRCH where POSIX has 0.
bool is_nobody(int code) noexcept { return code == 0 || code == ENOENT || code == ESRCH; }

// `ask` with a growing buffer; its last error.
template <class Entry, class Ask>
int ask_system(Entry*& found, Entry& entry, std::vector<char>& space, Ask ask) {
    int code = ERANGE;
    while (code == ERANGE && space.size() < largest_entry) {
        space.resize(space.empty() ? 1024 : space.size() * 2);
        code = ask(&entry, space.data(), space.size(), &found);
    }
    return code;
}

}  // namespace

base::result<std::optional<system_user>> find_system_user(std::string const& name) {
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> space;
    int const code = ask_system(found, entry, space, [&](auto... into) { return ::getpwnam_r(name.c_str(), into...); });
    if (found) return std::optional(system_user{entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir});
    if (is_nobody(code)) return std::optional<system_user>();
    return {boost::system::in_place_error, base::from_errno(code)};
}

base::result<uid_t> uid_named(std::string const& text) {
    if (auto const number = base::number<uid_t>(text)) return *number;
    auto const found = find_system_user(text);
    if (!found) return {boost::system::in_place_error, found.error()};
    if (!*found) return {boost::system::in_place_error, base::from_errno(EINVAL)};
    return (*found)->uid;
}

base::result<gid_t> gid_named(std::string const& text) {
    if (auto const number = base::number<gid_t>(text)) return *number;
    group entry{};
    group* found = nullptr;
    std::vector<char> space;
    int const code = ask_system(found, entry, space, [&](auto... into) { return ::getgrnam_r(text.c_str(), into...); });
    if (found) return entry.gr_gid;
    return {boost::system::in_place_error, base::from_errno(is_nobody(code) ? EINVAL : code)};
}

}  // namespace mailstead::auth
