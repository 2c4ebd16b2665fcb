// Accepts connections on a socket that is already bound, and hands each descriptor over.
#pragma once

#include <functional>
#include <memory>

#include "base/fs.h"
#include "net/task.h"

namespace mailstead::net {

class listener {
public:
    // Both run on the executor's thread, must not throw and must not block. While `has_room` says no, connections
    // wait in the kernel; resume() asks it again.
    using handler = std::function<void(base::unique_fd)>;
    using room = std::function<bool()>;
    listener(executor where, base::unique_fd bound, handler on_accept, room has_room = {});
    ~listener();    // stops; on the executor's thread or after it has ended
    listener(listener const&) = delete;

    // After has_room said no: goes on accepting. On the executor's thread; does nothing otherwise.
    void resume();

private:
    struct state;
    std::shared_ptr<state> state_;
};

// Binds and listens; `path` sockets replace a stale file of the same name. The error is the system's.
result<base::unique_fd> listen_tcp(std::string const& address, std::uint16_t port);
result<base::unique_fd> listen_unix(std::string const& path, mode_t mode);

}  // namespace mailstead::net
