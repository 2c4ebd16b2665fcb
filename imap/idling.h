// IDLE's other half, RFC 2177: pushes changes while the session waits for DONE; private to the session. A push is a
// coroutine that exists only while there is something to say, so that waiting costs this object and a timer.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "imap/session.h"

namespace mailstead::imap {

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
    void changed() noexcept override;

private:
    void wake(bool keep_alive);
    void arm();
    net::task<> push();

    session* owner_;                         // null once finished
    net::executor home_;
    boost::asio::steady_timer keep_alive_;
    std::unique_ptr<boost::asio::steady_timer> waiting_;
    std::string tag_;
    std::atomic<bool> posted_ = false;
    bool listening_ = false, stopped_ = false, pushing_ = false, again_ = false, still_here_ = false;
};

}  // namespace mailstead::imap
