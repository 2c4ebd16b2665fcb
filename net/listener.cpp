// The accept loop: handlers rather than a coroutine, since it never ends and holds nothing.
#include "net/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/log.h"

namespace mailstead::net {

namespace asio = boost::asio;

struct listener::state : std::enable_shared_from_this<listener::state> {
    state(executor where, base::unique_fd bound, handler on_accept, room allows)
        : socket(where, bound.release()), pause(where), accepted(std::move(on_accept)), has_room(std::move(allows)) {
        socket.non_blocking(true);
    }

    void wait() {
        auto ready = [self = shared_from_this()](boost::system::error_code const& error) {
            if (!error && !self->stopped) self->accept_all();
        };
        socket.async_wait(asio::posix::stream_descriptor::wait_read, std::move(ready));
    }

    // Takes what has come, at most a few at a time so that sessions get their turn.
    void accept_all() {
        for (int i = 0; i < 64; ++i) {
            held = has_room && !has_room();
            if (held) return;
            base::unique_fd fd(::accept4(socket.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (fd) {
                accepted(std::move(fd));
                continue;
            }
            if (errno == EAGAIN || errno == EWOULDBLOCK) break;
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return rest();
        }
        wait();
    }

    // Out of descriptors: the ones in use come back with time, a busy loop would not help them.
    void rest() {
        base::log::warning("master", "accept: {}", std::strerror(errno));
        pause.expires_after(std::chrono::milliseconds(200));
        auto again = [self = shared_from_this()](boost::system::error_code const& error) {
            if (!error && !self->stopped) self->accept_all();
        };
        pause.async_wait(std::move(again));
    }

    asio::posix::stream_descriptor socket;
    asio::steady_timer pause;
    handler accepted;
    room has_room;
    bool held = false;
    bool stopped = false;
};

listener::listener(executor where, base::unique_fd bound, handler on_accept, room has_room)
    : state_(std::make_shared<state>(std::move(where), std::move(bound), std::move(on_accept), std::move(has_room))) {
    state_->wait();
}

void listener::resume() {
    if (std::exchange(state_->held, false)) state_->accept_all();
}

listener::~listener() {
    state_->stopped = true;
    boost::system::error_code ignored;
    state_->socket.close(ignored);
    state_->pause.cancel();
}

namespace {

result<base::unique_fd> bound(int family, sockaddr const* name, socklen_t length) {
    base::unique_fd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return base::last_error();
    int const on = 1;
    if (family != AF_UNIX) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (::bind(fd.get(), name, length) != 0 || ::listen(fd.get(), 4096) != 0) return base::last_error();
    return fd;
}

}  // namespace

result<base::unique_fd> listen_tcp(std::string const& address, std::uint16_t port) {
    sockaddr_in v4{};
    if (::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        return bound(AF_INET, reinterpret_cast<sockaddr const*>(&v4), sizeof v4);
    }
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) != 1) return base::from_errno(EINVAL);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return bound(AF_INET6, reinterpret_cast<sockaddr const*>(&v6), sizeof v6);
}

result<base::unique_fd> listen_unix(std::string const& path, mode_t mode) {
    sockaddr_un name{};
    if (path.size() >= sizeof name.sun_path) return base::from_errno(ENAMETOOLONG);
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path.data(), path.size());
    ::unlink(path.c_str());
    auto fd = bound(AF_UNIX, reinterpret_cast<sockaddr const*>(&name), sizeof name);
    if (fd && ::chmod(path.c_str(), mode) != 0) return base::last_error();
    return fd;
}

}  // namespace mailstead::net
