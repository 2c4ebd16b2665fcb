// The log's lines of logins, and of sessions that ended without one, in the wording that Dovecot's log tools (fail2ban's filter among them) know.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/stream.h"

namespace mailstead::net {

// Names a session in the log. Unique among the sessions of this server: time, process and a counter.
std::string new_session_id(base::clock const& clock);

// What a session remembers until its login.
struct login_attempts {
    base::steady_time began{};
    base::steady_time tried{};        // the first attempt
    unsigned failures = 0;
    bool refused_in_clear = false;    // a password came in clear where that is not allowed
    bool unsupported = false;         // a mechanism was asked for that is not here
    bool unfinished = false;          // a mechanism's exchange has begun and come to no end

    // One that begins now.
    void attempt(std::string_view with, base::steady_time now) {
        if (tried == base::steady_time()) tried = now;
        mechanism = with.substr(0, 64);    // nobody's name for one is longer
    }
    std::string user, mechanism;      // of the last attempt
};

// "rip=192.0.2.1, lip=192.0.2.2, TLS, session=<id>"
std::string login_place(stream const& wire, std::string_view id);

// "Login: user=<...>, ..." of `program` ("imap-login").
void log_login(std::string_view program, std::string_view user, std::string_view mechanism, stream const& wire, std::string_view id);

// Of a session that ends now: "(no auth attempts in 3 secs): user=<>", and the place.
std::string without_login(login_attempts const& what, base::steady_time now, std::string_view place);

}  // namespace mailstead::net
