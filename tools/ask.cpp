// A blocking client of a local socket.
#include "tools/ask.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/fs.h"

namespace mailstead::tools {

base::result<std::string> ask(std::string const& path, std::string const& line, int seconds) {
    std::string answer;
    auto const keep = [&answer](std::string_view piece) {
        answer += piece;
        return true;
    };
    if (auto const asked = ask(path, line, keep, seconds); !asked) return asked.error();
    return answer;
}

base::result<void> ask(std::string const& path, std::string const& line, std::function<bool(std::string_view)> const& take,
                       int seconds) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof name.sun_path) return base::from_errno(ENAMETOOLONG);
    std::memcpy(name.sun_path, path.data(), path.size());
    base::unique_fd const fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    timeval const patience{seconds, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(fd.get(), reinterpret_cast<sockaddr const*>(&name), sizeof name) != 0) return base::last_error();
    auto const question = line + "\n";
    if (::send(fd.get(), question.data(), question.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(question.size()))
        return base::last_error();
    ::shutdown(fd.get(), SHUT_WR);
    std::array<char, 65536> piece;
    for (;;) {
        auto const n = ::recv(fd.get(), piece.data(), piece.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return base::last_error();
        if (n == 0) return {};
        if (!take({piece.data(), static_cast<std::size_t>(n)})) return {};
    }
}

}  // namespace mailstead::tools
