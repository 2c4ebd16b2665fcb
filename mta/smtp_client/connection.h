// One server, from its greeting to QUIT (RFC 5321 §3.1, §4.1.1.1, RFC 2033 §4.1): what it calls itself, what it offers, TLS, our login, and the
// words between us. All calls on one thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "mta/notice/notice.h"
#include "mta/notice/transcript.h"
#include "mta/smtp_client/hosts.h"
#include "mta/smtp_client/settings.h"
#include "mta/smtp_client/sts_policy.h"
#include "net/disk.h"
#include "net/stream.h"
#include "net/tls_client.h"
#include "smtp/offers.h"
#include "smtp/reply.h"

namespace mailstead::mta::smtp_client {

// For whom a connection is made, and how it has to be protected.
struct errand {
    std::string next_hop;                                // as written; for texts and passwords
    std::string domain;                                  // its name
    std::string sender;                                  // whose password is looked for
    tls_policy policy;
    std::optional<sts_policy> sts;                       // of `domain`, if there is one in force
    bool is_reported = false;                            // the domain may want reports (RFC 8460)
    std::string sts_text;                                // as it was fetched
    std::shared_ptr<net::tls_context const> context;     // null: no TLS can be had
    net::tls_session session;                            // to be resumed, if any
};

class connection {
public:
    // `lookups` outlives it. `tell`: hears of the session at its end, where notify_classes wants it; may be null.
    connection(std::shared_ptr<settings const> how, mail_host to, errand why, net::disk_pool& lookups, notice::teller tell = nullptr);

    // Over a wire just connected (dial.h): hears the greeting, says EHLO, begins TLS and logs in as far as has to be. Without
    // trouble the server waits for mail.
    net::task<trouble> open(std::unique_ptr<net::stream> wire);
    // Says QUIT and does not wait for the answer unless it has to. The postmaster is told now, if he is to be.
    net::task<void> quit();
    // Ends whatever is under way.
    void cut() noexcept;

    mail_host const& host() const noexcept { return to_; }
    // REQUIRETLS only under TLS with a server whose certificate is for it, by a name that no forged DNS answer gave (RFC 8689 §4.2.1).
    smtp::offers const& server() const noexcept { return server_; }
    settings const& rules() const noexcept { return *how_; }
    std::shared_ptr<settings const> const& shared_rules() const noexcept { return how_; }
    net::disk_pool& lookups() const noexcept { return lookups_; }
    net::stream& wire() noexcept { return *wire_; }

    // What a transcript of the session has of it.
    enum class shown { whole, hidden, nothing };    // hidden: that there was a line
    // Sends; trouble is the loss of the connection while `doing`. What the server said unasked is one, too.
    net::task<trouble> send(std::string_view bytes, seconds patience, char const* doing, shown how = shown::whole);
    // The next reply. A loss, a silence or what is no reply ends the connection.
    struct heard {
        smtp::reply reply;
        trouble why;    // no status: reply holds
    };
    net::task<heard> hear(seconds patience, char const* doing);
    // A command line and its answer.
    net::task<heard> ask(std::string line, seconds patience, char const* doing, shown how = shown::whole);
    // Of this session nobody is told: it carries such news itself.
    void keep_quiet() noexcept { quiet_ = true; }

    std::string const& next_hop() const noexcept { return errand_.next_hop; }
    std::string const& domain() const noexcept { return errand_.domain; }
    // What was wrong with TLS as the domain wants it (tls_report.h), whatever became of the mail; no result: nothing.
    struct tls_finding {
        std::string_view result;
        std::string reason;
    };
    tls_finding const& tls_seen() const noexcept { return tls_seen_; }
    // The name in the greeting.
    std::string const& greeted() const noexcept { return greeted_; }
    // The handshake failed: without TLS it may work.
    bool has_failed_handshake() const noexcept { return handshake_failed_; }
    bool is_connected() const noexcept { return wire_ != nullptr; }
    // No further message may be sent over it.
    void spoil() noexcept { spoilt_ = true; }
    bool is_spoilt() const noexcept { return spoilt_ || has_unread(); }
    std::size_t uses() const noexcept { return uses_; }
    void used() noexcept { ++uses_; }
    std::chrono::steady_clock::time_point since() const noexcept { return since_; }

private:
    net::task<trouble> greet();
    net::task<trouble> say_hello(bool extended);
    net::task<trouble> say_lhlo();
    net::task<void> take_offers(smtp::reply const& hello);
    net::task<std::vector<std::string>> ignored_keywords();
    net::task<bool> take(std::string bytes);
    net::task<void> say_quit();
    void note(smtp::reply const& reply);
    void tell_postmaster();
    bool has_unread() const noexcept { return replies_.has_input() || !unfiltered_.empty(); }
    trouble lost(base::error_code const& why, char const* doing);
    trouble refused(smtp::reply const& reply) const;
    trouble looks_like_us() const;

    // connection_security.cpp
    net::task<trouble> secure();
    net::task<trouble> handshake();
    trouble judge(net::tls_server const& server);
    void note_sts_failure(std::string const& why) const;
    void found(std::string_view result, std::string reason);
    void look_at(net::tls_server const& server);
    net::task<trouble> log_in();
    net::task<trouble> prove(std::string user, std::string password);
    net::task<conf::result<std::string>> find_password() const;
    net::task<std::vector<std::string>> usable_mechanisms();

    std::shared_ptr<settings const> how_;
    mail_host to_;
    errand errand_;
    net::disk_pool& lookups_;
    notice::teller tell_;
    notice::transcript transcript_;
    std::string end_reason_;       // how the connection was lost
    std::unique_ptr<net::stream> wire_;
    smtp::reply_parser replies_;
    std::string unfiltered_;       // a line that has not ended yet, where smtp_reply_filter is set
    smtp::offers server_;
    std::size_t uses_ = 0;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    std::string greeted_;
    tls_finding tls_seen_;
    bool quiet_ = false;
    bool spoilt_ = false;
    bool handshake_failed_ = false;
    bool verified_ = false;        // as the policy asks
    bool vouched_for_ = false;
};

}  // namespace mailstead::mta::smtp_client
