// One milter and one client's connection: negotiation, an event at a time, and what the milter's answers mean. In Postfix's
// order and words.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "mta/milter/message.h"
#include "mta/milter/service.h"
#include "mta/milter/wire.h"
#include "mta/smtpd/names.h"
#include "net/stream.h"

namespace mailstead::mta::milter {

// What a client leans on; outlives it.
struct parts {
    net::executor where;
    smtpd::names* names = nullptr;       // null: hosts are addresses, or localhost
    base::clock const* clock = nullptr;
    char const* program = "smtpd";       // who talks to them, for the log; messages are shown by cleanup
};

class client {
public:
    client(service_ptr whom, parts with) : service_(std::move(whom)), with_(std::move(with)) {}

    // Connects, when nothing has been said yet, and agrees on what is told and what may be changed. A failure is
    // remembered: every event is then answered by the service's default action.
    task<void> open();
    // Tells of connect, helo, mail, rcpt, data or unknown: `macros` is a macro packet's list of names and values, which
    // is sent first. What the milter does not want to hear is not sent, and what has been decided for good is said again.
    task<answer> tell(event what, std::string data, std::string macros);
    // The macros that it asked for instead of main.cf's; null: main.cf's.
    std::vector<std::string> const* wanted_macros(stage of) const noexcept;
    bool wants_refused_recipients() const noexcept;

    // The whole message, from its header to its end, and what the milter makes of it.
    task<answer> inspect(message& what, std::string header_macros, std::string end_macros);

    // The message is not to be (or is over); the same connection goes on.
    task<void> abort();
    // The client is gone.
    task<void> quit();
    // What has been decided for the rest of the connection.
    answer const& standing() const noexcept { return standing_; }
    std::string const& name() const noexcept { return service_->name; }

private:
    enum class state : std::uint8_t { closed, ready, envelope, message, accepts_message, accepts_connection, refuses_connection, failed };
    struct heard {
        bool usable = false;
        char code = '\0';
        std::string data;
    };
    task<void> negotiate();
    bool agree(std::string_view data);
    task<result<std::unique_ptr<net::stream>>> connect();
    task<result<std::string>> address_of(std::string host);
    task<answer> send(event what, std::string_view data, std::string_view macros);
    task<answer> listen(event what, message* into);
    std::optional<answer> decide(event what, reply const& said);
    std::optional<answer> decide_code(event what, std::string_view text);
    task<answer> change_message(reply const& said, message& into);
    task<answer> tell_header(message& what, std::string macros);
    task<answer> tell_body(message& what, std::string const& macros);
    task<bool> flush();
    task<heard> hear(event after);
    bool is_silent(event what) const noexcept;
    answer for_good(event what, answer decided);
    void broken();                       // the milter, or the way to it
    void misconfigured();                // main.cf, or what the milter wants
    void close() noexcept { wire_.reset(); }
    void begin_wait(std::chrono::seconds patience);
    std::chrono::seconds left() const;
    char const* program() const noexcept { return state_ == state::message ? "cleanup" : with_.program; }

    service_ptr service_;
    parts with_;
    std::unique_ptr<net::stream> wire_;
    packet_reader packets_;
    std::string out_;                    // not yet written: events that wait for no answer travel with the next
    agreement agreed_;
    std::uint32_t hidden_ = 0;           // SMFIP_* of events that its version does not know
    state state_ = state::closed;
    bool in_message_ = false;            // told of a sender, and not of the end
    answer standing_;
    std::optional<event> skipped_;       // no more of these in this message
    base::steady_time until_{};
};

}  // namespace mailstead::mta::milter
