// Where a recipient's mail goes, decided as Postfix's trivial-rewrite(8) does: the class of the domain chooses a transport
// and next hop, tables by sender, by recipient and by domain override them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "conf/lookup.h"
#include "lmtp/transaction.h"
#include "mta/route/transport.h"
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
        pipe,       // a command, as the row of master.cf says
        error,      // refused: bounced with `text`
        retry,      // put off with `text`
        discard,    // thrown away, as the administrator wishes
    };
    way kind = way::retry;
    std::string transport;     // master.cf's name, as limits and logs call it: local, virtual, lmtp, smtp, error ...
    std::string path;          // store, lmtp: the Unix socket; empty: host and port
    std::string nexthop;       // smtp, lmtp, pipe: "domain", "[host]", "domain:port", "unix:path" ..., as written or the recipient's domain
    std::string host;
    std::uint16_t port = 0;
    std::string status;        // error, retry: "5.1.1"
    std::string text;          // error, retry, discard: the reason
    lmtp::agent via = lmtp::agent::virtual_mailbox;
    std::shared_ptr<route::transport const> by;    // limits and name in logs; null: the queue's defaults

    // Somebody has to be asked; the other kinds are decided by themselves.
    bool needs_attempt() const noexcept { return kind != way::error && kind != way::retry && kind != way::discard; }
    // The name of the delivery agent in log lines: "smtp", "relay/smtp", "error".
    std::string const& program() const noexcept { return by ? by->program : transport; }
    // Equal for recipients that may go in one transaction and share limits.
    std::string destination() const;
};

// What main.cf and master.cf say.
struct settings {
    std::string queue_directory;
    std::string store_socket;            // absolute path of private/lmtp-in
    std::string hostname;                // myhostname
    std::string empty_recipient = "MAILER-DAEMON";    // empty_address_recipient
    std::string local_transport = "local:$myhostname", virtual_transport = "virtual", relay_transport = "relay",
                default_transport = "smtp";
    std::string relayhost;               // empty: the recipient's domain
    std::string best_mx_transport;       // for domains whose best mail exchanger we are; empty: they are mistakes
    std::string filter_nexthop;          // default_filter_nexthop; empty: the recipient's domain
    route::transports transports = standard_transports();
};

// `transport` with `nexthop`, which is not empty, as a target. Pure. A transport that nobody knows, and a next hop that
// its agent cannot understand, become a `retry` that says so: such mail is kept, never lost.
target make_target(std::string_view transport, std::string_view nexthop, settings const&);
// A value of main.cf ("lmtp:unix:private/x", "error:5.1.1 gone", "virtual") for mail to `domain`, which is the next hop where
// the value names none.
target parse_target(std::string_view value, std::string_view domain, settings const&);

// The tables that override what a domain's class says. Empty ones are never asked.
struct tables {
    conf::maps transport_maps, relayhost_by_sender, transport_by_sender;
    conf::search_rules transport_search, relayhost_search, sender_search;

    bool ask_sender() const noexcept { return !relayhost_by_sender.empty() || !transport_by_sender.empty(); }
    // Blocking. Mistakes are reported, and make the searches that reach them fail.
    static tables open(conf::settings const& values, conf::report const& report = {});
};

// Decides for recipients. One thread (the scheduler's).
class resolver {
public:
    virtual ~resolver() = default;
    // The answer for mail from `sender` to `address` when it is in memory, else null. Never blocks.
    virtual std::shared_ptr<target const> remembered(std::string_view sender, std::string_view address) = 0;
    // Asks the tables, on a pool. An error: nobody knows now.
    virtual net::task<result<std::shared_ptr<target const>>> resolve(std::string sender, std::string address) = 0;
    // Where `transport_and_nexthop` of content_filter or FILTER sends mail to `address`. Never blocks.
    virtual std::shared_ptr<target const> filter(std::string_view transport_and_nexthop, std::string_view address) = 0;
    // Where best_mx_transport sends mail to `address`, whose best exchanger is this machine; null: nowhere. Never blocks.
    virtual std::shared_ptr<target const> at_best_exchanger(std::string_view address) = 0;
};

// Answers are remembered for a minute. `domains` and `lookups` outlive it.
std::unique_ptr<resolver> make_resolver(settings, tables, conf::domains const& domains, net::disk_pool& lookups);

}  // namespace mailstead::mta::route
