// DNS by libunbound, without blocking: a question is asked from any worker's coroutine, the answer resumes it there.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/error.h"
#include "net/task.h"

namespace mailstead::net {

// Record types as in the IANA registry.
enum class record_type : std::uint16_t { a = 1, ns = 2, cname = 5, mx = 15, txt = 16, ptr = 12, aaaa = 28, tlsa = 52 };

struct dns_answer {
    std::vector<std::string> records;    // rdata in wire form, as the server gave them
    std::string canonical;               // the name they belong to after aliases; empty: the one asked for
    std::chrono::seconds ttl{0};
    bool secure = false;                 // validated by DNSSEC
};

// What DNS says of an address.
struct peer_names {
    std::string name = "unknown";        // leads back to the address
    std::string reverse = "unknown";     // the address's own claim, believed by nobody
    bool in_doubt = false;               // a question was not answered, which may be why one is unknown
};

struct resolver_settings {
    std::string server = "system";       // "system": /etc/resolv.conf and /etc/hosts; or ADDRESS@PORT of the one to ask
    std::string trust_anchor_file;       // empty: no validation
    std::chrono::seconds limit{15};      // the longest wait for one answer
};

class resolver {
public:
    // `home` is where libunbound's descriptor is watched; nothing is opened before the first question.
    resolver(executor home, resolver_settings wanted);
    ~resolver();    // after home's loop has ended
    resolver(resolver const&) = delete;

    // Questions under way and those to come fail at once: the server is stopping. On home's thread.
    void stop();

    // errc::not_found: a definite 'there is none'; errc::dns_failed: SERVFAIL, timeout, bogus signature.
    task<result<dns_answer>> lookup(std::string name, record_type type);

    // Host names of an address, as text without the last dot.
    task<result<std::vector<std::string>>> names_of(std::string address);
    // IPv4 and IPv6 addresses of a host, as text. One family's failure is a failure only if the other has none.
    task<result<std::vector<std::string>>> addresses_of(std::string host);
    task<peer_names> names_of_peer(std::string address);
    // The first of these names by itself.
    task<std::string> verified_name(std::string address);

private:
    struct state;
    std::shared_ptr<state> state_;
};

// "192.0.2.1" -> "1.2.0.192.in-addr.arpa", likewise ip6.arpa; empty when it is no address.
std::string reverse_name(std::string const& address);
// A domain name in wire form as text; empty when damaged. Special bytes are escaped as in RFC 1035 §5.1.
std::string name_of_rdata(std::string_view rdata);

}  // namespace mailstead::net
