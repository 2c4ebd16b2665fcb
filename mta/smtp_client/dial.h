// The way to a host's port: one connect, or two beside each other when the first is slow (RFC 8305 §5). All calls on one thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mta/smtp_client/hosts.h"
#include "mta/smtp_client/settings.h"
#include "net/connect.h"
#include "net/session_set.h"
#include "net/stream.h"

namespace mailstead::mta::smtp_client {

// RFC 8305 §8, Connection Attempt Delay: most servers answer sooner, and nobody notices the wait where one does not.
constexpr auto attempt_delay = std::chrono::milliseconds(250);

// One connect, from the address that main.cf names for the family.
class dial {
public:
    dial(std::shared_ptr<settings const> how, mail_host to) : how_(std::move(how)), to_(std::move(to)) {}

    // Once. Returns when there is a connection, or a trouble in Postfix's words.
    net::task<void> run(net::executor home);
    // Ends it, also before it has begun.
    void cut() noexcept;

    mail_host const& host() const noexcept { return to_; }
    bool has_ended() const noexcept { return ended_; }
    bool has_connected() const noexcept { return wire_ != nullptr; }
    // Of one that has ended without a connection.
    trouble const& why() const noexcept { return why_; }
    std::unique_ptr<net::stream> take() noexcept { return std::move(wire_); }

private:
    net::task<void> connect(net::executor home);

    std::shared_ptr<settings const> how_;
    mail_host to_;
    net::call_off connecting_;
    std::unique_ptr<net::stream> wire_;
    trouble why_;
    bool cut_ = false;
    bool ended_ = false;
};

// A host and, if it is slow and there is one, a rival beside it.
class contest {
public:
    contest(net::executor home, std::shared_ptr<settings const> const& how, mail_host first, std::optional<mail_host> rival);
    ~contest();
    contest(contest const&) = delete;

    // Returns when one has connected or all have failed. The one called off ends soon afterwards, as a coroutine of `fibres`.
    static net::task<void> run(std::shared_ptr<contest> self, net::session_set& fibres);
    // Ends it without a winner.
    void cut() noexcept;

    // After run(). Null: nobody has connected.
    dial* winner() const noexcept { return winner_; }
    // Those that failed of themselves, or by cut(); whoever was called off because the other one won is not among them.
    std::vector<dial const*> const& failed() const noexcept { return failed_; }
    bool is_rival(dial const& one) const noexcept { return rival_ && &one == &*rival_; }

private:
    static net::task<void> compete(std::shared_ptr<contest> self, dial* one);
    net::task<void> await_end(std::chrono::steady_clock::time_point until);
    bool is_over() const noexcept;
    void decide();

    struct alarm;
    net::executor home_;
    dial first_;
    std::optional<dial> rival_;
    std::unique_ptr<alarm> alarm_;    // rings when an attempt has ended, too
    bool rival_begun_ = false;
    bool cut_ = false;
    dial* winner_ = nullptr;
    std::vector<dial const*> failed_;
};

}  // namespace mailstead::mta::smtp_client
