// net::stream without a socket: the session under test holds one end, the test pushes and takes bytes at the other.
// TLS is pretended: the handshake changes what tls() says, the bytes stay in clear.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <string>

#include "base/clock.h"
#include "net/stream.h"

namespace mailstead::test {

class mem_stream final : public net::stream {
public:
    // `clock` decides when a wait has lasted too long; look() makes the stream look at it.
    mem_stream(net::executor where, base::clock const& clock, net::endpoint peer, net::endpoint local);

    // The client's end. One push is one read of the server at most: cutting is done by pushing pieces.
    void push(std::string bytes);
    void hang_up();
    void say_hello(std::string server_name = {});    // the client's part of the TLS handshake
    // What the server has written and nobody has taken yet; take from its front.
    std::string& output() noexcept { return output_; }
    std::size_t writes() const noexcept { return writes_; }
    // Of all writes so far, in bytes.
    std::size_t largest_write() const noexcept { return largest_write_; }
    // Every write after this many bytes fails as if the peer had gone.
    void break_after(std::size_t bytes) noexcept { room_ = bytes; }
    void look();
    // True when the server waits for bytes and has been given everything.
    bool is_idle() const noexcept { return reading_ && input_.empty(); }

    bool has_input() const noexcept override { return !input_.empty(); }
    net::task<net::result<std::string_view>> read_some(std::size_t limit, patience limit_of_wait) override;
    net::task<net::result<void>> write(std::string_view bytes, patience limit_of_wait) override;
    net::task<net::result<void>> write(std::span<std::string_view const> pieces, patience limit_of_wait) override;
    net::task<net::result<void>> start_tls(std::shared_ptr<net::tls_context const> context,
                                           patience limit_of_wait) override;
    net::tls_info const& tls() const noexcept override { return tls_; }
    net::endpoint const& peer() const noexcept override { return peer_; }
    net::endpoint const& local() const noexcept override { return local_; }
    net::executor get_executor() noexcept override { return wake_.get_executor(); }
    void abort(net::errc why) noexcept override;

private:
    net::task<net::result<void>> wait(patience limit_of_wait);
    net::result<void> take(std::string_view bytes);

    base::clock const& clock_;
    net::endpoint peer_, local_;
    boost::asio::steady_timer wake_;
    std::deque<std::string> input_;
    std::string current_;    // what the last read_some() gave out
    std::string output_;
    net::tls_info tls_;
    std::string server_name_;
    base::steady_time deadline_ = base::steady_time::max();
    std::size_t writes_ = 0;
    std::size_t largest_write_ = 0;
    std::size_t room_ = static_cast<std::size_t>(-1);
    std::optional<net::errc> failed_;
    bool hung_up_ = false;
    bool hello_ = false;
    bool reading_ = false;
};

}  // namespace mailstead::test
