// Where a recipient's mail goes: the class of its domain decides the transport and the next hop.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lmtp/transaction.h"
#include "net/disk.h"
#include "net/task.h"

namespace mailstead::conf {
class domains;
}

namespace mailstead::mta::route {

using net::result;

struct target {
    enum class way {
        store,      // our own delivery agent over the private socket
        lmtp,       // a foreign LMTP server
        smtp,       // another mail server, found by `nexthop`
        error,      // refused: bounced with `text`
        retry,      // put off with `text`
        discard,    // thrown away, as the administrator wishes
    };
    way kind = way::retry;
    std::string transport;     // master.cf's name, as logs and limits call it: local, virtual, lmtp, smtp, error ...
    std::string path;          // store, lmtp: the Unix socket; empty: host and port
    std::string nexthop;       // smtp: "domain", "[host]", "domain:port" ..., as written or the recipient's domain
    std::string host;
    std::uint16_t port = 0;
    std::string status;        // error, retry: "5.1.1"
    std::string text;          // error, retry, discard: the reason
    lmtp::agent via = lmtp::agent::virtual_mailbox;

    // Somebody has to be asked; the other kinds are decided by themselves.
    bool needs_attempt() const noexcept { return kind != way::error && kind != way::retry && kind != way::discard; }
    // Equal for recipients that may go in one transaction and share limits.
    std::string destination() const;
};

// The names that stand behind a transport:nexthop value of main.cf.
struct settings {
    std::string queue_directory;
    std::string store_socket;        // absolute path of private/lmtp-in
    std::string hostname;
    std::string local_transport = "local:$myhostname", virtual_transport = "virtual", relay_transport = "relay",
                default_transport = "smtp";
};

// `value` ("lmtp:unix:private/x", "error:5.1.1 gone", "virtual") as a target for mail to `domain`. Pure. What is not
// known or not available yet becomes a `retry` that says so: such mail is kept, never lost.
target parse_target(std::string_view value, std::string_view domain, settings const&);

// Decides for recipients. One thread (the scheduler's).
class resolver {
public:
    virtual ~resolver() = default;
    // The answer when it is in memory, else null. Never blocks.
    virtual std::shared_ptr<target const> remembered(std::string_view address) = 0;
    // Asks the tables, on a pool. An error: nobody knows now.
    virtual net::task<result<std::shared_ptr<target const>>> resolve(std::string address) = 0;
};

// Answers by the domain's class (mydestination, virtual_mailbox_domains, ...), remembered for a minute. `domains` and
// `lookups` outlive it.
std::unique_ptr<resolver> make_resolver(settings, conf::domains const& domains, net::disk_pool& lookups);

}  // namespace mailstead::mta::route
