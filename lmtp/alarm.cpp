// One steady timer behind each alarm.
#include "lmtp/alarm.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mailstead::lmtp {

namespace asio = boost::asio;

// A handler already queued outlives a cancel, so it holds the state and finds `what` gone.
struct alarm::state : std::enable_shared_from_this<alarm::state> {
    state(net::executor where, look what_to_do) : timer(where), what(std::move(what_to_do)) {}

    void arm(base::steady_time at) {
        armed = true;
        timer.expires_at(at);
        auto ring = [self = shared_from_this()](boost::system::error_code const& error) {
            if (!error) self->ring();
        };
        timer.async_wait(std::move(ring));
    }

    void ring() {
        if (!what) return;
        armed = false;
        auto const next = what();
        if (next && what && !armed) arm(*next);
    }

    asio::steady_timer timer;
    look what;
    bool armed = false;
};

alarm::alarm(net::executor where, look what) : state_(std::make_shared<state>(std::move(where), std::move(what))) {}

alarm::~alarm() {
    state_->what = nullptr;
    state_->timer.cancel();
}

void alarm::set(base::steady_time at) {
    if (state_->armed && state_->timer.expiry() <= at) return;
    state_->arm(at);
}

net::task<void> pause(net::executor where, std::chrono::milliseconds how_long) {
    asio::steady_timer timer(where, how_long);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace mailstead::lmtp
