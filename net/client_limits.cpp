#include "net/client_limits.h"

#include "base/log.h"

namespace mailstead::net {

client_limits::entry client_limits::enter(endpoint const& peer) const {
    entry out;
    auto const& most = wanted_.most;
    bool const limited = most.connections > 0 || most.connection_rate > 0;
    if (!limited || !counts(peer.address)) return out;
    auto entered = client_counts::enter(counts_, wanted_.service, peer.address);
    out.place = std::move(entered.token);
    bool const crowded = most.connections > 0 && entered.connections > most.connections;
    if (crowded)
        base::log::warning(wanted_.program, "Connection concurrency limit exceeded: {} from unknown[{}] for service {}",
                           entered.connections, peer.address, wanted_.service);
    out.admitted = !crowded && !too_many(client_counts::event::connection, most.connection_rate, "Connection", peer.address);
    return out;
}

bool client_limits::may_log_in(std::string const& address) const {
    if (wanted_.most.auth_rate == 0 || !counts(address)) return true;
    return !too_many(client_counts::event::auth, wanted_.most.auth_rate, "AUTH command", address);
}

bool client_limits::counts(std::string const& address) const {
    if (!counts_ || address.empty() || address == "unix") return false;
    if (!wanted_.is_excepted) return true;
    auto const excepted = wanted_.is_excepted(address);
    return !excepted || !*excepted;
}

bool client_limits::too_many(client_counts::event what, unsigned limit, char const* name, std::string const& address) const {
    if (limit == 0) return false;
    auto const now = counts_->count(what, wanted_.service, address, wanted_.most.unit);
    if (now <= limit) return false;
    base::log::warning(wanted_.program, "{} rate limit exceeded: {} from unknown[{}] for service {}", name, now, address, wanted_.service);
    return true;
}

task<authenticator::started> limited_authenticator::start(auth::request request) {
    if (limits_ && !limits_->may_log_in(request.remote_address)) {
        auth_refused refused;
        refused.reason = "too many logins from this address";
        refused.temporary = true;
        started out;
        out.first = std::move(refused);
        co_return out;
    }
    co_return co_await inner_.start(std::move(request));
}

}  // namespace mailstead::net
