// What a connection reads and writes, and how it ends.
#include "server/auth_connection.h"

#include <unistd.h>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::server {

namespace asio = boost::asio;
namespace wire = auth::wire;

namespace {

constexpr auto idle_look = std::chrono::milliseconds(20);    // between two, while a connection retires

// Takes one off a count when it ends.
struct leaving {
    explicit leaving(std::size_t& n) : n_(n) {}
    ~leaving() { --n_; }
    leaving(leaving const&) = delete;
    leaving& operator=(leaving const&) = delete;
    std::size_t& n_;
};

}  // namespace

net::task<void> auth_service::connection::run() {
    bool const greeted = co_await greet();
    if (greeted) co_await read();
    open_ = false;
    co_await wait_for_requests();
}

net::task<bool> auth_service::connection::greet() {
    auto const list = co_await service_.list_since(steady::now());
    if (!list) co_return false;
    list_ = *list;
    out_ += wire::print(wire::server_line(wire::version{}));
    out_ += list_;
    out_ += wire::print(wire::server_line(wire::spid{static_cast<std::uint64_t>(getpid())}));
    out_ += wire::print(wire::server_line(wire::cuid{++service_.last_connection_}));
    out_ += wire::print(wire::server_line(wire::cookie{base::hex(auth::random_bytes(16))}));
    out_ += wire::print(wire::server_line(wire::done{}));
    co_await flush();
    co_return open_;
}

net::task<void> auth_service::connection::read() {
    wire::framer frames(service_.values_.line_limit);
    auto next_comparison = steady::now() + service_.values_.list_age;
    while (open_) {
        auto const got = co_await wire_.read_some(16384, service_.values_.list_age);
        if (!got && got.error() != net::errc::timed_out) co_return;
        if (got) frames.feed(*got);
        if (steady::now() >= next_comparison) {
            spawn(compare_lists());
            next_comparison = steady::now() + service_.values_.list_age;
        }
        auto piece = frames.next();
        for (; piece.state == wire::framer::state::line; piece = frames.next())
            if (!take(wire::parse_client(piece.line))) co_return;
        if (piece.state == wire::framer::state::too_long) co_return;
    }
}

// The first account with a secret brings mechanisms, one with a foreign hash takes some away: peers hear of it as they hear of a reload.
net::task<void> auth_service::connection::compare_lists() {
    auto const list = co_await service_.list_since(steady::now() - service_.values_.list_age);
    if (list && *list != list_) co_await leave(service_.values_.news_farewell);
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
        spawn(send(wire::fail{l.id, {}, "no such exchange", true}));
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

// Who has been silent for that long may have gone, and hears of a temporary failure if not.
bool auth_service::connection::is_in_use() const {
    auto const before = steady::now() - service_.values_.silence;
    return std::any_of(entries_.begin(), entries_.end(), [before](auto const& e) { return e.second.busy || e.second.since > before; });
}

// Its clients keep a connection for ever: without this they would never hear of a reload. What is open has time to end; a client asks again
// for what it had only begun.
net::task<void> auth_service::connection::leave(std::chrono::milliseconds patience) {
    leave_by_ = std::min(leave_by_, steady::now() + patience);
    if (std::exchange(leaving_, true)) co_return;
    while (open_ && (is_in_use() || running_ > 1 || writing_) && steady::now() < leave_by_) co_await delay_until(steady::now() + idle_look);
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
