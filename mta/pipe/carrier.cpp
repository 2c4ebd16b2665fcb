// From a transaction of the queue to runs of the row's program.
#include "mta/pipe/carrier.h"

#include <algorithm>
#include <deque>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/clock.h"
#include "base/fs.h"
#include "mda/headers.h"
#include "mta/pipe/copier.h"
#include "mta/pipe/message_file.h"
#include "mta/pipe/request.h"
#include "mta/pipe/status.h"
#include "net/exec_client.h"

namespace mailstead::mta::pipe {
namespace {

namespace asio = boost::asio;

// How much longer than the program's own limit the role exec may take before it is given up.
constexpr std::chrono::seconds grace_of_exec{60};

// How many programs of one row run, and who waits for a place.
struct places {
    std::size_t used = 0;
    std::deque<std::shared_ptr<asio::steady_timer>> waiting;

    void leave() {
        --used;
        if (waiting.empty()) return;
        auto const next = std::move(waiting.front());
        waiting.pop_front();
        next->cancel();
    }
};

std::uint64_t size_of(lmtp::transaction const& what) {
    std::uint64_t size = 0;
    for (auto const& piece : *what.text) size += piece.size();
    return size;
}

facts facts_of_transaction(lmtp::transaction const& what, std::string const& nexthop) {
    facts out;
    out.sender = what.sender;
    out.nexthop = nexthop;
    out.queue_id = what.queue_id;
    out.size = size_of(what);
    out.client_address = what.from.address;
    out.client_hostname = what.from.name;
    out.client_helo = what.from.helo;
    out.client_port = what.from.port;
    out.client_protocol = what.from.protocol;
    out.sasl_method = what.sasl_method;
    out.sasl_username = what.sasl_username;
    return out;
}

// The role exec could not be asked, or was lost: nothing has been decided.
lmtp::recipient_result undecided(base::error_code why) {
    bool const lost = why == net::make_error_code(net::errc::closed) || why == net::make_error_code(net::errc::timed_out) ||
                      why == net::make_error_code(net::errc::stopping);
    lmtp::recipient_result out;
    out.what = lost ? lmtp::fate::unknown : lmtp::fate::not_attempted;
    out.enhanced = "4.3.0";
    out.text = fmt::format("{} the exec role: {}", lost ? "lost connection with" : "cannot ask", why.message());
    return out;
}

lmtp::transaction_result same_for_all(std::size_t count, lmtp::recipient_result const& what) {
    lmtp::transaction_result out;
    out.recipients.assign(count, what);
    return out;
}

}  // namespace

struct surroundings {
    surroundings(net::executor on, std::string path, net::disk_pool& pool) : home(std::move(on)), socket(std::move(path)), files(pool) {}
    net::executor const home;
    std::string const socket;
    net::disk_pool& files;
    std::shared_ptr<services const> rows = std::make_shared<services const>();
    std::map<std::string, places> running;    // by row
};

namespace {

class pipe_carrier final : public queue::carrier {
public:
    pipe_carrier(std::shared_ptr<surroundings> around, route::target const& where)
        : around_(std::move(around)), name_(where.transport), nexthop_(where.nexthop), programs_(around_->home, around_->socket) {}

    net::task<lmtp::transaction_result> deliver(lmtp::transaction what) override {
        auto const rows = around_->rows;    // a reload meanwhile does not concern this run
        auto const count = what.recipients.size();
        auto const found = rows->find(name_);
        auto const& row = found == rows->end() ? nobody() : found->second;
        if (!row.mistake.empty()) co_return same_for_all(count, decided("4.3.5", "mail system configuration error: " + row.mistake));
        if (row.row.size > 0 && size_of(what) > row.row.size) co_return same_for_all(count, decided("5.2.3", "message too large"));
        if (!row.row.one_by_one()) {
            auto const result = co_await run(&row, &what, what.recipients);
            co_return same_for_all(count, result);
        }
        lmtp::transaction_result out;
        for (auto const& whom : what.recipients) {
            std::vector<lmtp::recipient> alone(1, whom);
            auto result = co_await run(&row, &what, std::move(alone));
            out.recipients.push_back(std::move(result));
        }
        co_return out;
    }

    std::string const& relay() const noexcept override { return name_; }

    net::task<void> stop(std::chrono::milliseconds grace) override {
        stopping_ = true;
        auto& all = around_->running[name_];
        for (auto const& one : std::exchange(all.waiting, {})) one->cancel();
        auto const end = std::chrono::steady_clock::now() + grace;
        asio::steady_timer pause(around_->home);
        while (programs_.running() > 0) {
            if (std::chrono::steady_clock::now() >= end) programs_.cut();
            pause.expires_after(std::chrono::milliseconds(2));
            co_await pause.async_wait(asio::use_awaitable);
        }
    }

private:
    static service const& nobody() {
        static service const none = [] {
            service out;
            out.mistake = "master.cf has no such service with the command pipe";
            return out;
        }();
        return none;
    }

    // One program for these recipients of the message.
    net::task<lmtp::recipient_result> run(service const* row, lmtp::transaction const* what, std::vector<lmtp::recipient> whom) {
        if (row->row.has('D')) {
            mda::incoming const seen(what->sender, what->text, 0);
            auto const& address = whom.front().address;
            if (seen.was_delivered_to(address)) co_return decided("5.4.6", fmt::format("mail forwarding loop for {}", address));
        }
        bool const entered = co_await enter(row->most);
        if (!entered) co_return undecided(net::make_error_code(net::errc::stopping));
        auto const result = co_await run_now(row, what, whom);
        around_->running[name_].leave();
        co_return result;
    }

    net::task<lmtp::recipient_result> run_now(service const* row, lmtp::transaction const* what, std::vector<lmtp::recipient> const& whom) {
        auto const now = base::unix_seconds(std::chrono::system_clock::now());
        auto const lead = leading_lines(row->row, what->sender, whom.front().original, whom.front().address, now);
        auto const copy = [row, &lead, text = what->text] { return message_file(row->row, lead, *text); };
        auto input = co_await net::blocking(around_->files, copy);
        if (stopping_) co_return undecided(net::make_error_code(net::errc::stopping));    // nobody would end a program begun now
        if (!input) co_return decided("4.3.0", fmt::format("cannot make a copy of the message: {}", input.error().message()));
        auto known = facts_of_transaction(*what, nexthop_);
        for (auto const& one : whom) known.recipients.push_back({one.address, one.original});
        auto request = request_for(name_, known);
        auto const patience = row->limit + grace_of_exec;
        auto const outcome = co_await programs_.run(std::move(request), std::move(*input), patience);
        if (!outcome) co_return undecided(outcome.error());
        co_return result_of(*outcome, name_);
    }

    // Waits for a place among the row's programs. False: we are stopping.
    net::task<bool> enter(std::size_t most) {
        while (!stopping_ && most > 0 && around_->running[name_].used >= most) {
            auto const turn = std::make_shared<asio::steady_timer>(around_->home, asio::steady_timer::time_point::max());
            around_->running[name_].waiting.push_back(turn);
            co_await turn->async_wait(asio::as_tuple(asio::use_awaitable));
        }
        if (stopping_) co_return false;
        ++around_->running[name_].used;
        co_return true;
    }

    std::shared_ptr<surroundings> around_;
    std::string const name_, nexthop_;
    net::exec_client programs_;
    bool stopping_ = false;
};

}  // namespace

carriers::carriers(net::executor home, std::string socket, queue::carrier_source& others, net::disk_pool& files)
    : around_(std::make_shared<surroundings>(std::move(home), std::move(socket), files)), others_(others) {}
carriers::~carriers() = default;

void carriers::use(services now) { around_->rows = std::make_shared<services const>(std::move(now)); }

std::unique_ptr<queue::carrier> carriers::open(route::target const& where) {
    if (where.kind != route::target::way::pipe) return others_.open(where);
    return std::make_unique<pipe_carrier>(around_, where);
}

}  // namespace mailstead::mta::pipe
