// What a request takes: waits, a turn, a look at the response on the pool, and the answer.
#include "base/ascii.h"
#include "base/log.h"
#include "net/login_offer.h"
#include "server/auth_connection.h"

namespace mailstead::server {

namespace asio = boost::asio;
namespace wire = auth::wire;

// What the client sent is not even base64: a guess like any other.
void auth_service::connection::give_up(std::uint32_t id) {
    auto ended = std::move(entries_.at(id));
    entries_.erase(id);
    ended.begun = steady::now();
    if (auto account = ended.exchange->account(); !account.empty()) ended.account = std::move(account);
    count_failure(ended);
    spawn(refuse(id, std::move(ended), auth::refused{"no base64", false, {}}));
}

// Whoever goes when he has heard that his token is not good has guessed, too.
void auth_service::connection::note_told(entry const& e) {
    auto const why = e.exchange->told();
    if (!why) return;
    count_failure(e);
    base::log::info("auth", "user=<{}>, {}: authentication failed: {}", net::log_name(why->user), e.about, base::printable(why->reason));
}

void auth_service::connection::count_failure(entry const& e) {
    if (e.counts) service_.values_.penalties->failed(e.address, e.account);
}

// One step: after the wait that earlier mistakes have earned, and when its turn has come.
net::task<void> auth_service::connection::look(std::uint32_t id, std::optional<std::string> response) {
    auto& e = entries_.at(id);
    if (e.account.empty() && response) e.account = e.exchange->claimed(*response);
    co_await wait_penalty(e);
    bool const elsewhere = e.exchange->asks_others();    // who waits there keeps no turn from others
    bool may_look = open_ && !e.cancelled;
    if (!elsewhere) may_look = co_await take_turn(e);
    net::result<auth::answer> got = auth::refused{"the service is stopping", true, {}};
    if (may_look) {
        std::optional<turn> until_looked_at;
        if (!elsewhere) until_looked_at.emplace(service_);
        e.begun = steady::now();
        auto* const exchange = e.exchange.get();
        auto const* const bytes = response ? &*response : nullptr;
        auto work = [exchange, bytes]() -> net::result<auth::answer> {
            try {
                return bytes ? exchange->step(*bytes) : exchange->start();
            } catch (std::exception const& why) {    // its client must hear something
                return auth::refused{why.what(), true, {}};
            }
        };
        got = co_await net::blocking(pool_for(*exchange), work);
    }
    co_await finish(id, std::move(got));
}

net::disk_pool& auth_service::connection::pool_for(auth::exchange const& which) const noexcept {
    return which.asks_others() ? service_.waiting_ : service_.pool_;
}

net::task<void> auth_service::connection::wait_penalty(entry& e) {
    if (!e.counts) co_return;
    auto const all = service_.values_.penalties->wait(e.address, e.account);
    auto const more = all - e.waited;
    if (more.count() <= 0) co_return;
    e.waited = all;
    co_await delay_until(steady::now() + more);
}

// False: nobody waits for the answer any more.
net::task<bool> auth_service::connection::take_turn(entry& e) {
    if (e.cancelled || !open_) co_return false;
    waiter w(wire_.get_executor());
    auto const number = service_.turns_.wait(e.key);
    service_.waiters_[number] = &w;
    service_.give_turns();
    delays_.insert(&w.bell);
    while (!w.has_turn && open_ && !e.cancelled) {
        w.bell.expires_after(service_.values_.exchange_patience);
        co_await w.bell.async_wait(tuple_awaitable);
    }
    delays_.erase(&w.bell);
    service_.waiters_.erase(number);
    bool const is_wanted = open_ && !e.cancelled;
    if (w.has_turn && is_wanted) co_return true;
    if (w.has_turn) service_.end_turn();
    else service_.turns_.give_up(e.key, number);
    co_return false;
}

// Says what came of a step. The exchange is gone before its last word is sent.
net::task<void> auth_service::connection::finish(std::uint32_t id, net::result<auth::answer> got) {
    auto& e = entries_.at(id);
    e.busy = false;
    e.since = steady::now();
    if (got && std::holds_alternative<auth::challenge>(*got) && !e.cancelled) {
        wire::server_line line = wire::ask{id, std::get<auth::challenge>(*got).bytes};
        co_await send(std::move(line));
        co_return;
    }
    auto ended = std::move(e);
    entries_.erase(id);
    if (auto account = ended.exchange->account(); !account.empty()) ended.account = std::move(account);
    // A guess is one also where the client did not wait for the answer.
    auto const* const no = got ? std::get_if<auth::refused>(&*got) : nullptr;
    if (no && !no->temporary) count_failure(ended);
    if (ended.cancelled && !no) note_told(ended);
    if (ended.cancelled) co_return;
    if (got && std::holds_alternative<auth::accepted>(*got)) {
        auto const& user = std::get<auth::accepted>(*got).user;
        if (ended.counts) service_.values_.penalties->succeeded(ended.address, ended.account.empty() ? user : ended.account);
        wire::server_line line = wire::ok{id, std::get<auth::accepted>(*got).user, {}};
        co_await send(std::move(line));
        co_return;
    }
    auto why = got ? std::get<auth::refused>(*got) : auth::refused{got.error().message(), true, {}};
    co_await refuse(id, std::move(ended), std::move(why));
}

net::task<void> auth_service::connection::refuse(std::uint32_t id, entry e, auth::refused why) {
    auto const& about = e.about;
    auto const user = net::log_name(why.user);
    if (why.temporary) base::log::warning("auth", "user=<{}>, {}: temporary failure: {}", user, about, base::printable(why.reason));
    else base::log::info("auth", "user=<{}>, {}: authentication failed: {}", user, about, base::printable(why.reason));
    // Only guessing is slowed down; a client whose mechanism or database is in trouble hears it at once.
    if (!why.temporary) co_await delay_until(e.begun + service_.values_.failure_delay);
    // The details are for our log; what travels to the client's side may be shown to anybody.
    std::string const reason = why.temporary ? "temporary authentication failure" : "authentication failed";
    wire::server_line line = wire::fail{id, why.user, reason, why.temporary};
    co_await send(std::move(line));
}

net::task<void> auth_service::connection::delay_until(steady::time_point end) {
    if (end <= steady::now() || !open_) co_return;
    asio::steady_timer timer(wire_.get_executor(), end);
    delays_.insert(&timer);
    co_await timer.async_wait(tuple_awaitable);
    delays_.erase(&timer);
}

net::task<void> auth_service::connection::look_up(wire::lookup asked) {
    std::string_view const name(asked.name);
    auto work = [this, name]() -> base::result<std::optional<auth::user>> {
        try {
            return service_.facts_.find_user(name);
        } catch (std::exception const& why) {
            base::log::error("auth", "{}", why.what());
            return base::from_errno(EIO);
        }
    };
    auto const got = co_await net::blocking(service_.pool_, work);
    wire::server_line line = wire::not_found{asked.id};
    if (!got) line = wire::fail{asked.id, {}, "temporary failure", true};
    else if (*got) line = wire::found{asked.id, **got};
    if (!got) base::log::warning("auth", "lookup of {}: {}", base::printable(asked.name), got.error().message());
    co_await send(std::move(line));
}

}  // namespace mailstead::server
