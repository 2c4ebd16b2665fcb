#include "base/dialogue.h"

#include <poll.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

namespace mailstead::base {
namespace {

using clock = std::chrono::steady_clock;

constexpr auto full_backlog_pause = std::chrono::milliseconds(10);

// Until the socket is ready for `events`, or has trouble that the next call will name.
result<void> wait(int socket, short events, deadline end) {
    for (;;) {
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(end - clock::now()).count();
        if (left <= 0) return from_errno(ETIMEDOUT);
        pollfd one{socket, events, 0};
        int const ready = ::poll(&one, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return last_error();
    }
}

result<void> finish_connecting(int socket, deadline end) {
    if (auto const ready = wait(socket, POLLOUT, end); !ready) return ready;
    int code = 0;
    socklen_t size = sizeof code;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) != 0) return last_error();
    return code == 0 ? result<void>() : from_errno(code);
}

}  // namespace

result<unique_fd> connect_to(sockaddr const* address, socklen_t length, deadline end) {
    unique_fd out(::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!out) return last_error();
    while (::connect(out.get(), address, length) != 0 && errno != EISCONN) {
        if (errno == EINTR) continue;
        if (errno == EINPROGRESS || errno == EALREADY) {
            if (auto const done = finish_connecting(out.get(), end); !done) return done.error();
            return out;
        }
        if (errno != EAGAIN) return last_error();
        // A full backlog: nothing wakes whoever waits for it.
        if (clock::now() >= end) return from_errno(ETIMEDOUT);
        std::this_thread::sleep_for(full_backlog_pause);
    }
    return out;
}

result<unique_fd> connect_to(std::string const& path, deadline end) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return from_errno(ENAMETOOLONG);
    std::memcpy(address.sun_path, path.data(), path.size());
    return connect_to(reinterpret_cast<sockaddr const*>(&address), sizeof address, end);
}

result<void> send_all(int socket, std::string_view bytes, deadline end) {
    while (!bytes.empty()) {
        auto const n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n >= 0) bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno == EAGAIN) {
            if (auto const ready = wait(socket, POLLOUT, end); !ready) return ready;
        } else if (errno != EINTR) return last_error();
    }
    return {};
}

result<std::size_t> receive_some(int socket, std::span<char> into, deadline end) {
    for (;;) {
        if (auto const ready = wait(socket, POLLIN, end); !ready) return ready.error();
        auto const n = ::recv(socket, into.data(), into.size(), 0);
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno != EINTR && errno != EAGAIN) return last_error();
    }
}

}  // namespace mailstead::base
