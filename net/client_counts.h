// How much each client does: counted in one place per process for all its worker threads (Postfix: anvil(8)).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace mailstead::net {

// smtpd_client_*_limit and the like of other services; 0: none.
struct client_limit_settings {
    unsigned connections = 50;                 // at once
    unsigned connection_rate = 0, message_rate = 0, recipient_rate = 0, auth_rate = 0, tls_rate = 0;
    std::chrono::seconds unit{60};             // anvil_rate_time_unit
};

// Any thread. Remembers a client while it is connected and for one unit of time after its last event.
class client_counts {
public:
    enum class event { connection, message, recipient, auth, tls_session };

    explicit client_counts(base::clock const& now) : clock_(now) {}
    client_counts(client_counts const&) = delete;

    // One connection more of this client to this service, until the token is gone.
    struct entered {
        unsigned connections = 0;              // this one counted
        std::shared_ptr<void> token;
    };
    static entered enter(std::shared_ptr<client_counts> const& where, std::string const& service, std::string const& address);
    // Counts the event; how many there were in the unit of time that is running, this one counted.
    unsigned count(event what, std::string const& service, std::string const& address, std::chrono::seconds unit);
    // The same without counting.
    unsigned so_far(event what, std::string const& service, std::string const& address, std::chrono::seconds unit);
    std::size_t clients() const;

private:
    struct record {
        unsigned open = 0;
        base::steady_time since{};             // the unit of time began
        base::steady_time expires{};
        std::array<unsigned, 5> events{};
    };
    record& at(std::string const& key, std::chrono::seconds unit);
    void leave(std::string const& key);
    void sweep(base::steady_time now);

    base::clock const& clock_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, record> records_;
    std::size_t sweep_at_ = 1024;
};

}  // namespace mailstead::net
