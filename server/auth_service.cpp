// One reader per connection; a coroutine per request, which ends before its connection does.
#include "server/auth_service.h"

#include <unistd.h>

#include <map>
#include <set>

#include "base/ascii.h"
#include "base/log.h"
#include "net/login_offer.h"

namespace mailstead::server {

namespace asio = boost::asio;
namespace wire = auth::wire;
using steady = std::chrono::steady_clock;

namespace {

constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr auto idle_patience = std::chrono::hours(24 * 365);    // a client keeps its connection for ever

constexpr auto idle_look = std::chrono::milliseconds(20);         // between two, while a connection retires

// Takes one off a count when it ends.
struct leaving {
    explicit leaving(std::size_t& n) : n_(n) {}
    ~leaving() { --n_; }
    leaving(leaving const&) = delete;
    leaving& operator=(leaving const&) = delete;
    std::size_t& n_;
};

}  // namespace

// One who waits for his turn.
struct auth_service::waiter {
    explicit waiter(net::executor const& where) : bell(where) {}
    asio::steady_timer bell;
    bool has_turn = false;
};

// Gives a turn back.
struct auth_service::turn {
    explicit turn(auth_service& of) : service(of) {}
    ~turn() { service.end_turn(); }
    turn(turn const&) = delete;
    turn& operator=(turn const&) = delete;
    auth_service& service;
};

class auth_service::connection {
public:
    connection(auth_service& service, net::stream& wire) : service_(service), wire_(wire) {}

    net::task<void> run();
    void retire() { spawn(leave()); }

private:
    struct entry {
        std::unique_ptr<auth::exchange> exchange;
        std::string about;    // for the log
        std::string address, key;          // whose it is; what counts as one address
        std::string account;               // whose password may be guessed at, as far as it is known
        bool counts = false;               // penalties are for it
        std::chrono::milliseconds waited{};    // for its penalty
        bool busy = true;                  // a step is being computed
        bool cancelled = false;
        steady::time_point begun;          // to be looked at, the last time
        steady::time_point since = steady::now();
    };

    net::task<bool> greet();
    net::task<void> read();
    bool take(wire::client_line line);
    bool take(wire::version const& l) { return l.major == wire::major_version; }
    bool take(wire::cpid const&) { return true; }
    bool take(wire::unknown const&) { return true; }
    bool take(wire::bad const& l);
    bool take(wire::start const& l);
    bool take(wire::reply const& l);
    bool take(wire::cancel const& l);
    bool take(wire::lookup const& l);
    void give_up(std::uint32_t id);
    void note_told(entry const& e);
    void count_failure(entry const& e);
    void forget_idle();
    void spawn(net::task<void> what);
    net::task<void> counted_run(net::task<void> what);
    net::disk_pool& pool_for(auth::exchange const& which) const noexcept;
    net::task<void> look(std::uint32_t id, std::optional<std::string> response);
    net::task<void> wait_penalty(entry& e);
    net::task<bool> take_turn(entry& e);
    net::task<void> finish(std::uint32_t id, net::result<auth::answer> got);
    net::task<void> refuse(std::uint32_t id, entry e, auth::refused why);
    net::task<void> look_up(wire::lookup asked);
    net::task<void> delay_until(steady::time_point end);
    net::task<void> send(wire::server_line line);
    net::task<void> flush();
    net::task<void> wait_for_requests();
    net::task<void> leave();

    auth_service& service_;
    net::stream& wire_;
    std::map<std::uint32_t, entry> entries_;
    std::size_t running_ = 0;    // coroutines of requests
    std::set<asio::steady_timer*> delays_;
    std::string out_;
    bool writing_ = false;
    bool open_ = true;
};

net::task<void> auth_service::serve(net::stream& wire) {
    if (connections_.size() >= values_.connections) {
        base::log::warning("auth", "too many connections ({}): one more refused", connections_.size());
        co_return;
    }
    connection c(*this, wire);
    struct listed {
        listed(std::set<connection*>& all, connection* one) : all_(all), one_(one) { all_.insert(one_); }
        ~listed() { all_.erase(one_); }
        listed(listed const&) = delete;
        std::set<connection*>& all_;
        connection* one_;
    };
    listed const entry(connections_, &c);
    if (retired_) c.retire();    // accepted before, begun now
    co_await c.run();
}

void auth_service::retire() {
    retired_ = true;
    for (auto* one : connections_) one->retire();
}

net::task<void> auth_service::connection::run() {
    bool const greeted = co_await greet();
    if (greeted) co_await read();
    open_ = false;
    co_await wait_for_requests();
}

net::task<bool> auth_service::connection::greet() {
    auto list = [this]() -> net::result<std::vector<auth::mechanism>> { return service_.sasl_.mechanisms(); };
    auto const offered = co_await net::blocking(service_.pool_, list);
    if (!offered) co_return false;
    out_ += wire::print(wire::server_line(wire::version{}));
    for (auto const& m : *offered) out_ += wire::print(wire::server_line(m));
    out_ += wire::print(wire::server_line(wire::spid{static_cast<std::uint64_t>(getpid())}));
    out_ += wire::print(wire::server_line(wire::cuid{++service_.last_connection_}));
    out_ += wire::print(wire::server_line(wire::cookie{base::hex(auth::random_bytes(16))}));
    out_ += wire::print(wire::server_line(wire::done{}));
    co_await flush();
    co_return open_;
}

net::task<void> auth_service::connection::read() {
    wire::framer frames(service_.values_.line_limit);
    while (open_) {
        auto const got = co_await wire_.read_some(16384, std::chrono::duration_cast<std::chrono::seconds>(idle_patience));
        if (!got) co_return;
        frames.feed(*got);
        auto piece = frames.next();
        for (; piece.state == wire::framer::state::line; piece = frames.next())
            if (!take(wire::parse_client(piece.line))) co_return;
        if (piece.state == wire::framer::state::too_long) co_return;
    }
}

bool auth_service::connection::take(wire::client_line line) {
    return std::visit([this](auto const& l) { return take(l); }, line);
}

bool auth_service::connection::take(wire::bad const& l) {
    base::log::warning("auth", "unreadable line from a client: {}", l.why);
    return false;
}

bool auth_service::connection::take(wire::start const& l) {
    if (entries_.contains(l.id)) return false;
    if (entries_.size() + running_ >= service_.values_.requests) forget_idle();
    if (entries_.size() + running_ >= service_.values_.requests) {
        spawn(send(wire::fail{l.id, {}, "too many requests", true}));
        return true;
    }
    auto& e = entries_[l.id];
    auto const& r = l.request;
    e.about = fmt::format("method={}, service={}, rip={}, lip={}", base::printable(r.mechanism), base::printable(r.service),
                          base::printable(r.remote_address), base::printable(r.local_address));
    e.address = r.remote_address;
    e.key = auth::penalty_key(r.remote_address);
    auto const& s = service_.values_;
    e.counts = s.penalties && !e.key.empty() && !(s.is_excepted && s.is_excepted(r.remote_address));
    e.exchange = service_.sasl_.begin(r);
    if (l.garbled) return give_up(l.id), true;
    if (r.initial_response) e.account = e.exchange->claimed(*r.initial_response);
    spawn(look(l.id, std::nullopt));
    return true;
}

bool auth_service::connection::take(wire::reply const& l) {
    auto const it = entries_.find(l.id);
    // Forgotten after a long silence, or never begun: the client hears it, the others on the connection go on.
    if (it == entries_.end()) {
        spawn(send(wire::fail{l.id, {}, "no such exchange", false}));
        return true;
    }
    if (it->second.busy) return false;
    if (l.garbled) return give_up(l.id), true;
    it->second.busy = true;
    spawn(look(l.id, l.bytes));
    return true;
}

bool auth_service::connection::take(wire::cancel const& l) {
    auto const it = entries_.find(l.id);
    if (it == entries_.end()) return true;
    if (it->second.busy) {
        it->second.cancelled = true;
        return true;
    }
    auto const ended = std::move(it->second);
    entries_.erase(it);
    note_told(ended);
    return true;
}

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
    base::log::info("auth", "user=<{}>, {}: authentication failed: {}", net::log_name(why->user), e.about, why->reason);
}

void auth_service::connection::count_failure(entry const& e) {
    if (e.counts) service_.values_.penalties->failed(e.address, e.account);
}

bool auth_service::connection::take(wire::lookup const& l) {
    if (running_ >= service_.values_.requests) spawn(send(wire::fail{l.id, {}, "too many requests", true}));
    else spawn(look_up(l));
    return true;
}

void auth_service::connection::forget_idle() {
    auto const before = steady::now() - service_.values_.exchange_patience;
    std::erase_if(entries_, [before](auto const& e) { return !e.second.busy && e.second.since < before; });
}

// Counted from now on, not from its first instruction, which comes later: the connection must not go before that.
void auth_service::connection::spawn(net::task<void> what) {
    ++running_;
    service_.sessions_.run("auth", counted_run(std::move(what)));
}

net::task<void> auth_service::connection::counted_run(net::task<void> what) {
    leaving const at_the_end(running_);
    co_await std::move(what);
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

void auth_service::give_turns() {
    while (auto const number = turns_.next()) {
        auto& w = *waiters_.at(number);
        w.has_turn = true;
        w.bell.cancel();
    }
}

void auth_service::end_turn() {
    turns_.release();
    give_turns();
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
    if (why.temporary) base::log::warning("auth", "user=<{}>, {}: temporary failure: {}", user, about, why.reason);
    else base::log::info("auth", "user=<{}>, {}: authentication failed: {}", user, about, why.reason);
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

net::task<void> auth_service::connection::send(wire::server_line line) {
    out_ += wire::print(line);
    co_await flush();
}

// One writer at a time; it takes along what others have added meanwhile.
net::task<void> auth_service::connection::flush() {
    if (writing_) co_return;
    writing_ = true;
    while (!out_.empty() && open_) {
        auto const batch = std::exchange(out_, {});
        auto const sent = co_await wire_.write(batch, service_.values_.write_patience);
        if (sent) continue;
        open_ = false;
        wire_.abort(net::errc::closed);
    }
    writing_ = false;
}

// Its clients keep a connection for ever: without this they would never hear of a reload. What is open has time to end; a client asks again
// for what it had only begun.
net::task<void> auth_service::connection::leave() {
    auto const end = steady::now() + service_.values_.farewell;
    while (open_ && (!entries_.empty() || running_ > 1 || writing_) && steady::now() < end) co_await delay_until(steady::now() + idle_look);
    wire_.cut(net::errc::closed);
}

net::task<void> auth_service::connection::wait_for_requests() {
    asio::steady_timer pause(wire_.get_executor());
    while (running_ > 0 || writing_) {
        for (auto* timer : delays_) timer->cancel();
        pause.expires_after(std::chrono::milliseconds(5));
        co_await pause.async_wait(tuple_awaitable);
    }
}

}  // namespace mailstead::server
