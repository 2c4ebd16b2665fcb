// Acting as a mailbox's owner while its files are touched.
#pragma once

#include <sys/types.h>

#include <vector>

#include "store/error.h"
#include "store/owner.h"

namespace mailstead::store {

// While it lives, this thread opens, makes and removes files as the owner. Never across SQLite, log or co_await. A
// process that is the owner already changes nothing.
class identity {
public:
    // errc::not_permitted when this process is somebody else and may not switch.
    static result<identity> assume(uid_t uid, gid_t gid) { return assume(uid, gid, gid); }
    // With a second group: that of a spool directory.
    static result<identity> assume(uid_t uid, gid_t gid, gid_t second);
    static result<identity> assume(owner const& who) { return assume(who.uid, who.gid); }
    identity(identity&& other) noexcept;
    identity& operator=(identity&&) = delete;
    ~identity();

private:
    identity() = default;
    bool switched_ = false;
    uid_t uid_ = 0;
    gid_t gid_ = 0;
    std::vector<gid_t> groups_;
};

}  // namespace mailstead::store
