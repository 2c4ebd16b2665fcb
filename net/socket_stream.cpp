// One connected descriptor: speculative writes, waits by Asio, one watchdog for both directions.
#include "net/socket_stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <vector>

#include <boost/asio/generic/stream_protocol.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/channel_binding.h"
#include "net/endpoint.h"
#include "net/peer_certificate.h"
#include "net/tls.h"
#include "net/tls_words.h"

namespace mailstead::net {
namespace {

namespace asio = boost::asio;
using socket_type = asio::basic_stream_socket<asio::generic::stream_protocol, asio::any_io_executor>;
using steady = std::chrono::steady_clock;
constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t scratch_size = 64 * 1024;
constexpr std::size_t inline_size = 256;                 // holds a command line; bulk goes through the scratch
constexpr std::size_t record_size = 16 * 1024;           // the most that one TLS record carries

// What every stream of a thread reads into; its content lives until the next suspension.
std::span<char> scratch() {
    thread_local std::unique_ptr<char[]> const bytes(new char[scratch_size]);
    return {bytes.get(), scratch_size};
}

struct ssl_freer {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};

class socket_stream final : public stream {
public:
    socket_stream(executor where, base::unique_fd connected)
        : socket_(where), watchdog_(where), peer_(peer_of(connected.get())), local_(local_of(connected.get())) {
        int const fd = connected.get();
        int const on = 1;
        sockaddr_storage name{};
        socklen_t length = sizeof name;
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length);
        if (name.ss_family != AF_UNIX) ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        socket_.assign(asio::generic::stream_protocol(name.ss_family, 0), connected.release());
        socket_.non_blocking(true);
    }

    ~socket_stream() override {
        *alive_ = nullptr;
        if (ssl_ && established_) {
            ERR_clear_error();
            SSL_shutdown(ssl_.get());    // says goodbye if the socket takes it; never waits
        }
    }

    task<result<std::string_view>> read_some(std::size_t limit, patience limit_of_wait) override {
        if (refusal_) co_return make_error_code(*refusal_);
        timed_out_ = false;
        if (ssl_) co_return co_await read_tls(limit, limit_of_wait);
        expect(read_deadline_, limit_of_wait);
        auto const most = std::min(limit, inline_.size());
        auto const [error, n] = co_await socket_.async_receive(asio::buffer(inline_.data(), most), tuple_awaitable);
        read_deadline_ = steady::time_point::max();
        if (error) co_return reason_for(error);
        if (n < most || limit == most) co_return std::string_view(inline_.data(), n);
        co_return more_than(n, limit);
    }

    bool has_input() const noexcept override {
        char one = 0;
        auto& socket = const_cast<socket_type&>(socket_);
        return ::recv(socket.native_handle(), &one, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
    }

    task<result<void>> write(std::string_view bytes, patience limit_of_wait) override {
        while (!bytes.empty()) {
            auto const sent = put(bytes);
            if (sent) {
                bytes.remove_prefix(*sent);
                continue;
            }
            auto const waited = co_await wait_for_room(sent.error(), limit_of_wait);
            if (!waited) co_return waited.error();
        }
        co_return result<void>();
    }

    task<result<void>> write(std::span<std::string_view const> pieces, patience limit_of_wait) override {
        if (ssl_) co_return co_await write_joined(pieces, limit_of_wait);
        std::vector<iovec> left;
        left.reserve(pieces.size());
        for (auto const piece : pieces)
            if (!piece.empty()) left.push_back({const_cast<char*>(piece.data()), piece.size()});
        std::size_t at = 0;
        while (at < left.size()) {
            auto const sent = put_vector(std::span(left).subspan(at));
            if (sent) {
                at += advance(std::span(left).subspan(at), *sent);
                continue;
            }
            auto const waited = co_await wait_for_room(sent.error(), limit_of_wait);
            if (!waited) co_return waited.error();
        }
        co_return result<void>();
    }

    task<result<void>> start_tls(std::shared_ptr<tls_context const> context, patience limit_of_wait) override {
        ssl_.reset(SSL_new(context->native()));
        if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.native_handle()) != 1) co_return make_error_code(errc::tls_failed);
        SSL_set_accept_state(ssl_.get());
        auto const shaken = co_await handshake(limit_of_wait);
        if (shaken && context->asks_certificate()) {
            tls_->asked = true;
            tls_->certificate = certificate_of(ssl_.get(), context->digest());
        }
        co_return shaken;
    }

    task<result<void>> start_tls_client(std::shared_ptr<tls_context const> context, std::string name, patience limit_of_wait,
                                        SSL_SESSION* resume, std::string* why, tls_preparation const& prepare) {
        ssl_.reset(SSL_new(context->native()));
        if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.native_handle()) != 1) co_return make_error_code(errc::tls_failed);
        if (resume) SSL_set_session(ssl_.get(), resume);
        if (!name.empty()) SSL_set_tlsext_host_name(ssl_.get(), name.c_str());
        if (prepare && !prepare(ssl_.get())) co_return make_error_code(errc::tls_failed);
        SSL_set_connect_state(ssl_.get());
        auto const shaken = co_await handshake(limit_of_wait);
        if (!shaken && why) *why = refusal_words_;
        co_return shaken;
    }

    SSL* native() const noexcept { return ssl_.get(); }

    tls_info const& tls() const noexcept override {
        static tls_info const in_clear;
        return tls_ ? *tls_ : in_clear;
    }
    std::string channel_binding(binding which) const override { return established_ ? channel_binding_of(ssl_.get(), which) : std::string(); }
    endpoint const& peer() const noexcept override { return peer_; }
    endpoint const& local() const noexcept override { return local_; }
    executor get_executor() noexcept override { return socket_.get_executor(); }

    void abort(errc why) noexcept override {
        refusal_ = why;
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }

    void cut(errc why) noexcept override {
        ::shutdown(socket_.native_handle(), SHUT_RDWR);
        abort(why);
    }

private:
    // The inline buffer was full: what else has arrived is taken along without another wait.
    std::string_view more_than(std::size_t have, std::size_t limit) {
        auto const all = scratch().first(std::min(limit, scratch_size));
        std::copy_n(inline_.data(), have, all.data());
        auto const n = ::recv(socket_.native_handle(), all.data() + have, all.size() - have, MSG_DONTWAIT);
        return {all.data(), have + (n > 0 ? static_cast<std::size_t>(n) : 0)};
    }

    task<result<std::string_view>> read_tls(std::size_t limit, patience limit_of_wait) {
        expect(read_deadline_, limit_of_wait);
        for (;;) {
            auto const into = scratch().first(std::min(limit, scratch_size));
            ERR_clear_error();    // the error queue is the thread's: another session's trouble is not ours
            int const n = SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size()));
            if (n > 0) {
                read_deadline_ = steady::time_point::max();
                co_return std::string_view(into.data(), static_cast<std::size_t>(n));
            }
            auto const direction = direction_after(n);
            if (!direction) co_return direction.error();
            auto const [error] = co_await socket_.async_wait(*direction, tuple_awaitable);
            if (error) co_return reason_for(error);
        }
    }

    task<result<void>> write_joined(std::span<std::string_view const> pieces, patience limit_of_wait) {
        std::string joined;
        for (auto const piece : pieces) joined += piece;
        co_return co_await write(joined, limit_of_wait);
    }

    task<result<void>> handshake(patience limit_of_wait) {
        expect(read_deadline_, limit_of_wait);
        for (;;) {
            ERR_clear_error();
            int const done = SSL_do_handshake(ssl_.get());
            if (done == 1) break;
            auto const direction = direction_after(done);
            if (!direction) co_return direction.error();
            auto const [error] = co_await socket_.async_wait(*direction, tuple_awaitable);
            if (error) co_return reason_for(error);
        }
        read_deadline_ = steady::time_point::max();
        established_ = true;
        describe();
        co_return result<void>();
    }

    void describe() {
        tls_ = std::make_unique<tls_info>();
        tls_->protocol = SSL_get_version(ssl_.get());
        tls_->cipher = SSL_get_cipher_name(ssl_.get());
        tls_->bits = SSL_get_cipher_bits(ssl_.get(), nullptr);
        tls_->details = tls_details(ssl_.get());
        tls_->resumed = SSL_session_reused(ssl_.get()) == 1;
        tls_->extended_secret = SSL_version(ssl_.get()) >= TLS1_3_VERSION || SSL_get_extms_support(ssl_.get()) == 1;
        if (auto const* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name)) tls_->server_name = name;
    }

    // Which way OpenSSL wants to go on, or why it cannot.
    result<socket_type::wait_type> direction_after(int status) {
        switch (SSL_get_error(ssl_.get(), status)) {
        case SSL_ERROR_WANT_READ: return socket_type::wait_read;
        case SSL_ERROR_WANT_WRITE: return socket_type::wait_write;
        case SSL_ERROR_ZERO_RETURN: return make_error_code(errc::closed);
        case SSL_ERROR_SYSCALL: established_ = false; return make_error_code(errc::closed);
        default:
            established_ = false;
            if (tls_ == nullptr) note_refusal();
            return make_error_code(errc::tls_failed);
        }
    }

    void note_refusal() {
        std::array<char, 256> text{};
        ERR_error_string_n(ERR_peek_error(), text.data(), text.size());
        refusal_words_ = text.data();
    }

    // As many bytes as the socket takes now; EAGAIN (or TLS's wish to read) means: wait, then again.
    result<std::size_t> put(std::string_view bytes) {
        if (ssl_) return put_tls(bytes);
        auto const n = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0) return base::last_error();
        return static_cast<std::size_t>(n);
    }

    result<std::size_t> put_tls(std::string_view bytes) {
        ERR_clear_error();
        int const n = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), record_size)));
        if (n > 0) return static_cast<std::size_t>(n);
        auto const direction = direction_after(n);
        if (!direction) return direction.error();
        wants_read_to_write_ = *direction == socket_type::wait_read;
        return base::from_errno(EAGAIN);
    }

    result<std::size_t> put_vector(std::span<iovec> pieces) {
        msghdr message{};
        message.msg_iov = pieces.data();
        message.msg_iovlen = std::min<std::size_t>(pieces.size(), 1024);
        auto const n = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0) return base::last_error();
        return static_cast<std::size_t>(n);
    }

    // How many pieces are done with; the first one left is cut to what remains of it.
    static std::size_t advance(std::span<iovec> pieces, std::size_t sent) {
        std::size_t at = 0;
        while (at < pieces.size() && sent >= pieces[at].iov_len) sent -= pieces[at++].iov_len;
        if (at < pieces.size()) {
            pieces[at].iov_base = static_cast<char*>(pieces[at].iov_base) + sent;
            pieces[at].iov_len -= sent;
        }
        return at;
    }

    task<result<void>> wait_for_room(base::error_code why, patience limit_of_wait) {
        if (why == base::from_errno(EINTR)) co_return result<void>();
        if (why != base::from_errno(EAGAIN)) co_return reason_for_write(why);
        expect(write_deadline_, limit_of_wait);
        auto const direction = std::exchange(wants_read_to_write_, false) ? socket_type::wait_read : socket_type::wait_write;
        auto const [error] = co_await socket_.async_wait(direction, tuple_awaitable);
        write_deadline_ = steady::time_point::max();
        // An abort of the reader cancels this wait too: what is being said is still said, within its patience.
        if (error && !(refusal_ && !timed_out_)) co_return reason_for(error);
        co_return result<void>();
    }

    static base::error_code reason_for_write(base::error_code why) noexcept {
        return why == errc::tls_failed ? why : make_error_code(errc::closed);
    }

    base::error_code reason_for(boost::system::error_code const& error) const noexcept {
        if (error == asio::error::operation_aborted) {
            if (timed_out_) return make_error_code(errc::timed_out);
            return make_error_code(refusal_.value_or(errc::stopping));
        }
        return make_error_code(errc::closed);
    }

    // Sets a deadline; the timer is touched only when it would fire too late.
    void expect(steady::time_point& deadline, patience limit_of_wait) {
        deadline = steady::now() + limit_of_wait;
        if (!armed_ || watchdog_.expiry() > deadline) watch(deadline);
    }

    void watch(steady::time_point until) {
        armed_ = true;
        watchdog_.expires_at(until);
        watchdog_.async_wait([alive = alive_](boost::system::error_code const& error) {
            if (error || !*alive) return;
            (*alive)->look();
        });
    }

    // The watchdog's glance: a queued handler of an earlier expiry may come late, so it compares for itself.
    void look() {
        auto const next = std::min(read_deadline_, write_deadline_);
        armed_ = false;
        if (next == steady::time_point::max()) return;
        if (steady::now() < next) return watch(next);
        timed_out_ = true;
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }

    socket_type socket_;
    asio::steady_timer watchdog_;
    std::shared_ptr<socket_stream*> alive_ = std::make_shared<socket_stream*>(this);
    steady::time_point read_deadline_ = steady::time_point::max();
    steady::time_point write_deadline_ = steady::time_point::max();
    std::unique_ptr<SSL, ssl_freer> ssl_;
    std::unique_ptr<tls_info> tls_;
    std::string refusal_words_;    // OpenSSL's, of a handshake that failed
    endpoint peer_;
    endpoint local_;
    std::optional<errc> refusal_;
    bool armed_ = false;
    bool timed_out_ = false;
    bool established_ = false;
    bool wants_read_to_write_ = false;
    std::array<char, inline_size> inline_;
};

}  // namespace

std::unique_ptr<stream> make_stream(executor where, base::unique_fd connected) {
    return std::make_unique<socket_stream>(std::move(where), std::move(connected));
}

task<result<void>> start_tls_client(stream& clear, std::shared_ptr<tls_context const> context, std::string server_name,
                                    stream::patience limit_of_wait, SSL_SESSION* resume, std::string* why, tls_preparation prepare) {
    auto& socket = dynamic_cast<socket_stream&>(clear);
    co_return co_await socket.start_tls_client(std::move(context), std::move(server_name), limit_of_wait, resume, why, prepare);
}

SSL* native_tls(stream& of) noexcept {
    auto* const socket = dynamic_cast<socket_stream*>(&of);
    return socket ? socket->native() : nullptr;
}

}  // namespace mailstead::net
