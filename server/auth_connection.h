// One connection to the role auth, for auth_service alone: a reader, and a coroutine per request, which ends before its connection does.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "server/auth_service.h"

namespace mailstead::server {

// One who waits for his turn.
struct auth_service::waiter {
    explicit waiter(net::executor const& where) : bell(where) {}
    boost::asio::steady_timer bell;
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
    using steady = std::chrono::steady_clock;
    static constexpr auto tuple_awaitable = boost::asio::as_tuple(boost::asio::use_awaitable);

public:
    connection(auth_service& service, net::stream& wire) : service_(service), wire_(wire) {}

    net::task<void> run();
    void retire() { spawn(leave(service_.values_.farewell)); }

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
    net::task<void> compare_lists();
    bool take(auth::wire::client_line line);
    bool take(auth::wire::version const& l) { return l.major == auth::wire::major_version; }
    bool take(auth::wire::cpid const&) { return true; }
    bool take(auth::wire::unknown const&) { return true; }
    bool take(auth::wire::bad const& l);
    bool take(auth::wire::start const& l);
    bool take(auth::wire::reply const& l);
    bool take(auth::wire::cancel const& l);
    bool take(auth::wire::lookup const& l);
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
    net::task<void> look_up(auth::wire::lookup asked);
    net::task<void> delay_until(steady::time_point end);
    net::task<void> send(auth::wire::server_line line);
    net::task<void> flush();
    net::task<void> wait_for_requests();
    bool is_in_use() const;
    net::task<void> leave(std::chrono::milliseconds patience);

    auth_service& service_;
    net::stream& wire_;
    std::map<std::uint32_t, entry> entries_;
    std::size_t running_ = 0;    // coroutines of requests
    std::set<boost::asio::steady_timer*> delays_;
    std::string list_;           // of mechanisms, as the peer has been told it
    std::string out_;
    bool writing_ = false;
    bool leaving_ = false;
    steady::time_point leave_by_ = steady::time_point::max();
    bool open_ = true;
};

}  // namespace mailstead::server
