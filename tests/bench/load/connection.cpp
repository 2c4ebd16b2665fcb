#include "tests/bench/load/connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace mailstead::load {
namespace {

constexpr std::size_t chunk = 65536;

// The loop has one thread: one buffer serves all connections, so that idle ones own none.
char scratch[chunk];

[[noreturn]] void fail_with(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in address_of(std::string const& text, int port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::inet_pton(AF_INET, text.c_str(), &out.sin_addr) != 1) throw std::runtime_error("not an IPv4 address: " + text);
    return out;
}

int connect_unix(std::string const& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("socket path too long: " + path);
    std::memcpy(address.sun_path, path.c_str(), path.size());
    int const fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail_with("socket");
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail_with("connect");
    return fd;
}

int connect_tcp(place const& where) {
    auto const colon = where.to.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("no port in " + where.to);
    auto const target = address_of(where.to.substr(0, colon), std::stoi(where.to.substr(colon + 1)));
    int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail_with("socket");
    if (!where.from.empty()) {
        auto const own = address_of(where.from, 0);
        if (::bind(fd, reinterpret_cast<sockaddr const*>(&own), sizeof own) != 0) fail_with("bind");
    }
    if (::connect(fd, reinterpret_cast<sockaddr const*>(&target), sizeof target) != 0) fail_with("connect");
    int const yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

}  // namespace

std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> client_context() {
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> out(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (!out) throw std::runtime_error("no TLS context");
    SSL_CTX_set_mode(out.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return out;
}

connection::connection(loop& on, place const& where, line_receiver& owner) : loop_(on), owner_(owner) {
    fd_ = where.to.starts_with('/') ? connect_unix(where.to) : connect_tcp(where);
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
    if (where.tls) {
        tls_.reset(SSL_new(where.tls));
        SSL_set_fd(tls_.get(), fd_);
        SSL_set_connect_state(tls_.get());
        shaking_ = true;
        writable_wanted_ = true;
    }
    loop_.watch(fd_, where.tls ? EPOLLIN | EPOLLOUT : EPOLLIN, *this);
}

connection::~connection() { close(); }

void connection::close() {
    if (fd_ < 0) return;
    loop_.forget(fd_);
    tls_.reset();
    ::close(fd_);
    fd_ = -1;
}

void connection::fail() {
    close();
    owner_.closed();
}

void connection::want(bool writable) {
    if (writable == writable_wanted_ || fd_ < 0) return;
    writable_wanted_ = writable;
    loop_.change(fd_, writable ? EPOLLIN | EPOLLOUT : EPOLLIN, *this);
}

void connection::send(std::string_view first, std::string_view second) {
    if (fd_ < 0) return;
    long sent = 0;
    if (out_.empty() && !shaking_) sent = write_some(first, second);
    if (sent < 0) sent = 0;
    auto const taken = static_cast<std::size_t>(sent);
    if (taken == first.size() + second.size()) return;
    if (taken < first.size()) {
        out_.append(first.substr(taken)).append(second);
    } else {
        out_.append(second.substr(taken - first.size()));
    }
    want(true);
}

// Bytes taken; -1: none now. A dead peer is seen by the next read.
long connection::write_some(std::string_view first, std::string_view second) {
    if (tls_) {
        ERR_clear_error();
        int const n = SSL_write(tls_.get(), first.data(), static_cast<int>(first.size()));
        return n > 0 ? n : -1;
    }
    iovec parts[2] = {{const_cast<char*>(first.data()), first.size()}, {const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = second.empty() ? 1 : 2;
    return ::sendmsg(fd_, &message, MSG_NOSIGNAL);
}

long connection::read_some(char* into, std::size_t size) {
    if (!tls_) {
        long const n = ::recv(fd_, into, size, 0);
        return n < 0 && (errno == EAGAIN || errno == EINTR) ? -1 : n < 0 ? 0 : n;
    }
    ERR_clear_error();
    int const n = SSL_read(tls_.get(), into, static_cast<int>(size));
    if (n > 0) return n;
    int const why = SSL_get_error(tls_.get(), n);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? -1 : 0;
}

bool connection::handshake() {
    ERR_clear_error();
    int const done = SSL_do_handshake(tls_.get());
    if (done == 1) {
        shaking_ = false;
        return true;
    }
    int const why = SSL_get_error(tls_.get(), done);
    want(why == SSL_ERROR_WANT_WRITE);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) fail();
    return false;
}

bool connection::flush() {
    while (!out_.empty()) {
        long const sent = write_some(out_, {});
        if (sent <= 0) break;
        out_.erase(0, static_cast<std::size_t>(sent));
    }
    want(!out_.empty());
    return fd_ >= 0;
}

void connection::ready(std::uint32_t) {
    if (fd_ < 0) return;  // closed by an earlier event of the same wait
    if (shaking_ && !handshake()) return;
    if (writable_wanted_ && !flush()) return;
    receive();
}

void connection::receive() {
    for (;;) {
        long const n = read_some(scratch, sizeof scratch);
        if (n < 0) return;
        if (n == 0) return fail();
        in_.append(scratch, static_cast<std::size_t>(n));
        hand_out();
        if (fd_ < 0) return;
        if (!tls_ && static_cast<std::size_t>(n) < sizeof scratch) return;
    }
}

void connection::hand_out() {
    std::size_t at = 0;
    for (;;) {
        auto const end = in_.find('\n', at);
        if (end == std::string::npos || fd_ < 0) break;
        std::string_view text(in_.data() + at, end - at);
        if (text.ends_with('\r')) text.remove_suffix(1);
        at = end + 1;
        owner_.line(text);
    }
    in_.erase(0, at);
}

}  // namespace mailstead::load
