// Detached coroutines, counted.
#include "net/session_set.h"

#include <boost/asio/detached.hpp>

#include "base/log.h"

namespace mailstead::net {

namespace asio = boost::asio;

namespace {

// A session's entry in every count, for as long as it lives.
class listed {
public:
    listed(std::set<stream*>& all, stream* one, std::atomic<std::int64_t>& load, std::atomic<std::int64_t>* open)
        : all_(all), one_(one), load_(load), open_(open) {
        all_.insert(one_);
        if (open_) ++*open_;
    }
    ~listed() {
        all_.erase(one_);
        --load_;
        if (open_) --*open_;
    }
    listed(listed const&) = delete;

private:
    std::set<stream*>& all_;
    stream* one_;
    std::atomic<std::int64_t>& load_;
    std::atomic<std::int64_t>* open_;
};

}  // namespace

session_set::~session_set() = default;

void session_set::serve(std::unique_ptr<stream> wire, std::shared_ptr<service const> what, std::shared_ptr<void> token) {
    if (stopping_) {
        --load;
        return;
    }
    auto const* const kind = what->kind;
    run(kind, session(std::move(wire), std::move(what), std::move(token)));
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

task<void> session_set::session(std::unique_ptr<stream> wire, std::shared_ptr<service const> what,
                                [[maybe_unused]] std::shared_ptr<void> token) {
    listed const entry(wires_, wire.get(), load, what->open);
    co_await what->what(*wire);
}

void session_set::say_goodbye() {
    stopping_ = true;
    for (auto* wire : wires_) wire->abort(errc::stopping);
}

task<bool> session_set::stop(std::chrono::milliseconds grace) {
    say_goodbye();
    auto const end = std::chrono::steady_clock::now() + grace;
    asio::steady_timer pause(where_);
    while (running_ > 0 && std::chrono::steady_clock::now() < end) {
        pause.expires_after(std::chrono::milliseconds(5));
        co_await pause.async_wait(asio::use_awaitable);
    }
    co_return running_ == 0;
}

}  // namespace mailstead::net
