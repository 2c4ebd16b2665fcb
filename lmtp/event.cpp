// Keeps the waiting coroutine's handler until set() posts it.
#include "lmtp/event.h"

#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mailstead::lmtp {

namespace asio = boost::asio;

class event::waiter {
public:
    virtual ~waiter() = default;
    virtual void resume() = 0;
};

namespace {

template <class Handler>
class parked final : public event::waiter {
public:
    explicit parked(Handler handler) : handler_(std::move(handler)) {}
    void resume() override {
        auto const where = asio::get_associated_executor(handler_);
        asio::post(where, std::move(handler_));
    }

private:
    Handler handler_;
};

}  // namespace

event::event() = default;
event::~event() = default;

net::task<void> event::wait() {
    if (!set_) {
        auto park = [this](auto handler) {
            waiter_ = std::make_unique<parked<decltype(handler)>>(std::move(handler));
        };
        co_await asio::async_initiate<asio::use_awaitable_t<> const, void()>(park, asio::use_awaitable);
    }
    set_ = false;
}

void event::set() {
    set_ = true;
    if (!waiter_) return;
    auto const waiting = std::exchange(waiter_, nullptr);
    waiting->resume();
}

}  // namespace mailstead::lmtp
