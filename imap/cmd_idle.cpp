// IDLE, RFC 2177: the reader waits for DONE in session::serve(), pushes go beside it.
#include <atomic>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ascii.h"
#include "base/log.h"

#include "imap/notifying.h"
#include "imap/session.h"

namespace mailstead::imap {

namespace asio = boost::asio;

// IDLE's other half: pushes changes while the session waits for DONE. A push is a coroutine that exists only while there is
// something to say, so that waiting costs this object and a timer.
class session::idling final : public store::listener, public std::enable_shared_from_this<session::idling> {
public:
    idling(session& owner, std::string tag);

    // Starts to listen and to keep the connection alive; tells at once what has changed already.
    void start();
    // No push begins any more; the session waits with finished() for the one under way.
    void stop();
    net::task<> finished();
    std::string const& tag() const noexcept { return tag_; }

    // From any thread.
    void changed() noexcept override {
        if (!told_by_notify_) post_look();
    }
    void gone() noexcept override { gone_ = true, post_look(); }

private:
    void post_look() noexcept;
    void look();
    void wake(bool keep_alive);
    void send_away();
    void arm();
    net::task<> push();

    session* owner_;                         // null once finished
    net::executor home_;
    asio::steady_timer keep_alive_;
    std::unique_ptr<asio::steady_timer> waiting_;
    std::string tag_;
    bool const told_by_notify_;              // what is new in the mailbox (RFC 5465 §4)
    std::atomic<bool> posted_ = false, gone_ = false;
    bool listening_ = false, stopped_ = false, pushing_ = false, again_ = false, still_here_ = false;
};

session::idling::idling(session& owner, std::string tag)
    : owner_(&owner), home_(owner.wire_->get_executor()), keep_alive_(home_), tag_(std::move(tag)), told_by_notify_(owner.notify_ != nullptr) {}

void session::idling::start() {
    if (owner_->selected_) {
        listening_ = true;
        owner_->selected_->box().listen(*this);
        if (owner_->selected_->box().now() != owner_->selected_->view() || owner_->selected_->holds_back()) wake(false);
    }
    arm();
}

void session::idling::stop() {
    if (listening_) owner_->selected_->box().unlisten(*this);
    listening_ = false;
    stopped_ = true;
    keep_alive_.cancel();
}

net::task<> session::idling::finished() {
    if (pushing_) {
        waiting_ = std::make_unique<asio::steady_timer>(home_, asio::steady_timer::time_point::max());
        boost::system::error_code ignored;
        co_await waiting_->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    owner_ = nullptr;
}

// Only posts, as store::listener asks; many changes before the session's thread looks make one push.
void session::idling::post_look() noexcept {
    if (posted_.exchange(true)) return;
    try {
        auto look = [held = std::weak_ptr<idling>(shared_from_this())] {
            auto const self = held.lock();
            if (!self) return;
            self->posted_ = false;
            if (self->listening_) self->look();
        };
        asio::post(home_, std::move(look));
    } catch (std::exception const& error) {
        posted_ = false;
        base::log::error("imap", "change not passed on: {}", error.what());
    }
}

void session::idling::arm() {
    auto const interval = owner_->how_.idle_notify_interval;
    if (interval.count() <= 0) return;
    keep_alive_.expires_after(interval);
    auto due = [held = weak_from_this()](boost::system::error_code const& error) {
        auto const self = held.lock();
        // A timer cancelled too late comes as success: what counts is whether the session is still there.
        if (error || !self || !self->owner_) return;
        if (self->stopped_) return;
        self->owner_->with_.lists->sweep();
        self->wake(true);
        self->arm();
    };
    keep_alive_.async_wait(std::move(due));
}

void session::idling::look() {
    if (gone_ && told_by_notify_) send_away();    // what NOTIFY is writing is waited for
    else wake(false);
}

// The session says BYE as the last thing, once its read has ended.
void session::idling::send_away() {
    if (std::exchange(stopped_, true)) return;
    again_ = false;
    (void)owner_->gone_for_good();
    owner_->wire_->abort(net::errc::stopping);
}

void session::idling::wake(bool keep_alive) {
    if (told_by_notify_) {    // one push at a time
        if (keep_alive) owner_->notify_->say("* OK Still here\r\n");
        return;
    }
    still_here_ |= keep_alive;
    again_ = true;
    if (pushing_ || stopped_) return;
    pushing_ = true;
    auto ended = [self = shared_from_this()](std::exception_ptr failure) {
        self->pushing_ = false;
        if (failure && self->owner_) self->owner_->wire_->abort(net::errc::closed);
        if (self->waiting_) self->waiting_->cancel();
        // A change may have come when push() had looked for the last time and had not ended yet.
        else if (self->again_ && !failure) self->wake(false);
    };
    asio::co_spawn(home_, push(), std::move(ended));
}

net::task<> session::idling::push() {
    while (std::exchange(again_, false)) {
        std::string text;
        if (listening_) co_await owner_->catch_up_into(text, expunges::told, by::sequence, nullptr);
        if (std::exchange(still_here_, false)) text += "* OK Still here\r\n";
        if (!text.empty()) {
            auto const done = co_await owner_->wire_->write(text, owner_->how_.write_timeout);
            if (!done) {
                owner_->wire_->abort(net::errc::closed);
                co_return;
            }
            owner_->bytes_out_ += text.size();
        }
        if (listening_ && gone_) send_away();
    }
}

net::task<reply> session::on(commands::idle) {    // RFC 2177 §3
    auto const failed = co_await look_again();    // who waits for news of a mailbox that is no more waits for ever
    if (failed == store::errc::no_mailbox) co_return gone_for_good();
    out_ += "+ idling\r\n";
    bool const said = co_await flush();
    if (said) {
        idle_ = std::make_shared<idling>(*this, std::exchange(tag_, std::string()));
        idle_->start();
    }
    co_return reply::later();
}

net::task<> session::stop_idling() {
    auto const idle = std::exchange(idle_, nullptr);
    idle->stop();
    co_await idle->finished();
}

net::task<> session::end_idle(std::string_view line) {
    bool const done = base::iequals(line, "DONE");    // before the next read makes the view invalid
    auto tag = idle_->tag();
    co_await stop_idling();
    if (done) co_await answer(std::move(tag), reply::ok("Idle completed."), 0);
    else co_await answer(std::move(tag), reply::bad("Expected DONE."), 0);
}

}  // namespace mailstead::imap
