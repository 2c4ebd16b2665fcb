// Talking to a table's server under a deadline: see peer.h.
#include "conf/tables/peer.h"

#include <netdb.h>
#include <poll.h>

#include <cerrno>
#include <memory>

#include "base/dialogue.h"

namespace mailstead::conf {
namespace {

using clock = std::chrono::steady_clock;

// The first address of the host that takes the connection.
result<base::unique_fd> connect_inet(std::string const& host, std::string const& port, clock::time_point deadline) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) return base::from_errno(EHOSTUNREACH);
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const owner(found, ::freeaddrinfo);
    result<base::unique_fd> out = base::from_errno(EHOSTUNREACH);
    for (auto const* one = found; one != nullptr && !out; one = one->ai_next)
        out = base::connect_to(one->ai_addr, one->ai_addrlen, deadline);
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
    if (!out && out.error() == base::from_errno(ETIMEDOUT)) return errc::no_answer;
    return out;
}

result<table_reply> peer::exchange(std::string_view request, reply_parser parse, time_point deadline,
                                   std::string& why) {
    if (!connection_)
        if (auto const made = connect(deadline); !made) return made.error();
    if (auto const sent = base::send_all(connection_.get(), request, deadline); !sent) return sent.error();
    std::string bytes;
    char piece[8192];
    while (true) {
        auto reply = parse(bytes);
        if (reply.what == table_reply::kind::need_more) {
            auto const got = base::receive_some(connection_.get(), piece, deadline);
            if (!got) return got.error();
            bytes.append(piece, *got);
            if (bytes.empty()) return base::from_errno(ECONNRESET);
            if (*got == 0) reply = {table_reply::kind::garbage, "half a reply", 0};
        }
        if (reply.what == table_reply::kind::need_more) continue;
        if (reply.what != table_reply::kind::garbage && reply.used == bytes.size()) return reply;
        why = reply.what == table_reply::kind::garbage ? reply.text : "more than one reply";
        return errc::no_answer;
    }
}

result<void> peer::connect(time_point deadline) {
    auto made = where_.path.empty() ? connect_inet(where_.host, where_.port, deadline) : base::connect_to(where_.path, deadline);
    if (!made) return made.error();
    connection_ = std::move(*made);
    return {};
}

// Closed by the peer meanwhile, or with bytes on it that nobody asked for.
bool peer::is_stale() const noexcept {
    pollfd one{connection_.get(), POLLIN, 0};
    return ::poll(&one, 1, 0) != 0;
}

}  // namespace mailstead::conf
