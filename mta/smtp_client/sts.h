// Which domains ask for TLS with verified mail exchangers by MTA-STS (RFC 8461): asks the DNS, fetches policies over HTTPS, and
// remembers them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mta/smtp_client/names.h"
#include "mta/smtp_client/sts_cache.h"
#include "mta/smtp_client/sts_policy.h"
#include "net/disk.h"
#include "net/https_get.h"
#include "net/session_set.h"
#include "net/task.h"

namespace mailstead::mta::smtp_client {

struct sts_settings {
    std::string database;                        // empty: memory only
    net::tls_client_settings authorities;        // for the web servers' certificates
    bool ipv4 = true, ipv6 = true;               // to reach them by
    std::uint16_t port = 443;                    // other ones in tests only
    bool private_addresses = false;              // they may lie anywhere: in tests
    std::vector<std::string> own_addresses;      // of this machine, as inet_ntop() writes them: never asked
    std::chrono::seconds patience{20};           // with one address of a web server; three are tried at most, RFC 8461 §3.3
    std::chrono::milliseconds wait{5000};        // how long mail waits for a policy that is not known yet
};

// Why there is no policy although the domain seems to have one (RFC 8460 §4.3.2.2).
enum class sts_failure : std::uint8_t { none, fetch, webpki, invalid };

struct sts_answer {
    std::optional<sts_policy> policy;            // in force; never of mode none
    std::string text;                            // the policy as it was fetched
    sts_failure failure = sts_failure::none;     // of the newest fetch
};

// On one thread, `home`'s. All references outlive it.
class sts_policies {
public:
    struct parts {
        net::executor home;
        names& from;
        net::session_set& tasks;                 // of `home`; its fetches are among them
        net::disk_pool& files;
        base::clock const& clock;
    };
    sts_policies(parts with, sts_settings wanted);
    ~sts_policies();    // after stop(), when `tasks` has ended

    // The policy for mail to `domain` (in lower case). Waits for DNS, and for a policy that has to be fetched at most
    // sts_settings::wait; a fetch that takes longer goes on, and until then mail goes as without (§3.3). Never fails.
    net::task<sts_answer> ask(std::string domain);
    // Fetches policies anew before they expire (§10.2), until stop().
    net::task<void> run();
    // Cuts the fetches under way; later ones fail at once.
    void stop();

private:
    struct entry;
    struct fetching;
    struct store;
    using entry_ptr = std::shared_ptr<entry>;

    net::task<entry_ptr> look_up(std::string domain);
    net::task<entry_ptr> remembered(std::string domain);
    net::task<void> keep(std::string domain, sts_record one);
    net::task<std::optional<std::string>> published_id(std::string domain);
    std::shared_ptr<fetching> begin_fetch(entry_ptr const& whose, std::string const& domain, std::string id);
    net::task<void> wait_for(std::shared_ptr<fetching> what);
    net::task<void> fetch(entry_ptr whose, std::shared_ptr<fetching> mine, std::string domain, std::string id);
    net::task<std::optional<std::string>> fetch_text(std::shared_ptr<fetching> mine, std::string domain);
    net::task<std::vector<std::string>> addresses_of(std::string host);
    bool may_ask(std::string const& address) const;
    net::task<std::shared_ptr<net::tls_context const>> context(std::string& why);
    void accept(entry& whose, std::string const& domain, std::string id, std::string text, sts_policy policy);
    void refuse(entry& whose, std::string const& domain, std::string id, fetching const& mine);
    net::task<void> refresh_stale();
    std::int64_t now() const { return base::unix_seconds(with_.clock.now()); }

    parts with_;
    sts_settings settings_;
    std::shared_ptr<store> store_;               // the file and its lock: jobs of the pool may outlive a call
    std::map<std::string, entry_ptr> known_;     // by domain
    std::map<std::string, std::shared_ptr<fetching>> under_way_;
    std::shared_ptr<net::tls_context const> context_;
    bool stopping_ = false;
};

}  // namespace mailstead::mta::smtp_client
