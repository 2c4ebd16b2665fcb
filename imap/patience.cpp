// Tells a client now and then that a long command is still at work: RFC 9585.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "imap/limits.h"
#include "imap/patience.h"
#include "imap/progress.h"
#include "imap/session.h"

namespace mailstead::imap {

namespace asio = boost::asio;

// Runs beside one call on the disk pool. Nobody else writes to the connection, or to the session's buffer, meanwhile.
class session::telling final : public std::enable_shared_from_this<session::telling> {
public:
    explicit telling(session& owner) : owner_(&owner), timer_(owner.wire_->get_executor()) {}

    void arm() {
        timer_.expires_after(owner_->how_.progress_interval);
        auto due = [held = weak_from_this()](boost::system::error_code const& error) {
            auto const self = held.lock();
            if (error || !self || self->over_) return;    // a timer cancelled too late comes as success
            self->start();
        };
        timer_.async_wait(std::move(due));
    }
    net::task<> finish() {
        over_ = true;
        timer_.cancel();
        if (!writing_) co_return;
        waiting_ = std::make_unique<asio::steady_timer>(timer_.get_executor(), asio::steady_timer::time_point::max());
        boost::system::error_code ignored;
        co_await waiting_->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

private:
    void start() {
        writing_ = true;
        auto ended = [self = shared_from_this()](std::exception_ptr failure) {
            self->writing_ = false;
            if (self->waiting_) self->waiting_->cancel();
            else if (!failure && !self->over_ && self->owner_->open_) self->arm();
        };
        asio::co_spawn(timer_.get_executor(), tell(), std::move(ended));
    }
    net::task<> tell() {
        write_in_progress(owner_->out_, owner_->tag_, std::nullopt);
        co_await owner_->flush();
    }

    session* owner_;
    asio::steady_timer timer_;
    std::unique_ptr<asio::steady_timer> waiting_;
    bool writing_ = false, over_ = false;
};

std::shared_ptr<session::telling> session::begin_telling() {
    if (how_.progress_interval.count() <= 0) return nullptr;
    auto out = std::make_shared<telling>(*this);
    out->arm();
    return out;
}

net::task<> session::end_telling(std::shared_ptr<telling> what) {
    if (what) co_await what->finish();
}

// RFC 9738 §3.1: where the tagged answer has another response code to tell.
void session::tell_limit(limited const& what) {
    if (what.limit != 0) out_ += "* NO " + limit_code(what) + "Not all messages were worked on.\r\n";
}

// Between the steps of a command that can say how far it is.
net::task<> session::tell_progress(steady_point& next, progress now) {
    if (how_.progress_interval.count() <= 0 || std::chrono::steady_clock::now() < next) co_return;
    next = std::chrono::steady_clock::now() + how_.progress_interval;
    write_in_progress(out_, tag_, now);
    co_await flush();
}

}  // namespace mailstead::imap
