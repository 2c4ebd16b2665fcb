// Non-blocking connect with patience.
#include "net/connect.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "net/socket_stream.h"

namespace mailstead::net {

// Registers the wait for a connect with whoever may call it off, for as long as it lasts.
class watched_connect {
public:
    watched_connect(call_off* by, boost::asio::posix::stream_descriptor& watched) : by_(by) {
        if (by_) by_->end_ = [&watched] { watched.cancel(); };
    }
    ~watched_connect() {
        if (by_) by_->end_ = nullptr;
    }
    watched_connect(watched_connect const&) = delete;

private:
    call_off* by_;
};

namespace {

namespace asio = boost::asio;
constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);

struct address_of {
    sockaddr_storage name{};
    socklen_t length = 0;
    int family() const noexcept { return name.ss_family; }
};

result<address_of> unix_address(std::string const& path) {
    address_of out;
    auto& un = reinterpret_cast<sockaddr_un&>(out.name);
    if (path.size() >= sizeof un.sun_path) return base::from_errno(ENAMETOOLONG);
    un.sun_family = AF_UNIX;
    std::memcpy(un.sun_path, path.data(), path.size());
    out.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    return out;
}

result<address_of> ip_address(std::string const& text, std::uint16_t port) {
    address_of out;
    auto& v4 = reinterpret_cast<sockaddr_in&>(out.name);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(out.name);
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        out.length = sizeof v4;
        return out;
    }
    if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        out.length = sizeof v6;
        return out;
    }
    return base::from_errno(EINVAL);
}

// Waits until the connect in progress on `fd` has an outcome.
task<result<void>> outcome(executor where, int fd, stream::patience limit_of_wait, call_off* by) {
    int const copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) co_return base::last_error();    // Asio would throw
    asio::posix::stream_descriptor watched(where, copy);
    watched_connect const registered(by, watched);
    asio::steady_timer timer(where, limit_of_wait);
    bool late = false;
    auto on_timer = [&watched, &late](boost::system::error_code const& error) {
        if (error) return;
        late = true;
        watched.cancel();
    };
    timer.async_wait(on_timer);
    auto const [error] = co_await watched.async_wait(asio::posix::stream_descriptor::wait_write, tuple_awaitable);
    // The timer's handler refers to this frame: it has to have run, or been recalled, before the frame goes.
    if (timer.cancel() == 0 && !late) {
        while (!late) co_await asio::post(where, asio::use_awaitable);
    } else if (!late) {
        co_await asio::post(where, asio::use_awaitable);
    }
    if (late) co_return make_error_code(errc::timed_out);
    if (error) co_return make_error_code(errc::stopping);
    int trouble = 0;
    socklen_t size = sizeof trouble;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &trouble, &size);
    if (trouble != 0) co_return base::from_errno(trouble);
    co_return result<void>();
}

task<result<std::unique_ptr<stream>>> connect_to(executor where, address_of to, address_of from, stream::patience limit_of_wait,
                                                 call_off* by = nullptr) {
    base::unique_fd fd(::socket(to.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) co_return base::last_error();
    if (from.length > 0 && ::bind(fd.get(), reinterpret_cast<sockaddr const*>(&from.name), from.length) != 0)
        co_return base::last_error();
    if (::connect(fd.get(), reinterpret_cast<sockaddr const*>(&to.name), to.length) != 0) {
        if (errno != EINPROGRESS) co_return base::last_error();
        auto const connected = co_await outcome(where, fd.get(), limit_of_wait, by);
        if (!connected) co_return connected.error();
    }
    co_return make_stream(where, std::move(fd));
}

}  // namespace

task<result<std::unique_ptr<stream>>> connect_unix(executor where, std::string path, stream::patience limit_of_wait) {
    auto const to = unix_address(path);
    if (!to) co_return to.error();
    address_of const anywhere;
    co_return co_await connect_to(where, *to, anywhere, limit_of_wait);
}

task<result<std::unique_ptr<stream>>> connect_tcp(executor where, std::string address, std::uint16_t port,
                                                  stream::patience limit_of_wait, std::string from, call_off* by) {
    auto const to = ip_address(address, port);
    if (!to) co_return to.error();
    address_of source;
    if (!from.empty()) {
        auto const bound = ip_address(from, 0);
        if (!bound) co_return bound.error();
        source = *bound;
    }
    co_return co_await connect_to(where, *to, source, limit_of_wait, by);
}

}  // namespace mailstead::net
