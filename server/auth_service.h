// The role auth's door: serves the Dovecot authentication protocol, to our own sessions and to foreign servers (Postfix,
// Exim). Each connection carries many requests at once; password and database work is done on the pool.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "auth/backend.h"
#include "auth/penalty.h"
#include "auth/sasl_server.h"
#include "auth/turns.h"
#include "net/disk.h"
#include "net/session_set.h"
#include "net/stream.h"

namespace mailstead::server {

class auth_service {
public:
    struct settings {
        std::chrono::milliseconds failure_delay{2000};    // from a wrong response to its FAIL: hides what looking at it took
        std::size_t connections = 1000;                   // at once; more are closed without a word
        std::size_t requests = 32768;                     // at once on one connection; more get a temporary FAIL
        std::size_t looks = 2;                            // at responses, at once; the others wait for their turn
        std::size_t line_limit = 24576;                   // holds a base64 response of 16 KB
        std::chrono::seconds exchange_patience{180};      // with a client between two steps
        std::chrono::seconds write_patience{30};
        auth::penalties* penalties = nullptr;             // of all services; outlives them. Null: none
        std::function<bool(std::string const& address)> is_excepted;    // from penalties; empty: nobody. Does not block
        std::chrono::seconds silence{10};                 // of a client between two steps, after which nobody waits for him in leaving
        std::chrono::seconds list_age{5};                 // after which a connection looks whether its list of mechanisms is still true
        std::chrono::milliseconds farewell{5000};         // from retire() to the end of a connection that does not become idle
        std::chrono::milliseconds news_farewell{60000};   // the same from other mechanisms on, which are in no hurry
    };

    // All of them outlive the service. Lives on the thread of `sessions`.
    // `waiting`: the pool of what asks other servers, which may take long; `pool` where there is nothing of the kind.
    auth_service(auth::sasl_server& sasl, auth::backend& facts, net::disk_pool& pool, net::session_set& sessions, settings values)
        : auth_service(sasl, facts, pool, pool, sessions, std::move(values)) {}
    auth_service(auth::sasl_server& sasl, auth::backend& facts, net::disk_pool& pool, net::disk_pool& waiting, net::session_set& sessions,
                 settings values)
        : sasl_(sasl), facts_(facts), pool_(pool), waiting_(waiting), sessions_(sessions), values_(std::move(values)), turns_(values_.looks) {}

    // Serves one connection until the peer is gone or breaks the protocol; what a session_set::service does with it.
    net::task<void> serve(net::stream& wire);

    // Another configuration counts from now on: connections end when nothing is open on them, or after `farewell`, and their clients come
    // to the new one. On the thread of the sessions.
    void retire();

private:
    class connection;
    struct waiter;
    struct turn;
    // The mechanisms as they were then or later, in lines of the protocol; while a back end is in trouble the last ones before it. Looked
    // up on the pool.
    net::task<net::result<std::string>> list_since(std::chrono::steady_clock::time_point least);
    void give_turns();
    void end_turn();

    auth::sasl_server& sasl_;
    auth::backend& facts_;
    net::disk_pool& pool_;
    net::disk_pool& waiting_;
    net::session_set& sessions_;
    settings values_;
    auth::turns turns_;
    std::map<std::uint64_t, waiter*> waiters_;    // for their turn, by number
    std::set<connection*> connections_;
    std::string list_;                                     // of list_since, the last one that was no back end's trouble
    std::chrono::steady_clock::time_point list_begun_;     // when it was looked for, the last time
    bool retired_ = false;
    std::uint64_t last_connection_ = 0;
};

}  // namespace mailstead::server
