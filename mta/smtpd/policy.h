// check_policy_service: asks a server what to do with a client (Postfix's SMTPD_POLICY_README).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mta/smtpd/place.h"
#include "net/stream.h"

namespace mailstead::mta::smtpd {

// smtpd_policy_service_*
struct policy_defaults {
    std::chrono::seconds timeout{100};
    unsigned try_limit = 2;
    std::chrono::seconds retry_delay{1};
    std::chrono::seconds max_idle{300};
    std::chrono::seconds max_ttl{1000};
    unsigned request_limit = 0;                // of one connection; 0: none
    std::string default_action = "451 4.3.5 Server configuration problem";
    std::string context;
};

// One service with its own settings.
struct policy_service {
    place where;
    policy_defaults how;

    // "inet:host:port" or "unix:path" (relative to `directory`), or the same in { } with its own values:
    // "{ inet:host:port, timeout=10s, default_action=DUNNO }". Null: it makes no sense, which `why` explains.
    static std::shared_ptr<policy_service const> parse(std::string const& word, policy_defaults const& otherwise,
                                                       std::string const& directory, std::string& why);
};

// What a policy service is told beside what every check looks at.
struct policy_facts {
    std::string_view state;                    // "RCPT", "END-OF-MESSAGE"
    std::string_view protocol;                 // "SMTP" or "ESMTP"
    std::uint16_t client_port = 0;
    std::string_view server_address;
    std::uint16_t server_port = 0;
    std::size_t recipient_count = 0;
    std::string_view queue_id, instance;
    std::uint64_t size = 0;
    bool stress = false;
    std::string_view sasl_method, sasl_sender;
    std::string_view tls_protocol, tls_cipher;
    int tls_bits = 0;
};

// The connections of one worker thread to all services, kept open between requests.
class policy_client {
public:
    // `dns` and `now` outlive it.
    policy_client(net::executor where, names& dns, base::clock const& now) : where_(std::move(where)), dns_(dns), clock_(now) {}

    // Sends the attributes ("name=value" lines, an empty line at the end) and returns the action; an error when the
    // service did not answer in time, or not in its protocol, as often as it was tried. Logged.
    net::task<net::result<std::string>> ask(std::shared_ptr<policy_service const> whom, std::string attributes);

private:
    struct connection {
        std::unique_ptr<net::stream> wire;
        base::steady_time opened, used;
        unsigned requests = 0;
    };
    net::task<net::result<std::string>> attempt(policy_service const& whom, std::string const& attributes);
    net::task<net::result<connection>> connect(policy_service const& whom);
    net::task<net::result<std::string>> read_answer(net::stream& wire, policy_service const& whom);
    std::unique_ptr<connection> idle(policy_service const& whom);

    net::executor where_;
    names& dns_;
    base::clock const& clock_;
    std::map<std::string, std::vector<connection>> idle_;    // by service name; few
};

}  // namespace mailstead::mta::smtpd
