// What one client may do at one service: connections at once, new connections and logins in a unit of time
// (imapd_, pop3d_ and lmtpd_client_..._limit).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/authenticator.h"
#include "net/client_counts.h"
#include "net/stream.h"

namespace mailstead::net {

class client_limits {
public:
    struct settings {
        std::string program;                    // in log lines: "imap-login"
        std::string service;                    // its name in master.cf: clients are counted apart for each
        client_limit_settings most;             // connections, connection_rate, auth_rate, unit
        // True of addresses that no limit holds for. An error excepts nobody. Empty: nobody is.
        std::function<result<bool>(std::string const& address)> is_excepted;
    };
    client_limits(settings wanted, std::shared_ptr<client_counts> counts) : wanted_(std::move(wanted)), counts_(std::move(counts)) {}

    struct entry {
        bool admitted = true;                   // false: too many, and the log says of what
        std::shared_ptr<void> place;            // for as long as the connection lasts; null: the client is not counted
    };
    // A client has connected. Clients of Unix sockets are not counted. Any thread.
    entry enter(endpoint const& peer) const;
    // A client begins to log in. False: too often, and the log says so. Any thread.
    bool may_log_in(std::string const& address) const;

private:
    bool counts(std::string const& address) const;
    bool too_many(client_counts::event what, unsigned limit, char const* name, std::string const& address) const;

    settings const wanted_;
    std::shared_ptr<client_counts> const counts_;
};

// An authenticator that hears no more of clients that log in too often: a temporary refusal.
class limited_authenticator final : public authenticator {
public:
    // `inner` outlives this object.
    limited_authenticator(authenticator& inner, std::shared_ptr<client_limits const> limits) : inner_(inner), limits_(std::move(limits)) {}

    std::vector<auth::mechanism> mechanisms() override { return inner_.mechanisms(); }
    task<started> start(auth::request request) override;
    task<result<std::optional<auth::user>>> find(std::string name) override { return inner_.find(std::move(name)); }

private:
    authenticator& inner_;
    std::shared_ptr<client_limits const> const limits_;
};

}  // namespace mailstead::net
