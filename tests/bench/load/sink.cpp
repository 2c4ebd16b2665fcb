#include "tests/bench/load/sink.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

namespace mailstead::load {
namespace {

constexpr std::string_view accepted = "250 2.0.0 Ok\r\n", end_of_text = "\r\n.\r\n";
constexpr std::string_view hello = "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

int listen_on_loopback() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr const*>(&any), sizeof any) != 0 || ::listen(fd, 512) != 0) fail("listen");
    return fd;
}

bool begins(std::string_view line, std::string_view verb) {
    auto const same = [](char wanted, char found) { return wanted == (found & ~0x20); };
    return line.size() >= verb.size() && std::equal(verb.begin(), verb.end(), line.begin(), same);
}

}  // namespace

// One port.
class sink::door final : public waiter {
public:
    door(sink& of, bool is_slow) : slow(is_slow), fd_(listen_on_loopback()), sink_(of) { of.loop_.watch(fd_, EPOLLIN, *this); }
    ~door() override { ::close(fd_); }
    door(door const&) = delete;

    void ready(std::uint32_t) override {
        for (int fd; (fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) sink_.enter(fd, *this);
    }
    unsigned number() const {
        sockaddr_in own{};
        socklen_t size = sizeof own;
        if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &size) != 0) fail("getsockname");
        return ntohs(own.sin_port);
    }
    arrivals seen;
    bool const slow;

private:
    int fd_;
    sink& sink_;
};

// One connection. Replies to what came in one piece go out in one piece.
class visitor final : public waiter {
public:
    visitor(sink& of, int fd, std::uint64_t name, bool slow, arrivals& count)
        : sink_(of), fd_(fd), name_(name), slow_(slow), count_(count) {
        int const yes = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        of.loop_.watch(fd_, EPOLLIN, *this);
        send("220 sink.test ESMTP\r\n");
    }
    ~visitor() override {
        sink_.loop_.forget(fd_);
        ::close(fd_);
    }
    visitor(visitor const&) = delete;

    void ready(std::uint32_t) override {
        static char piece[65536];    // the loop has one thread
        auto const size = ::recv(fd_, piece, sizeof piece, 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (size <= 0) return sink_.leave(name_);
        in_.append(piece, static_cast<std::size_t>(size));
        while (in_text_ ? take_text() : take_command()) {}
        if (!out_.empty()) send(std::exchange(out_, {}));
        if (leaving_) sink_.leave(name_);
    }
    void send(std::string_view text) { (void)::send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }

private:
    bool take_command() {
        auto const end = in_.find("\r\n");
        if (end == in_.npos || leaving_) return false;
        out_ += reply(std::string_view(in_).substr(0, end));
        in_.erase(0, in_text_ ? end : end + 2);    // a text may begin with its end
        return true;
    }
    std::string_view reply(std::string_view line) {
        if (begins(line, "EHLO")) return hello;
        if (begins(line, "QUIT")) return leaving_ = true, "221 2.0.0 Bye\r\n";
        if (begins(line, "DATA")) return in_text_ = true, "354 Go\r\n";
        for (auto const* verb : {"HELO", "MAIL", "RCPT", "RSET", "NOOP"}) {
            if (begins(line, verb)) return accepted;
        }
        return "502 5.5.1 What?\r\n";
    }
    bool take_text() {
        auto const end = in_.find(end_of_text, looked_);
        if (end == in_.npos) {
            looked_ = in_.size() < end_of_text.size() ? 0 : in_.size() - end_of_text.size() + 1;
            return false;
        }
        in_.erase(0, end + end_of_text.size());
        looked_ = 0;
        in_text_ = false;
        ++count_.messages;
        count_.last = clock::now();
        if (slow_) sink_.reply_later(name_);
        else out_ += accepted;
        return true;
    }

    sink& sink_;
    int fd_;
    std::uint64_t name_;
    bool slow_, in_text_ = false, leaving_ = false;
    std::size_t looked_ = 0;
    arrivals& count_;
    std::string in_, out_;
};

sink::sink(loop& on, unsigned ports, unsigned slow, clock::duration delay) : loop_(on), delay_(delay) {
    for (unsigned port = 0; port < ports; ++port) doors_.push_back(std::make_unique<door>(*this, port < slow));
}

sink::~sink() = default;

std::vector<unsigned> sink::numbers() const {
    std::vector<unsigned> out;
    for (auto const& one : doors_) out.push_back(one->number());
    return out;
}

std::vector<arrivals> sink::counted() const {
    std::vector<arrivals> out;
    for (auto const& one : doors_) out.push_back(one->seen);
    return out;
}

void sink::enter(int fd, door& from) {
    auto const name = next_++;
    visitors_.emplace(name, std::make_unique<visitor>(*this, fd, name, from.slow, from.seen));
}

void sink::leave(std::uint64_t who) { visitors_.erase(who); }

void sink::reply_to_late(clock::time_point now) {
    for (; !late_.empty() && late_.front().at <= now; late_.pop_front()) {
        auto const found = visitors_.find(late_.front().to);
        if (found != visitors_.end()) found->second->send(accepted);
    }
}

void sink::run(clock::time_point until) {
    while (clock::now() < until) {
        if (loop_.run(late_.empty() ? until : std::min(until, late_.front().at))) return;
        reply_to_late(clock::now() + std::chrono::milliseconds(1));    // the loop's waits are whole milliseconds
    }
}

}  // namespace mailstead::load
