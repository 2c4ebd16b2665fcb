// Talking to a table's server under a deadline: see peer.h.
#include "conf/tables/peer.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <thread>

namespace mailstead::conf {
namespace {

using clock = std::chrono::steady_clock;

constexpr auto full_backlog_pause = std::chrono::milliseconds(10);

// Waits until the socket is ready for `events` (or has trouble that the next call will name).
result<void> wait(int socket, short events, clock::time_point deadline) {
    while (true) {
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()).count();
        if (left <= 0) return errc::no_answer;
        pollfd one{socket, events, 0};
        int const ready = ::poll(&one, 1, static_cast<int>(std::min<long>(left, 60'000)));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return base::last_error();
    }
}

result<base::unique_fd> connected(sockaddr const* address, socklen_t length, clock::time_point deadline) {
    base::unique_fd out(::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!out) return base::last_error();
    while (::connect(out.get(), address, length) != 0) {
        if (errno == EISCONN) return out;
        if (errno == EAGAIN) {  // a Unix-domain server with a full backlog: there is nothing to wait for
            if (clock::now() >= deadline) return errc::no_answer;
            std::this_thread::sleep_for(full_backlog_pause);
            continue;
        }
        if (errno != EINPROGRESS && errno != EINTR) return base::last_error();
        if (auto const ready = wait(out.get(), POLLOUT, deadline); !ready) return ready.error();
        int code = 0;
        socklen_t size = sizeof code;
        if (::getsockopt(out.get(), SOL_SOCKET, SO_ERROR, &code, &size) != 0) return base::last_error();
        if (code != 0) return base::from_errno(code);
        return out;
    }
    return out;
}

result<base::unique_fd> connect_unix(std::string const& path, clock::time_point deadline) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return base::from_errno(ENAMETOOLONG);
    std::memcpy(address.sun_path, path.data(), path.size());
    return connected(reinterpret_cast<sockaddr const*>(&address), sizeof address, deadline);
}

// The first address of the host that takes the connection.
result<base::unique_fd> connect_inet(std::string const& host, std::string const& port, clock::time_point deadline) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) return base::from_errno(EHOSTUNREACH);
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const owner(found, ::freeaddrinfo);
    result<base::unique_fd> out = base::from_errno(EHOSTUNREACH);
    for (auto const* one = found; one != nullptr && !out; one = one->ai_next)
        out = connected(one->ai_addr, one->ai_addrlen, deadline);
    return out;
}

// Gone, as seen when a connection from before is used again.
bool is_hang_up(base::error_code const& why) noexcept {
    return why == base::from_errno(EPIPE) || why == base::from_errno(ECONNRESET);
}

}  // namespace

// The right to use the connection.
struct peer::turn {
    turn(peer& owner, time_point deadline) : owner_(owner) {
        std::unique_lock lock(owner_.mutex_);
        got_ = owner_.free_.wait_until(lock, deadline, [this] { return !owner_.busy_; });
        if (got_) owner_.busy_ = true;
    }
    ~turn() {
        if (!got_) return;
        std::lock_guard const lock(owner_.mutex_);
        owner_.busy_ = false;
        owner_.free_.notify_one();
    }
    turn(turn const&) = delete;
    turn& operator=(turn const&) = delete;
    explicit operator bool() const noexcept { return got_; }

private:
    peer& owner_;
    bool got_ = false;
};

result<table_reply> peer::ask(std::string_view request, reply_parser parse, std::string& why) {
    auto const deadline = clock::now() + patience_;
    turn const mine(*this, deadline);
    if (!mine) return errc::no_answer;
    if (connection_ && is_stale()) connection_.reset();
    bool const kept = static_cast<bool>(connection_);
    auto out = exchange(request, parse, deadline, why);
    if (!out && kept && is_hang_up(out.error())) {
        connection_.reset();
        out = exchange(request, parse, deadline, why);
    }
    // What comes late must not be taken for the answer to the next question.
    if (!out) connection_.reset();
    return out;
}

result<table_reply> peer::exchange(std::string_view request, reply_parser parse, time_point deadline,
                                   std::string& why) {
    if (!connection_)
        if (auto const made = connect(deadline); !made) return made.error();
    if (auto const sent = send(request, deadline); !sent) return sent.error();
    std::string bytes;
    char piece[8192];
    while (true) {
        auto reply = parse(bytes);
        if (reply.what == table_reply::kind::need_more) {
            if (auto const ready = wait(connection_.get(), POLLIN, deadline); !ready) return ready.error();
            auto const got = ::recv(connection_.get(), piece, sizeof piece, 0);
            if (got > 0) bytes.append(piece, static_cast<std::size_t>(got));
            if (got == 0 && bytes.empty()) return base::from_errno(ECONNRESET);
            if (got == 0) reply = {table_reply::kind::garbage, "half a reply", 0};
            if (got < 0 && errno != EINTR && errno != EAGAIN) return base::last_error();
        }
        if (reply.what == table_reply::kind::need_more) continue;
        if (reply.what != table_reply::kind::garbage && reply.used == bytes.size()) return reply;
        why = reply.what == table_reply::kind::garbage ? reply.text : "more than one reply";
        return errc::no_answer;
    }
}

result<void> peer::connect(time_point deadline) {
    auto made = where_.path.empty() ? connect_inet(where_.host, where_.port, deadline)
                                    : connect_unix(where_.path, deadline);
    if (!made) return made.error();
    connection_ = std::move(*made);
    return {};
}

result<void> peer::send(std::string_view bytes, time_point deadline) {
    while (!bytes.empty()) {
        auto const sent = ::send(connection_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (auto const ready = wait(connection_.get(), POLLOUT, deadline); !ready) return ready.error();
        } else if (errno != EINTR) {
            return base::last_error();
        }
    }
    return {};
}

// Closed by the peer meanwhile, or with bytes on it that nobody asked for.
bool peer::is_stale() const noexcept {
    pollfd one{connection_.get(), POLLIN, 0};
    return ::poll(&one, 1, 0) != 0;
}

}  // namespace mailstead::conf
