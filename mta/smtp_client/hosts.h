// Which machines take a destination's mail, and in which order they are tried (RFC 5321 §5.1, RFC 7505).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mta/smtp_client/destination.h"
#include "mta/smtp_client/names.h"
#include "mta/smtp_client/settings.h"
#include "net/task.h"

namespace mailstead::mta::smtp_client {

struct mail_host {
    std::string name;
    std::string address;     // of a Unix socket: its path as it is written
    std::string path;        // of a Unix socket, from the root; empty: TCP
    std::uint16_t port = 25;
    unsigned preference = 0;
    bool is_best = false;    // of the best preference there is
    bool is_sure = false;    // the name comes from the administrator or the next hop itself, or DNSSEC vouches for it
    bool is_secure = false;  // DNSSEC vouches for the address
    std::string canonical;   // the name that the address belongs to after aliases, if DNSSEC vouches for it; empty: `name`
    bool is_alias = false;   // the name is one

    std::string text() const { return name + '[' + address + ']'; }              // "host ... said"
    std::string relay() const { return path.empty() ? text() + ':' + std::to_string(port) : text(); }    // "relay=", "connect to"
    bool is_local() const noexcept { return !path.empty(); }
    bool is_v6() const noexcept { return !is_local() && address.find(':') != address.npos; }
};

// Why something cannot be done: the status decides whether for now (4.y.z) or for good (5.y.z).
struct trouble {
    std::string status;    // empty: there is none
    std::string text;
    bool loops = false;    // mail would come back to us
    std::string_view tls_result = {};    // what a TLS report says of it (tls_report.h); empty: nothing

    bool is_soft() const noexcept { return status.starts_with('4'); }
};

struct host_list {
    std::vector<mail_host> hosts;      // in the order of trying; at most address_limit
    trouble why;                       // when there are none
    bool we_are_exchanger = false;     // an own address stood among the mail exchangers: others of lower rank are not for us
};

// Asks `from`; the references outlive the call. Bounded in questions whatever the answers.
net::task<host_list> find_hosts(names& from, host_rules const& rules, destination where);

}  // namespace mailstead::mta::smtp_client
