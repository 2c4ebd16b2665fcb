// Handlers around one state for each run: the program's output, its end, its time and its requester are waited for at once.
#include "server/programs.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/child.h"

namespace mailstead::server {
namespace {

namespace asio = boost::asio;
using descriptor = asio::posix::stream_descriptor;

constexpr std::size_t turn_limit = 1 << 20;    // bytes of output thrown away before others get their turn

// One program from start to end. The handlers keep it alive.
struct one_run : std::enable_shared_from_this<one_run> {
    explicit one_run(net::executor const& where) : output(where), process(where), peer(where), limit(where), ended(where) {
        ended.expires_at(asio::steady_timer::time_point::max());
    }

    void watch(std::chrono::seconds how_long) {
        if (output.is_open()) wait_for_output();
        wait_for_end();
        if (peer.is_open()) wait_for_hangup();
        limit.expires_after(how_long);
        auto late = [self = shared_from_this()](boost::system::error_code const& cancelled) {
            if (cancelled || self->over) return;
            self->late = true;
            self->kill();
        };
        limit.async_wait(std::move(late));
    }

    void wait_for_output() {
        auto ready = [self = shared_from_this()](boost::system::error_code const& error) {
            if (error || self->over) return;
            if (self->take_output()) return self->wait_for_output();
            boost::system::error_code ignored;
            self->output.close(ignored);
        };
        output.async_wait(descriptor::wait_read, std::move(ready));
    }

    // False: there is no more. What is beyond the limit is read all the same: the program shall not end by SIGPIPE.
    bool take_output() {
        char chunk[16384];
        for (std::size_t taken = 0; taken < turn_limit;) {
            auto const n = ::read(output.native_handle(), chunk, sizeof chunk);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
            if (n == 0) return false;
            auto const room = net::exec_output_limit - kept.size();
            kept.append(chunk, std::min(room, static_cast<std::size_t>(n)));
            taken += static_cast<std::size_t>(n);
        }
        return true;
    }

    void wait_for_end() {
        auto ready = [self = shared_from_this()](boost::system::error_code const& error) {
            if (error || self->over) return;
            self->reap();
        };
        process.async_wait(descriptor::wait_read, std::move(ready));
    }

    void reap() {
        siginfo_t info{};
        auto const done = ::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(process.native_handle()), &info, WEXITED | WNOHANG);
        if (done == 0 && info.si_pid == 0) return wait_for_end();
        killed = done != 0 || info.si_code != CLD_EXITED;
        status = done != 0 ? SIGKILL : info.si_status;
        if (output.is_open()) take_output();    // what it wrote last; a child of its own may keep the pipe for ever
        finish();
    }

    // The requester says nothing more: whatever comes is the end.
    void wait_for_hangup() {
        auto ready = [self = shared_from_this()](boost::system::error_code const& error) {
            if (error || self->over) return;
            self->kill();
        };
        peer.async_wait(descriptor::wait_read, std::move(ready));
    }

    // The group, and the leader itself, which may not have made the group yet. It has not been waited for: the numbers are
    // still its own.
    void kill() noexcept {
        if (over || pid <= 0) return;
        ::kill(-pid, SIGKILL);
        ::kill(pid, SIGKILL);
    }

    void finish() {
        over = true;
        boost::system::error_code ignored;
        output.close(ignored);
        process.close(ignored);
        peer.close(ignored);
        limit.cancel();
        ended.cancel();
    }

    descriptor output, process, peer;
    asio::steady_timer limit, ended;
    pid_t pid = -1;
    std::string kept;
    bool late = false, over = false, killed = false;
    int status = 0;
};

net::exec_outcome not_started(launch const& what, std::string why) {
    net::exec_outcome out;
    out.how = net::exec_end::not_started;
    out.command = what.argv.front();
    out.output = std::move(why);
    return out;
}

// The reading end is ours, non-blocking.
bool make_output(base::unique_fd& ours, base::unique_fd& theirs) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    ours.reset(ends[0]);
    theirs.reset(ends[1]);
    return ::fcntl(ours.get(), F_SETFL, O_NONBLOCK) == 0;
}

}  // namespace

struct programs::state {
    explicit state(net::executor home) : where(std::move(home)) {}
    net::executor const where;
    std::set<std::shared_ptr<one_run>> runs;
};

programs::programs(net::executor where) : state_(std::make_shared<state>(std::move(where))) {}
programs::~programs() = default;

std::size_t programs::running() const noexcept { return state_->runs.size(); }

void programs::kill_all() noexcept {
    for (auto const& one : state_->runs) one->kill();
}

net::task<net::exec_outcome> programs::run(launch what, std::chrono::seconds limit, int connection) {
    auto const self = state_;
    auto const one = std::make_shared<one_run>(self->where);
    base::unique_fd output, peer;
    if (!what.output && !make_output(output, what.output)) co_return not_started(what, std::strerror(errno));
    if (connection >= 0) peer.reset(::fcntl(connection, F_DUPFD_CLOEXEC, 3));
    if (connection >= 0 && !peer) co_return not_started(what, std::strerror(errno));
    auto child = start_child(what, what.output.get());
    if (child.pid < 0) co_return not_started(what, std::move(child.why));
    what.input.reset();
    what.output.reset();
    one->pid = child.pid;
    one->process.assign(child.process.release());
    if (output) one->output.assign(output.release());
    if (peer) one->peer.assign(peer.release());
    self->runs.insert(one);
    one->watch(limit);
    while (!one->over) co_await one->ended.async_wait(asio::as_tuple(asio::use_awaitable));
    self->runs.erase(one);
    if (auto why = trouble_of(child, what); !why.empty()) co_return not_started(what, std::move(why));
    net::exec_outcome out;
    out.how = one->late ? net::exec_end::timed_out : one->killed ? net::exec_end::signalled : net::exec_end::exited;
    out.status = one->status;
    out.command = what.argv.front();
    out.output = std::move(one->kept);
    co_return out;
}

}  // namespace mailstead::server
