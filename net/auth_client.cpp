// Requests wait on a timer of their own, which the reader of the connection rings when their answer has come.
#include "net/auth_client.h"

#include <unistd.h>

#include <atomic>
#include <list>
#include <map>
#include <unordered_map>

#include "base/ascii.h"
#include "base/log.h"
#include "net/connect.h"

namespace mailstead::net {

namespace asio = boost::asio;
namespace wire = auth::wire;
using steady = std::chrono::steady_clock;

namespace {

constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr auto greeting_patience = std::chrono::seconds(10);
constexpr auto write_patience = std::chrono::seconds(5);
constexpr auto no_end = std::chrono::hours(24 * 365);
constexpr auto first_pause = std::chrono::milliseconds(10);
constexpr auto longest_pause = std::chrono::milliseconds(1000);

// One request that has not been answered yet.
struct waiter {
    explicit waiter(executor const& where) : bell(where) {}
    asio::steady_timer bell;
    std::optional<wire::server_line> line;
    bool lost = false;    // the connection went away
};

// What find() knows; least recently used at the back.
class lookup_cache {
public:
    struct entry {
        std::string name;
        std::optional<auth::user> who;
        steady::time_point until;
    };

    entry const* find(std::string const& name) {
        auto const it = by_name_.find(name);
        if (it == by_name_.end()) return nullptr;
        if (it->second->until <= steady::now()) return nullptr;
        order_.splice(order_.begin(), order_, it->second);
        return &*it->second;
    }

    void keep(entry what, std::size_t most) {
        auto const it = by_name_.find(what.name);
        if (it != by_name_.end()) {
            order_.erase(it->second);
            by_name_.erase(it);
        }
        order_.push_front(std::move(what));
        by_name_[order_.front().name] = order_.begin();
        if (order_.size() <= most) return;
        by_name_.erase(order_.back().name);
        order_.pop_back();
    }

private:
    std::list<entry> order_;
    std::unordered_map<std::string, std::list<entry>::iterator> by_name_;
};

template <class Line>
std::uint32_t id_of(Line const& line) {
    if constexpr (requires { line.id; }) return line.id;
    else return 0;
}

// Dovecot takes no second connection with a number that another one has, and a process has several: one for each worker. A
// process id has 22 bits at most.
std::uint64_t next_connection_id() {
    static std::atomic<unsigned> last{0};
    return static_cast<std::uint64_t>(getpid()) | static_cast<std::uint64_t>(last++ % 1024) << 22;
}

}  // namespace

struct auth_client::state {
    state(executor e, settings v) : where(std::move(e)), values(std::move(v)), pause(where) {}

    task<bool> converse();
    bool take(wire::server_line line);
    void lose();
    task<void> flush();
    task<result<wire::server_line>> ask(std::uint32_t id, wire::client_line line);
    task<result<wire::server_line>> ask_patiently(std::function<wire::client_line(std::uint32_t)> line);
    task<bool> wait_ready(std::chrono::milliseconds limit_of_wait);
    std::uint32_t next_id() noexcept { return ++last_id == 0 ? ++last_id : last_id; }

    executor where;
    settings values;
    std::uint64_t const connection_id = next_connection_id();
    asio::steady_timer pause;                    // between two attempts to connect
    bool stopping = false;
    std::unique_ptr<stream> connection;
    bool greeted = false;
    std::uint64_t connections = 0;               // so far: an exchange ends with its own
    std::vector<auth::mechanism> offered;
    std::vector<auth::mechanism> offering;       // while the greeting lasts
    std::string out;
    bool writing = false;
    std::uint32_t last_id = 0;
    std::map<std::uint32_t, waiter*> waiting;
    std::list<asio::steady_timer*> ready_bells;
    lookup_cache cache;
};

// Writes what has been put into `out`; one coroutine at a time, and it takes along what others add meanwhile.
task<void> auth_client::state::flush() {
    if (writing) co_return;
    writing = true;
    while (connection && !out.empty()) {
        auto const batch = std::exchange(out, {});
        auto const sent = co_await connection->write(batch, write_patience);
        if (!sent && connection) connection->abort(errc::closed);
        if (!sent) break;
    }
    writing = false;
}

task<result<wire::server_line>> auth_client::state::ask(std::uint32_t id, wire::client_line line) {
    waiter w(where);
    auto const end = steady::now() + values.patience;
    w.bell.expires_at(end);
    struct listed {
        listed(state& s, std::uint32_t i, waiter* w) : s_(s), i_(i) { s_.waiting[i_] = w; }
        ~listed() { s_.waiting.erase(i_); }
        state& s_;
        std::uint32_t i_;
    };
    listed const entry(*this, id, &w);
    out += wire::print(line);
    co_await flush();
    while (!w.line && !w.lost && steady::now() < end) {
        w.bell.expires_at(end);
        co_await w.bell.async_wait(tuple_awaitable);
    }
    if (w.line) co_return std::move(*w.line);
    co_return w.lost ? make_error_code(errc::closed) : make_error_code(errc::timed_out);
}

// For requests that may be sent twice: waits for a connection, and asks again when that broke.
task<result<wire::server_line>> auth_client::state::ask_patiently(std::function<wire::client_line(std::uint32_t)> line) {
    for (int attempt = 0;; ++attempt) {
        bool const there = co_await wait_ready(values.connect_patience);
        if (!there) co_return make_error_code(stopping ? errc::stopping : errc::closed);
        auto const id = next_id();
        auto answer = co_await ask(id, line(id));
        bool const again = !answer && answer.error() == errc::closed && attempt == 0;
        if (!again) co_return answer;
    }
}

task<bool> auth_client::state::wait_ready(std::chrono::milliseconds limit_of_wait) {
    auto const end = steady::now() + limit_of_wait;
    while (!greeted && !stopping && steady::now() < end) {
        asio::steady_timer bell(where, end);
        struct listed {
            listed(std::list<asio::steady_timer*>& all, asio::steady_timer* one) : all_(all), at_(all.insert(all.end(), one)) {}
            ~listed() { all_.erase(at_); }
            std::list<asio::steady_timer*>& all_;
            std::list<asio::steady_timer*>::iterator at_;
        };
        listed const entry(ready_bells, &bell);
        co_await bell.async_wait(tuple_awaitable);
    }
    co_return greeted;
}

// One connection, from its greeting to its end. True when the server has greeted.
task<bool> auth_client::state::converse() {
    out = wire::print(wire::client_line(wire::version{wire::major_version, 1}));
    out += wire::print(wire::client_line(wire::cpid{connection_id}));
    offering.clear();
    ++connections;
    co_await flush();
    wire::framer frames(values.line_limit);
    auto const deadline = steady::now() + greeting_patience;
    while (!stopping) {
        stream::patience const patience = greeted ? std::chrono::duration_cast<std::chrono::seconds>(no_end) : greeting_patience;
        auto const got = co_await connection->read_some(values.line_limit, patience);
        if (!got || (!greeted && steady::now() > deadline)) break;
        frames.feed(*got);
        auto piece = frames.next();
        for (; piece.state == wire::framer::state::line; piece = frames.next())
            if (!take(wire::parse_server(piece.line))) co_return greeted;
        if (piece.state == wire::framer::state::too_long) break;
    }
    co_return greeted;
}

// False: the server speaks something else.
bool auth_client::state::take(wire::server_line line) {
    if (auto const* v = std::get_if<wire::version>(&line)) return v->major == wire::major_version;
    if (auto const* b = std::get_if<wire::bad>(&line)) {
        base::log::warning("auth", "{}: unreadable line from the server: {}", values.path, b->why);
        return false;
    }
    if (auto* m = std::get_if<auth::mechanism>(&line)) {
        offering.push_back(std::move(*m));
    } else if (std::holds_alternative<wire::done>(line)) {
        greeted = true;
        offered = std::move(offering);
        for (auto* bell : ready_bells) bell->cancel();
    }
    auto const id = std::visit([](auto const& l) { return id_of(l); }, line);
    auto const it = waiting.find(id);
    if (it == waiting.end()) return true;    // its asker has given up
    it->second->line = std::move(line);
    it->second->bell.cancel();
    return true;
}

void auth_client::state::lose() {
    greeted = false;
    out.clear();
    for (auto const& [id, w] : waiting) {
        w->lost = true;
        w->bell.cancel();
    }
}

// One authentication. Its first request has been answered with a challenge.
class auth_client::exchange final : public auth_exchange {
public:
    exchange(std::shared_ptr<state> s, std::uint32_t id) : state_(std::move(s)), id_(id), connection_(state_->connections) {}

    ~exchange() override {
        // The line goes out with the next request; until then the server only holds a little memory.
        if (!ended_ && is_connected()) state_->out += wire::print(wire::client_line(wire::cancel{id_}));
    }

    task<auth_answer> step(std::string response) override;

    static auth_answer answer_of(result<wire::server_line> const& got) {
        if (!got) return auth_refused{"no answer from the authentication service: " + got.error().message(), true};
        if (auto const* a = std::get_if<wire::ask>(&*got)) return auth_challenge{a->bytes};
        if (auto const* f = std::get_if<wire::fail>(&*got))
            return auth_refused{f->reason.empty() ? "authentication failed" : f->reason, f->temporary, f->user};
        auto const* o = std::get_if<wire::ok>(&*got);
        if (!o || o->user.empty()) return auth_refused{"unexpected answer from the authentication service", true};
        return auth_accepted{o->user, o->closing.value_or("")};
    }

private:
    bool is_connected() const { return state_->greeted && state_->connections == connection_; }

    std::shared_ptr<state> state_;
    std::uint32_t id_;
    std::uint64_t connection_;
    bool ended_ = false;
};

task<auth_answer> auth_client::exchange::step(std::string response) {
    if (ended_ || !is_connected()) {
        ended_ = true;
        co_return auth_refused{"the authentication service went away", true};
    }
    wire::client_line line = wire::reply{id_, std::move(response)};
    auto const got = co_await state_->ask(id_, std::move(line));
    auto answer = answer_of(got);
    ended_ = !std::holds_alternative<auth_challenge>(answer);
    co_return answer;
}

namespace {

// A path, which may follow "unix:", or "inet:ADDRESS:PORT", as Postfix writes it; the address is numeric.
task<result<std::unique_ptr<stream>>> connect_to(executor where, std::string path) {
    if (path.starts_with("unix:")) path.erase(0, 5);
    if (!path.starts_with("inet:")) co_return co_await connect_unix(std::move(where), std::move(path), greeting_patience);
    path.erase(0, 5);
    auto const colon = path.rfind(':');
    auto const port = colon == path.npos ? std::nullopt : base::number<std::uint16_t>(std::string_view(path).substr(colon + 1));
    if (!port) co_return base::error_code(make_error_code(boost::system::errc::invalid_argument));
    path.resize(colon);
    if (path.starts_with('[') && path.ends_with(']')) path = path.substr(1, path.size() - 2);
    if (path == "localhost") path = "127.0.0.1";
    co_return co_await connect_tcp(std::move(where), std::move(path), *port, greeting_patience);
}

}  // namespace

auth_client::auth_client(executor where, settings values)
    : state_(std::make_shared<state>(std::move(where), std::move(values))) {}

auth_client::~auth_client() = default;

task<void> auth_client::run() {
    auto const s = state_;
    auto wait = first_pause;
    bool complained = false;
    while (!s->stopping) {
        auto connected = co_await connect_to(s->where, s->values.path);
        bool went_well = false;
        auto why = connected ? std::string("the connection ended") : connected.error().message();
        // Until the server turns out to be away, sessions offer what it had: after a reload it is back at once.
        if (!connected) s->offered.clear();
        if (connected) {
            s->connection = std::move(*connected);
            went_well = co_await s->converse();
            s->lose();
            s->connection->abort(errc::closed);
            // A request may be in the middle of writing: the stream has to outlive that.
            while (s->writing) {
                s->pause.expires_after(std::chrono::milliseconds(1));
                co_await s->pause.async_wait(tuple_awaitable);
            }
            s->connection.reset();
            if (!went_well) s->offered.clear();
        }
        if (s->stopping) break;
        if (went_well) wait = first_pause;
        // At the start the service may need a moment; only what lasts is worth a line, and one line of it.
        bool const lasts = wait >= longest_pause;
        if (lasts && !complained) base::log::warning("auth", "{}: {}", s->values.path, why);
        complained = lasts;
        s->pause.expires_after(wait);
        co_await s->pause.async_wait(tuple_awaitable);
        wait = std::min(wait * 2, longest_pause);
    }
}

void auth_client::stop() noexcept {
    state_->stopping = true;
    if (state_->connection) state_->connection->abort(errc::stopping);
    state_->pause.cancel();
    for (auto* bell : state_->ready_bells) bell->cancel();
}

task<bool> auth_client::ready(std::chrono::milliseconds limit_of_wait) { return state_->wait_ready(limit_of_wait); }

std::vector<auth::mechanism> auth_client::mechanisms() { return state_->offered; }

task<authenticator::started> auth_client::start(auth::request request) {
    auto const s = state_;
    std::uint32_t id = 0;
    std::function<wire::client_line(std::uint32_t)> const line = [&](std::uint32_t i) {
        id = i;
        return wire::client_line(wire::start{i, request});
    };
    auto const got = co_await s->ask_patiently(line);
    started out;
    out.first = exchange::answer_of(got);
    if (std::holds_alternative<auth_challenge>(out.first)) out.exchange = std::make_unique<exchange>(s, id);
    co_return out;
}

task<result<std::optional<auth::user>>> auth_client::find(std::string name) {
    auto const s = state_;
    name = base::lowered(name);
    if (auto const* known = s->cache.find(name)) co_return known->who;
    std::function<wire::client_line(std::uint32_t)> const line = [&](std::uint32_t i) {
        return wire::client_line(wire::lookup{i, name, "lookup"});
    };
    auto const got = co_await s->ask_patiently(line);
    if (!got) co_return got.error();
    std::optional<auth::user> who;
    if (auto const* f = std::get_if<wire::found>(&*got)) who = f->user;
    else if (!std::holds_alternative<wire::not_found>(*got)) co_return make_error_code(errc::busy);
    auto const ttl = who ? s->values.lookup_ttl : s->values.unknown_ttl;
    if (ttl.count() > 0) s->cache.keep({name, who, steady::now() + ttl}, s->values.cached_lookups);
    co_return who;
}

}  // namespace mailstead::net
