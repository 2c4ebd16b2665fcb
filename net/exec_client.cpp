// Frames over a Unix socket; SCM_RIGHTS goes with the first byte.
#include "net/exec_client.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "net/error.h"

namespace mailstead::net {
namespace {

namespace asio = boost::asio;
using descriptor = asio::posix::stream_descriptor;
constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);

// Why a wait that is cut off was cut off. Shared with the timer's handler, which may run after the frame is gone.
struct patience_of {
    descriptor* wire = nullptr;
    errc why = errc::closed;
    bool over = false;

    void end(errc reason) {
        over = true;
        why = reason;
        if (wire) wire->cancel();
    }
};

// A connection with an end to its time.
class timed_wire {
public:
    timed_wire(executor const& where, base::unique_fd fd, std::chrono::seconds limit)
        : wire(where, fd.release()), timer_(where, limit), patience(std::make_shared<patience_of>()) {
        patience->wire = &wire;
        auto late = [patience = patience](boost::system::error_code const& cancelled) {
            if (!cancelled && patience->wire) patience->end(errc::timed_out);
        };
        timer_.async_wait(std::move(late));
    }
    ~timed_wire() { patience->wire = nullptr; }
    timed_wire(timed_wire const&) = delete;

    // Absent: it may be worth a try now.
    task<std::optional<errc>> wait(descriptor::wait_type what) {
        if (patience->over) co_return patience->why;
        auto const [error] = co_await wire.async_wait(what, tuple_awaitable);
        if (patience->over) co_return patience->why;
        if (error) co_return errc::closed;
        co_return std::nullopt;
    }

    descriptor wire;

private:
    asio::steady_timer timer_;

public:
    std::shared_ptr<patience_of> patience;
};

bool is_again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

// How much of `bytes` went, with `passed` (-1: none) beside it; -1 and errno otherwise.
ssize_t send_some(int fd, std::string_view bytes, int passed) {
    iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
    msghdr out{};
    out.msg_iov = &piece;
    out.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (passed >= 0) {
        out.msg_control = control;
        out.msg_controllen = sizeof control;
        auto* const rights = CMSG_FIRSTHDR(&out);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(rights), &passed, sizeof passed);
    }
    return ::sendmsg(fd, &out, MSG_NOSIGNAL | MSG_DONTWAIT);
}

// What came, and the first descriptor of those that came with it; others are closed.
ssize_t receive_some(int fd, std::span<char> into, base::unique_fd& passed) {
    iovec piece{into.data(), into.size()};
    msghdr in{};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 4)];
    in.msg_iov = &piece;
    in.msg_iovlen = 1;
    in.msg_control = control;
    in.msg_controllen = sizeof control;
    auto const n = ::recvmsg(fd, &in, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    for (auto* rights = CMSG_FIRSTHDR(&in); n > 0 && rights; rights = CMSG_NXTHDR(&in, rights)) {
        if (rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS) continue;
        std::size_t const count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int one;
            std::memcpy(&one, CMSG_DATA(rights) + i * sizeof(int), sizeof one);
            base::unique_fd taken(one);
            if (!passed) passed = std::move(taken);
        }
    }
    return n;
}

result<base::unique_fd> connected(std::string const& path) {
    sockaddr_un name{};
    if (path.size() >= sizeof name.sun_path) return base::from_errno(ENAMETOOLONG);
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path.data(), path.size());
    base::unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return base::last_error();
    if (::connect(fd.get(), reinterpret_cast<sockaddr const*>(&name), sizeof name) != 0) return base::last_error();
    return fd;
}

task<result<void>> send_all(timed_wire& to, std::string_view bytes, int passed) {
    while (!bytes.empty()) {
        auto const n = send_some(to.wire.native_handle(), bytes, passed);
        if (n > 0) {
            passed = -1;
            bytes.remove_prefix(static_cast<std::size_t>(n));
            continue;
        }
        if (n < 0 && !is_again()) co_return base::last_error();
        auto const cut = co_await to.wait(descriptor::wait_write);
        if (cut) co_return make_error_code(*cut);
    }
    co_return result<void>();
}

task<result<std::string>> receive_frame(timed_wire& from, base::unique_fd& passed) {
    std::string out, chunk(16384, '\0');
    for (;;) {
        auto const size = exec_frame_size(out);
        if (!size || (*size != 0 && out.size() > *size)) co_return make_error_code(errc::closed);
        if (*size != 0 && out.size() == *size) co_return out;
        auto const n = receive_some(from.wire.native_handle(), chunk, passed);
        if (n == 0 || (n < 0 && !is_again())) co_return make_error_code(errc::closed);
        if (n > 0) {
            out.append(chunk.data(), static_cast<std::size_t>(n));
            continue;
        }
        auto const cut = co_await from.wait(descriptor::wait_read);
        if (cut) co_return make_error_code(*cut);
    }
}

}  // namespace

struct exec_client::state {
    state(executor home, std::string socket) : where(std::move(home)), path(std::move(socket)) {}
    executor const where;
    std::string const path;
    std::set<std::shared_ptr<patience_of>> runs;
};

exec_client::exec_client(executor where, std::string path) : state_(std::make_shared<state>(std::move(where), std::move(path))) {}
exec_client::~exec_client() = default;

std::size_t exec_client::running() const noexcept { return state_->runs.size(); }

void exec_client::cut() noexcept {
    for (auto const& one : state_->runs) one->end(errc::stopping);
}

task<result<exec_outcome>> exec_client::run(exec_request what, base::unique_fd input, std::chrono::seconds patience) {
    auto const self = state_;
    auto fd = connected(self->path);
    if (!fd) co_return fd.error();
    timed_wire wire(self->where, std::move(*fd), patience);
    struct listed {
        listed(std::set<std::shared_ptr<patience_of>>& all, std::shared_ptr<patience_of> one) : among(all), which(std::move(one)) { among.insert(which); }
        ~listed() { among.erase(which); }
        std::set<std::shared_ptr<patience_of>>& among;
        std::shared_ptr<patience_of> which;
    };
    listed const entry(self->runs, wire.patience);
    auto const request = print(what);
    auto const sent = co_await send_all(wire, request, input.get());
    if (!sent) co_return sent.error();
    input.reset();
    base::unique_fd nothing;
    auto const answer = co_await receive_frame(wire, nothing);
    if (!answer) co_return answer.error();
    auto out = parse_exec_outcome(*answer);
    if (!out) co_return make_error_code(errc::closed);
    co_return std::move(*out);
}

task<result<received_request>> receive_exec_request(executor where, int connection, std::chrono::seconds patience) {
    // The connection stays the caller's.
    base::unique_fd copy(::fcntl(connection, F_DUPFD_CLOEXEC, 3));
    if (!copy) co_return base::last_error();
    timed_wire wire(where, std::move(copy), patience);
    received_request out;
    auto const frame = co_await receive_frame(wire, out.input);
    if (!frame) co_return frame.error();
    auto what = parse_exec_request(*frame);
    if (!what) co_return make_error_code(errc::closed);
    out.what = std::move(*what);
    co_return out;
}

}  // namespace mailstead::net
