// Detached coroutines, counted.
#include "net/session_set.h"

#include <cassert>

#include <boost/asio/detached.hpp>

#include "base/log.h"

namespace mailstead::net {

namespace asio = boost::asio;

session_set::~session_set() = default;

void session_set::serve(char const* kind, std::unique_ptr<stream> wire, std::shared_ptr<handler const> what) {
    if (stopping_) return;
    run(kind, session(kind, std::move(wire), std::move(what)));
}

void session_set::run(char const* kind, task<void> what) {
    ++running_;
    asio::co_spawn(where_, guarded(kind, std::move(what)), asio::detached);
}

// The one place where a session's exception ends: it is logged and ends that session alone.
task<void> session_set::guarded(char const* kind, task<void> what) {
    try {
        co_await std::move(what);
    } catch (std::exception const& error) {
        base::log::error(kind, "session ended by an internal error: {}", error.what());
    }
    --running_;
}

task<void> session_set::session(char const*, std::unique_ptr<stream> wire, std::shared_ptr<handler const> what) {
    struct listed {
        listed(std::set<stream*>& all, stream* one) : all_(all), one_(one) { all_.insert(one_); }
        ~listed() { all_.erase(one_); }
        std::set<stream*>& all_;
        stream* one_;
    };
    listed const entry(wires_, wire.get());
    co_await (*what)(*wire);
}

task<bool> session_set::stop(std::chrono::milliseconds grace) {
    stopping_ = true;
    auto const end = std::chrono::steady_clock::now() + grace;
    for (auto* wire : wires_) wire->abort(errc::stopping);
    asio::steady_timer pause(where_);
    while (running_ > 0 && std::chrono::steady_clock::now() < end) {
        pause.expires_after(std::chrono::milliseconds(5));
        co_await pause.async_wait(asio::use_awaitable);
    }
    co_return running_ == 0;
}

}  // namespace mailstead::net
