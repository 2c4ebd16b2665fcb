#include "tools/relay.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace mailstead::tools {
namespace {

base::result<void> write_all(int to, char const* bytes, std::size_t size) {
    while (size > 0) {
        auto const wrote = ::write(to, bytes, size);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return base::last_error();
        bytes += wrote;
        size -= static_cast<std::size_t>(wrote);
    }
    return {};
}

bool send_all(int to, char const* bytes, std::size_t size) {
    while (size > 0) {
        auto const sent = ::send(to, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

}  // namespace

base::result<void> relay(int in, int out, int wire) {
    std::array<char, 16384> piece;
    std::array<pollfd, 2> watched{{{wire, POLLIN, 0}, {in, POLLIN, 0}}};
    for (;;) {
        if (::poll(watched.data(), watched.size(), -1) < 0) {
            if (errno == EINTR) continue;
            return base::last_error();
        }
        if (watched[0].revents != 0) {
            auto const got = ::recv(wire, piece.data(), piece.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return {};  // closed, or reset: the end either way
            if (auto ok = write_all(out, piece.data(), static_cast<std::size_t>(got)); !ok) return ok;
        }
        if (watched[1].fd >= 0 && watched[1].revents != 0) {
            auto const got = ::read(in, piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return base::last_error();
            bool const sent = got > 0 && send_all(wire, piece.data(), static_cast<std::size_t>(got));
            if (sent) continue;
            ::shutdown(wire, SHUT_WR);
            watched[1].fd = -1;
        }
    }
}

}  // namespace mailstead::tools
