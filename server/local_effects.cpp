// Requests to private/exec, and records to private/forward.
#include "server/local_effects.h"

#include <sysexits.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/log.h"
#include "mta/forward_mark.h"
#include "mta/pickup/records.h"
#include "mta/pipe/copier.h"
#include "mta/pipe/message_file.h"
#include "mta/pipe/status.h"
#include "net/connect.h"
#include "store/hash.h"

namespace mailstead::server {
namespace {

namespace asio = boost::asio;
namespace pickup = mta::pickup;

constexpr std::chrono::seconds patience{100};
constexpr std::chrono::seconds grace_of_exec{60};
constexpr std::size_t answer_limit = 2048;
// Of one worker. Fewer than the deliveries that the queue has under way on one connection (lmtp: 64).
constexpr std::size_t most_of_one = 8, most_of_all = 32;
constexpr std::chrono::seconds patience_for_place{5};

smtp::reply trouble(std::string_view with, base::error_code const& why) {
    return smtp::make_reply(451, "4.3.0", fmt::format("{}: {}", with, why.message()));
}

// Answers for a coroutine that an exception has ended, too: an LMTP session waits for every answer.
class answered_once {
public:
    explicit answered_once(std::function<void(smtp::reply)> done) : done_(std::move(done)) {}
    ~answered_once() {
        if (done_) done_(smtp::make_reply(451, "4.3.0", "internal error"));
    }
    answered_once(answered_once const&) = delete;
    void operator()(smtp::reply what) { std::exchange(done_, nullptr)(std::move(what)); }

private:
    std::function<void(smtp::reply)> done_;
};

class leaving {
public:
    explicit leaving(std::function<void()> at_end) : at_end_(std::move(at_end)) {}
    ~leaving() { at_end_(); }
    leaving(leaving const&) = delete;

private:
    std::function<void()> at_end_;
};

// From_ and Return-Path as local(8)'s commands get them; lines end with LF, "From " is not quoted.
mta::pipe::attributes row_of(mda::command_target const& how) {
    mta::pipe::attributes out;
    out.flags = how.with_delivered_to ? "FROD" : "FRO";
    return out;
}

net::exec_request request_for(mda::command_target const& how) {
    net::exec_request out;
    out.kind = "local";
    out.values.emplace_back("command", how.command);
    out.values.emplace_back("user", how.user);
    out.values.emplace_back("directory", how.directory);
    for (auto const& [name, value] : how.environment) out.values.emplace_back("env:" + name, value);
    return out;
}

smtp::reply reply_for(net::exec_outcome const& what, std::string const& command) {
    if (what.how == net::exec_end::exited && what.status == 0)
        return smtp::make_reply(250, "2.0.0", fmt::format("delivered to command: {}", base::printable(command, 200)));
    auto const meant = mta::pipe::result_of(what, "local");
    return smtp::make_reply(meant.code, meant.enhanced, meant.text);
}

// "STATUS TEXT\n", as pickup answers.
smtp::reply reply_for(std::string_view line, std::string const& told) {
    auto const blank = line.find(' ');
    auto const status = base::number<int>(line.substr(0, blank));
    auto const text = blank == line.npos ? std::string_view() : base::trimmed(line.substr(blank));
    if (!status) return smtp::make_reply(451, "4.3.0", "the queue answered with something else than a status");
    if (*status == EX_OK) return smtp::make_reply(250, "2.0.0", fmt::format("{} as {}", told, text));
    if (*status == EX_UNAVAILABLE) return smtp::make_reply(554, "5.3.0", std::string(text));
    if (*status == EX_DATAERR) return smtp::make_reply(550, "5.1.3", std::string(text));
    return smtp::make_reply(451, "4.3.0", std::string(text));
}

// Each text ends with a byte that none of them has.
std::string mark_of(mda::errand const& what, std::string_view sender, std::vector<std::string> to, std::string_view transport) {
    std::sort(to.begin(), to.end());
    std::string all;
    for (auto const part : {sender, transport}) all.append(part) += '\0';
    for (auto const& whom : to) all.append(whom) += '\0';
    return to_string(mta::forward_mark{what.id, base::hex(store::sha256(all).substr(0, 16))});
}

net::task<std::string> read_line(net::stream& wire) {
    std::string line;
    while (line.find('\n') == line.npos && line.size() < answer_limit) {
        auto const got = co_await wire.read_some(answer_limit, patience);
        if (!got) co_return std::string();
        line += *got;
    }
    co_return line.substr(0, line.find('\n'));
}

}  // namespace

local_effects::local_effects(net::executor home, net::session_set& tasks, net::disk_pool& files, settings wanted)
    : home_(std::move(home)), tasks_(tasks), files_(files), wanted_(std::move(wanted)),
      programs_(home_, wanted_.queue_directory + "/private/exec") {}

void local_effects::run(mda::errand what, mda::command_target how, answer done) {
    auto begin = [this, what = std::move(what), how = std::move(how), done = std::move(done)]() mutable {
        tasks_.run("local", run_program(std::move(what), std::move(how), std::move(done)));
    };
    asio::post(home_, std::move(begin));
}

// Waits a moment for a place. False: the mail has to come again, so that one user's programs hold up nobody else's mail.
net::task<bool> local_effects::enter(std::string const& user) {
    asio::steady_timer pause(home_);
    auto const end = std::chrono::steady_clock::now() + patience_for_place;
    while (running_[user] >= most_of_one || all_running_ >= most_of_all) {
        if (running_[user] == 0) running_.erase(user);
        if (std::chrono::steady_clock::now() >= end) co_return false;
        pause.expires_after(std::chrono::milliseconds(20));
        co_await pause.async_wait(asio::use_awaitable);
    }
    ++running_[user];
    ++all_running_;
    co_return true;
}

void local_effects::leave(std::string const& user) {
    --all_running_;
    if (--running_[user] == 0) running_.erase(user);
}

net::task<void> local_effects::run_program(mda::errand what, mda::command_target how, answer given) {
    answered_once done(std::move(given));
    bool const entered = co_await enter(how.user);
    if (!entered) co_return done(smtp::make_reply(451, "4.3.2", "too many commands of this user are running"));
    leaving const place([this, user = how.user] { leave(user); });
    auto const row = row_of(how);
    auto const now = base::unix_seconds(std::chrono::system_clock::now());
    auto const lead = mta::pipe::leading_lines(row, what.sender, what.original, what.delivered_to, now);
    auto const copy = [&row, &lead, text = what.message.text()] { return mta::pipe::message_file(row, lead, *text); };
    auto input = co_await net::blocking(files_, copy);
    if (!input) co_return done(trouble("cannot make a copy of the message", input.error()));
    auto request = request_for(how);
    auto const outcome = co_await programs_.run(std::move(request), std::move(*input), wanted_.command_time_limit + grace_of_exec);
    done(outcome ? reply_for(*outcome, how.command) : trouble("cannot ask the exec role", outcome.error()));
}

void local_effects::forward(mda::errand what, mda::forward_target where, answer done) {
    std::string head(pickup::submit_greeting);
    try {
        pickup::put(head, pickup::record::branch, mark_of(what, where.sender, where.recipients, ""));
        pickup::put(head, pickup::record::sender, where.sender);
        pickup::put(head, pickup::record::original, what.original.empty() ? what.delivered_to : what.original);
        for (auto const& whom : where.recipients) pickup::put(head, pickup::record::recipient, whom);
        if (where.with_delivered_to) pickup::put_text(head, "Delivered-To: " + what.delivered_to + "\r\n");
    } catch (std::length_error const&) {
        return done(smtp::make_reply(550, "5.1.3", "an address is too long to be forwarded to"));
    }
    auto begin = [this, what = std::move(what), head = std::move(head), done = std::move(done)]() mutable {
        tasks_.run("local", send_on(std::move(what), std::move(head), "forwarded", std::move(done)));
    };
    asio::post(home_, std::move(begin));
}

void local_effects::reroute(mda::errand what, mda::reroute_target where, answer done) {
    std::string head(pickup::submit_greeting);
    try {
        pickup::put(head, pickup::record::branch, mark_of(what, what.sender, {where.address}, where.transport));
        pickup::put(head, pickup::record::transport, where.transport);
        pickup::put(head, pickup::record::sender, what.sender);
        pickup::put(head, pickup::record::original, what.original.empty() ? where.address : what.original);
        pickup::put(head, pickup::record::recipient, where.address);
    } catch (std::length_error const&) {
        return done(smtp::make_reply(550, "5.1.3", "an address is too long"));
    }
    auto told = fmt::format("passed to {}", base::printable(where.transport, 100));
    auto begin = [this, what = std::move(what), head = std::move(head), told = std::move(told), done = std::move(done)]() mutable {
        tasks_.run("local", send_on(std::move(what), std::move(head), std::move(told), std::move(done)));
    };
    asio::post(home_, std::move(begin));
}

net::task<void> local_effects::send_on(mda::errand what, std::string head, std::string told, answer given) {
    answered_once done(std::move(given));
    auto reply = co_await hand_in(what, std::move(head), told);
    done(std::move(reply));
}

// The answer is read even when the queue did not want to hear all of the message.
net::task<smtp::reply> local_effects::hand_in(mda::errand const& what, std::string head, std::string const& told) {
    auto path = wanted_.queue_directory + "/private/forward";
    auto connected = co_await net::connect_unix(home_, std::move(path), patience);
    if (!connected) co_return trouble("cannot reach the queue", connected.error());
    auto& wire = **connected;
    auto sent = co_await wire.write(head, patience);
    for (auto const& piece : *what.message.text()) {
        if (!sent) break;
        std::string records;
        pickup::put_text(records, piece);
        sent = co_await wire.write(records, patience);
    }
    if (sent) {
        std::string end;
        pickup::put(end, pickup::record::end, "");
        sent = co_await wire.write(end, patience);
    }
    auto const line = co_await read_line(wire);
    if (line.empty()) co_return smtp::make_reply(451, "4.3.0", "lost connection with the queue");
    co_return reply_for(line, told);
}

}  // namespace mailstead::server
