// Users and capabilities, by libc and libcap-ng.
#include "server/identity.h"

#include <fmt/format.h>

#include <cap-ng.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace mailstead::server {
namespace {

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

std::optional<identity> find_user(std::string const& name) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> space;
    if (::getpwnam_r(name.c_str(), &entry, space.data(), space.size(), &found) != 0 || !found) return std::nullopt;
    return identity{name, entry.pw_uid, entry.pw_gid};
}

process_model model_of(conf::settings const& values, uid_t effective) {
    auto const wanted = values.text("process_model");
    if (wanted == "single") return process_model::single;
    if (wanted == "separated") return process_model::separated;
    return effective == 0 ? process_model::separated : process_model::single;
}

role_users users_of(conf::settings const& values) {
    role_users out;
    auto const take = [&](char const* parameter, identity& into) {
        auto const name = values.text(parameter);
        if (auto const found = find_user(name)) into = *found;
        else out.trouble += fmt::format("{}user '{}' ({}) does not exist", out.trouble.empty() ? "" : ", ", name, parameter);
    };
    bool const one = model_of(values, 0) == process_model::single;    // then everything is mail_owner's
    take("mail_owner", out.mta);
    take(one ? "mail_owner" : "store_owner", out.store);
    take(one ? "mail_owner" : "auth_owner", out.auth);
    if (!out.trouble.empty())
        out.trouble += "; 'mailstead set-permissions' makes the missing ones, or set process_model = single";
    return out;
}

void become(identity const& who, std::vector<gid_t> const& more_groups, capabilities keep) {
    if (::geteuid() != 0) return;
    bool const some = keep == capabilities::change_identity;
    if (some && ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) fail("PR_SET_KEEPCAPS");
    if (::setgroups(more_groups.size(), more_groups.data()) != 0) fail("setgroups");
    if (::setresgid(who.gid, who.gid, who.gid) != 0) fail("setresgid");
    if (::setresuid(who.uid, who.uid, who.uid) != 0) fail("setresuid");
    capng_clear(CAPNG_SELECT_BOTH);
    if (some) {
        auto const both = static_cast<capng_type_t>(CAPNG_EFFECTIVE | CAPNG_PERMITTED);
        capng_updatev(CAPNG_ADD, both, CAP_SETUID, CAP_SETGID, -1);
    }
    if (capng_apply(CAPNG_SELECT_CAPS) != 0) fail("capabilities");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("PR_SET_NO_NEW_PRIVS");
    // With CAP_SETUID root could be had again: that process is bound by what it runs, not by its ids.
    if (!some && who.uid != 0 && ::setuid(0) == 0) throw std::system_error(EPERM, std::generic_category(), "root could be regained");
}

}  // namespace mailstead::server
