// The client's side of one LMTP connection: greeting, LHLO, then transactions until it is idle, stopped or lost: a writer and
// a reader coroutine with up to `depth` transactions between them.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "lmtp/alarm.h"
#include "lmtp/client.h"
#include "lmtp/exchange.h"
#include "net/session_set.h"
#include "net/stream.h"
#include "smtp/reply.h"

namespace mailstead::lmtp {

// What waits for a connection with room, in order. Shared by the connections of a client.
using work = std::deque<std::shared_ptr<exchange>>;

class connection {
public:
    // All references outlive this object.
    connection(client_settings const& wanted, work& waiting, net::session_set& fibres);
    ~connection();    // whoever is still under way is given up
    connection(connection const&) = delete;

    // Connects and says LHLO. A server that cannot be reached, does not want to talk or is not our own: the reason, else "".
    net::task<std::string> open(net::executor home);
    // After open(): returns when the connection is over. Every exchange it took is complete then; the rest is still
    // waiting. A connection lost before it took any: the reason, else "".
    net::task<std::string> serve(net::executor home);

    // How many exchanges it could take now; before open() has returned, what it hopes for.
    std::size_t room() const noexcept { return closing_ ? 0 : depth_ - under_way_.size(); }
    void wake() { work_or_room_.set(); }
    // No further work is taken; the connection ends when it has none under way.
    void close();
    // Ends now: what is under way is given up.
    void cut();

private:
    using seconds = std::chrono::seconds;
    using clock = std::chrono::steady_clock;

    net::task<net::result<smtp::reply>> read_reply(seconds patience);
    std::string describe(base::error_code const& why, char const* doing) const;

    // pipelined.cpp
    net::task<void> pipeline();
    net::task<void> write_work();
    net::task<void> read_replies();
    void take_work();
    bool sort_replies();
    void lose(std::string why);

    void finish(std::shared_ptr<exchange> one);
    void give_up_all(std::string const& why);
    std::optional<base::steady_time> look_at_clock();
    net::task<void> quit();

    client_settings const& wanted_;
    work& waiting_;
    net::session_set& fibres_;
    std::unique_ptr<net::stream> wire_;
    std::unique_ptr<alarm> watchdog_;
    smtp::reply_parser replies_;
    offers server_;
    std::size_t depth_;
    work under_way_;                  // sent or being sent, oldest first
    work batch_;                      // in the write that is going on: keeps their texts
    event work_or_room_;
    event reader_ended_;
    base::steady_time progress_{};    // the last reply, or the sending after an idle time
    std::string loss_;                // why the connection is lost; empty: it is not
    bool closing_ = false;
    bool took_work_ = false;
};

}  // namespace mailstead::lmtp
