// setfsuid(2) and its kin act on the calling thread alone; setgroups goes past glibc, whose wrapper changes every
// thread.
#include "store/identity.h"

#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace mailstead::store {
namespace {

bool set_groups(std::vector<gid_t> const& groups) noexcept {
    return ::syscall(SYS_setgroups, groups.size(), groups.data()) == 0;
}

// setfsuid() reports no failure: asking again with an impossible id tells the present one.
bool set_uid(uid_t uid) noexcept {
    ::setfsuid(uid);
    return static_cast<uid_t>(::setfsuid(static_cast<uid_t>(-1))) == uid;
}

bool set_gid(gid_t gid) noexcept {
    ::setfsgid(gid);
    return static_cast<gid_t>(::setfsgid(static_cast<gid_t>(-1))) == gid;
}

std::vector<gid_t> own_groups() {
    std::vector<gid_t> out(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    if (!out.empty() && ::getgroups(static_cast<int>(out.size()), out.data()) < 0) out.clear();
    return out;
}

// What the process became before its first mailbox; it never changes again, so it is asked once.
uid_t own_uid() noexcept {
    static uid_t const mine = ::geteuid();
    return mine;
}

gid_t own_gid() noexcept {
    static gid_t const mine = ::getegid();
    return mine;
}

}  // namespace

result<identity> identity::assume(uid_t uid, gid_t gid, gid_t second) {
    identity out;
    out.uid_ = own_uid();
    out.gid_ = own_gid();
    if (uid == out.uid_) return out;
    out.groups_ = own_groups();
    auto const groups = second == gid ? std::vector<gid_t>{gid} : std::vector<gid_t>{gid, second};
    out.switched_ = true;  // the destructor undoes whatever part succeeds
    if (!set_gid(gid) || !set_groups(groups) || !set_uid(uid)) return make_error_code(store::errc::not_permitted);
    return out;
}

identity::identity(identity&& other) noexcept
    : switched_(std::exchange(other.switched_, false)), uid_(other.uid_), gid_(other.gid_),
      groups_(std::move(other.groups_)) {}

identity::~identity() {
    if (!switched_) return;
    // The user first: it brings back the capabilities that the rest needs. Going on as somebody else is no option.
    bool const own = set_uid(uid_) && set_gid(gid_);
    if (!own) std::abort();
    if (own_groups() != groups_ && !set_groups(groups_)) std::abort();
}

}  // namespace mailstead::store
