// Requests and spawned connections.
#include "server/exec_service.h"

#include <fcntl.h>
#include <sys/socket.h>

#include "base/log.h"
#include "net/endpoint.h"
#include "net/exec_client.h"

namespace mailstead::server {
namespace {

constexpr std::chrono::seconds request_patience{30};

// The answer is small: it fits into the socket's buffer, or the peer is not reading and gets nothing.
void send(int fd, std::string const& frame) {
    auto const sent = ::send(fd, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent != static_cast<ssize_t>(frame.size())) base::log::warning("exec", "the answer to a request could not be given");
}

base::unique_fd nothing_to_read() { return base::unique_fd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

net::exec_outcome refused(std::string why) {
    net::exec_outcome out;
    out.how = net::exec_end::refused;
    out.output = std::move(why);
    return out;
}

}  // namespace

exec_service::exec_service(net::executor where, net::session_set& tasks) : where_(where), tasks_(tasks), programs_(where) {}

void exec_service::take(base::unique_fd connection) {
    auto const who = net::peer_of(connection.get()).peer_uid;
    if (!rules_->may_ask(who)) return base::log::warning("exec", "a request of uid {} is refused", who);
    tasks_.run("exec", answer(std::make_shared<base::unique_fd>(std::move(connection))));
}

net::task<void> exec_service::answer(std::shared_ptr<base::unique_fd> connection) {
    auto request = co_await net::receive_exec_request(where_, connection->get(), request_patience);
    if (!request) co_return base::log::warning("exec", "a request that cannot be read: {}", request.error().message());
    auto plan = rules_->plan_for(request->what);
    if (!plan.trouble.empty()) {
        base::log::warning(request->what.kind == "pipe" ? "pipe" : "exec", "{}", plan.trouble);
        auto const no = refused(std::move(plan.trouble));
        co_return send(connection->get(), net::print(no));
    }
    plan.what.input = request->input ? std::move(request->input) : nothing_to_read();
    auto const outcome = co_await programs_.run(std::move(plan.what), plan.limit, connection->get());
    if (outcome.how == net::exec_end::not_started) base::log::warning("pipe", "{}: {}", request->what.service, outcome.output);
    if (outcome.how == net::exec_end::timed_out) base::log::warning("pipe", "{}: time limit exceeded: {}", request->what.service, outcome.command);
    send(connection->get(), net::print(outcome));
}

void exec_service::spawn(base::unique_fd connection, std::string service, std::shared_ptr<void> token) {
    tasks_.run("spawn", run_spawned(std::make_shared<base::unique_fd>(std::move(connection)), std::move(service), std::move(token)));
}

net::task<void> exec_service::run_spawned(std::shared_ptr<base::unique_fd> connection, std::string service,
                                          [[maybe_unused]] std::shared_ptr<void> token) {
    auto plan = rules_->plan_for_spawn(service);
    if (!plan.trouble.empty()) co_return base::log::warning("spawn", "{}", plan.trouble);
    // Programs expect a socket that waits.
    int const flags = ::fcntl(connection->get(), F_GETFL);
    if (::fcntl(connection->get(), F_SETFL, flags & ~O_NONBLOCK) != 0) co_return base::log::warning("spawn", "{}: the connection is unusable", service);
    plan.what.input.reset(::fcntl(connection->get(), F_DUPFD_CLOEXEC, 3));
    plan.what.output = std::move(*connection);
    auto const outcome = co_await programs_.run(std::move(plan.what), plan.limit);
    switch (outcome.how) {
    case net::exec_end::exited:
        if (outcome.status != 0) base::log::warning("spawn", "{}: command {} exit status {}", service, outcome.command, outcome.status);
        break;
    case net::exec_end::signalled: base::log::warning("spawn", "{}: command {} killed by signal {}", service, outcome.command, outcome.status); break;
    case net::exec_end::timed_out: base::log::warning("spawn", "{}: command {}: process killed at its time limit", service, outcome.command); break;
    default: base::log::warning("spawn", "{}: {}", service, outcome.output); break;
    }
}

}  // namespace mailstead::server
