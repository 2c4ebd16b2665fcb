#include "mta/smtp_client/dial.h"

#include <cerrno>
#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/log.h"

namespace mailstead::mta::smtp_client {
namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr auto longest_connect = seconds(300);    // smtp_connect_timeout = 0: the system's own patience ends it before

std::string reason_of(base::error_code const& why) {
    if (why == net::make_error_code(net::errc::timed_out)) return "Connection timed out";
    return why.message();
}

trouble shutting_down() {
    trouble out;
    out.status = "4.3.2";
    out.text = "mail system is shutting down";
    return out;
}

}  // namespace

// Whatever happens, whoever waits for the end hears of it.
net::task<void> dial::run(net::executor home) {
    try {
        co_await connect(std::move(home));
    } catch (std::exception const& error) {
        base::log::error(how_->program(), "connect to {}: {}", to_.relay(), error.what());
        wire_.reset();
        why_.status = "4.3.0";
        why_.text = "mail system is out of resources";
    }
    ended_ = true;
}

net::task<void> dial::connect(net::executor home) {
    if (cut_) {
        why_ = shutting_down();
        co_return;
    }
    auto const patience = how_->patience.connect.count() > 0 ? how_->patience.connect : longest_connect;
    auto from = to_.is_local() ? std::string() : to_.is_v6() ? how_->bind_v6 : how_->bind_v4;
    net::result<std::unique_ptr<net::stream>> made = base::from_errno(ENOENT);
    if (to_.is_local()) made = co_await net::connect_unix(home, to_.path, patience);
    else made = co_await net::connect_tcp(home, to_.address, to_.port, patience, from, &connecting_);
    bool const unbound = !from.empty() && !made && made.error() == base::from_errno(EADDRNOTAVAIL);
    if (unbound) base::log::warning(how_->program(), "bind {}: {}", from, made.error().message());
    if (unbound && !how_->bind_enforce && !cut_) made = co_await net::connect_tcp(home, to_.address, to_.port, patience, {}, &connecting_);
    if (made && cut_) made = net::make_error_code(net::errc::stopping);
    if (made) {
        wire_ = std::move(*made);
        co_return;
    }
    why_.status = "4.4.1";
    why_.text = fmt::format("connect to {}: {}", to_.relay(), reason_of(made.error()));
}

void dial::cut() noexcept {
    cut_ = true;
    connecting_.now();
    if (!wire_) return;
    wire_.reset();
    why_ = shutting_down();
}

struct contest::alarm {
    explicit alarm(net::executor const& where) : timer(where) {}
    asio::steady_timer timer;
};

contest::contest(net::executor home, std::shared_ptr<settings const> const& how, mail_host first, std::optional<mail_host> rival)
    : home_(std::move(home)), first_(how, std::move(first)), alarm_(std::make_unique<alarm>(home_)) {
    if (rival) rival_.emplace(how, std::move(*rival));
}

contest::~contest() = default;

net::task<void> contest::run(std::shared_ptr<contest> self, net::session_set& fibres) {
    if (!self->rival_) {
        co_await self->first_.run(self->home_);
        co_return self->decide();
    }
    fibres.run("smtp", compete(self, &self->first_));
    co_await self->await_end(clock::now() + attempt_delay);
    if (!self->is_over() && !self->cut_) {
        self->rival_begun_ = true;
        fibres.run("smtp", compete(self, &*self->rival_));
    }
    while (!self->is_over()) co_await self->await_end(clock::time_point::max());
    self->decide();
}

net::task<void> contest::compete(std::shared_ptr<contest> self, dial* one) {
    co_await one->run(self->home_);
    self->alarm_->timer.cancel();
}

net::task<void> contest::await_end(clock::time_point until) {
    if (is_over()) co_return;
    alarm_->timer.expires_at(until);
    auto const [error] = co_await alarm_->timer.async_wait(tuple_awaitable);
    static_cast<void>(error);
}

bool contest::is_over() const noexcept {
    if (first_.has_connected() || (rival_ && rival_->has_connected())) return true;
    return first_.has_ended() && (!rival_begun_ || rival_->has_ended());
}

// Who won by a hair's breadth after the other one is called off, too: his connection is closed unused.
void contest::decide() {
    if (first_.has_connected()) winner_ = &first_;
    else if (rival_ && rival_->has_connected()) winner_ = &*rival_;
    for (auto* one : {&first_, rival_begun_ ? &*rival_ : nullptr}) {
        if (!one || one == winner_) continue;
        if (one->has_ended() && !one->has_connected()) failed_.push_back(one);
        else one->cut();
    }
}

void contest::cut() noexcept {
    cut_ = true;
    first_.cut();
    if (rival_) rival_->cut();
}

}  // namespace mailstead::mta::smtp_client
