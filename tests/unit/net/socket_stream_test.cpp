// Streams in clear and TLS over a socket pair: bytes arrive, patience ends, an abort is heard, TLS starts cleanly.
#include "net/socket_stream.h"

#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "net/tls.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

using std::chrono::seconds;

struct both {
    std::unique_ptr<stream> server, client;
};

both connected(executor where) {
    auto const fds = test::connected_sockets();
    return {make_stream(where, base::unique_fd(fds.first)), make_stream(where, base::unique_fd(fds.second))};
}

std::shared_ptr<tls_context const> server_context() {
    std::string why;
    tls_settings wanted;
    wanted.certificate = test::test_certificate().certificate;
    wanted.key = test::test_certificate().key;
    auto made = tls_context::for_server(wanted, why);
    EXPECT_TRUE(made) << why;
    return *made;
}

task<std::string> read_exactly(stream& from, std::size_t size) {
    std::string out;
    while (out.size() < size) {
        auto const got = co_await from.read_some(size - out.size(), seconds(5));
        if (!got) throw std::runtime_error(got.error().message());
        out += *got;
    }
    co_return out;
}

task<void> send_all(stream& to, std::string const& bytes, bool& done) {
    auto const sent = co_await to.write(bytes, seconds(5));
    done = sent.has_value();
}

// Both handshakes at once: the client's in a coroutine of its own.
task<void> encrypt(executor where, both& ends) {
    bool client_done = false;
    auto const context = tls_context::for_client();
    auto client = [&]() -> task<void> {
        auto const ok = co_await start_tls_client(*ends.client, context, "mail.example.org", seconds(5));
        client_done = ok.has_value();
    };
    boost::asio::co_spawn(where, client(), [](std::exception_ptr) {});
    auto const ours = server_context();
    auto const ok = co_await ends.server->start_tls(ours, seconds(5));
    EXPECT_TRUE(ok);
    while (!client_done) co_await boost::asio::post(where, boost::asio::use_awaitable);
}

void exchange(bool tls) {
    auto body = [tls](executor where) -> task<void> {
        auto ends = connected(where);
        if (tls) co_await encrypt(where, ends);
        std::string const large(300'000, 'x');
        for (auto const& text : {std::string("a"), std::string(511, 'b'), std::string(512, 'c'), std::string(513, 'd'), large}) {
            bool done = false;
            boost::asio::co_spawn(where, send_all(*ends.client, text, done), [](std::exception_ptr) {});
            auto const got = co_await read_exactly(*ends.server, text.size());
            EXPECT_EQ(got, text);
            while (!done) co_await boost::asio::post(where, boost::asio::use_awaitable);
        }
        std::array<std::string_view, 3> const pieces{"one ", "", "two"};
        auto const sent = co_await ends.server->write(pieces, seconds(5));
        EXPECT_TRUE(sent);
        auto const got = co_await read_exactly(*ends.client, 7);
        EXPECT_EQ(got, "one two");
        ends.client.reset();
        auto const end = co_await ends.server->read_some(10, seconds(5));
        EXPECT_EQ(end.error(), make_error_code(errc::closed));
    };
    test::run(body);
}

TEST(socket_stream, carries_bytes_in_clear) { exchange(false); }
TEST(socket_stream, carries_bytes_under_tls) { exchange(true); }

TEST(socket_stream, tells_what_tls_agreed_on) {
    auto body = [](executor where) -> task<void> {
        auto ends = connected(where);
        EXPECT_FALSE(ends.server->is_tls());
        co_await encrypt(where, ends);
        EXPECT_EQ(ends.server->tls().protocol, "TLSv1.3");
        EXPECT_EQ(ends.server->tls().server_name, "mail.example.org");
        EXPECT_GE(ends.server->tls().bits, 128);
    };
    test::run(body);
}

TEST(socket_stream, loses_patience_with_a_silent_peer) {
    auto body = [](executor where) -> task<void> {
        auto ends = connected(where);
        auto const got = co_await ends.server->read_some(10, seconds(1));
        EXPECT_EQ(got.error(), make_error_code(errc::timed_out));
    };
    test::run(body);
}

TEST(socket_stream, loses_patience_with_a_peer_that_takes_nothing) {
    auto body = [](executor where) -> task<void> {
        auto ends = connected(where);
        std::string const much(8 << 20, 'x');
        auto const sent = co_await ends.server->write(much, seconds(1));
        EXPECT_EQ(sent.error(), make_error_code(errc::timed_out));
    };
    test::run(body);
}

TEST(socket_stream, a_later_deadline_is_kept_after_an_earlier_one_was_met) {
    auto body = [](executor where) -> task<void> {
        auto ends = connected(where);
        bool done = false;
        co_await send_all(*ends.client, "x", done);
        auto const first = co_await ends.server->read_some(10, seconds(1));
        EXPECT_TRUE(first);
        auto const began = std::chrono::steady_clock::now();
        auto const second = co_await ends.server->read_some(10, seconds(2));
        EXPECT_EQ(second.error(), make_error_code(errc::timed_out));
        EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(1900));
    };
    test::run(body);
}

TEST(socket_stream, an_abort_ends_the_read_but_not_the_goodbye) {
    auto body = [](executor where) -> task<void> {
        auto ends = connected(where);
        stream* const server = ends.server.get();
        boost::asio::post(where, [server] { server->abort(errc::stopping); });
        auto const got = co_await ends.server->read_some(10, seconds(5));
        EXPECT_EQ(got.error(), make_error_code(errc::stopping));
        auto const bye = co_await ends.server->write("421 bye\r\n", seconds(5));
        EXPECT_TRUE(bye);
        auto const heard = co_await read_exactly(*ends.client, 9);
        EXPECT_EQ(heard, "421 bye\r\n");
    };
    test::run(body);
}

// RFC 3207 §4.2: commands smuggled in clear behind STARTTLS must not be heard under TLS.
TEST(socket_stream, clear_bytes_before_the_hello_fail_the_handshake) {
    auto body = [](executor where) -> task<void> {
        auto ends = connected(where);
        bool done = false;
        co_await send_all(*ends.client, "MAIL FROM:<x@y>\r\n", done);
        auto const context = server_context();
        auto const ok = co_await ends.server->start_tls(context, seconds(5));
        EXPECT_EQ(ok.error(), make_error_code(errc::tls_failed));
    };
    test::run(body);
}

TEST(socket_stream, a_failed_handshake_harms_no_neighbour) {
    auto body = [](executor where) -> task<void> {
        auto good = connected(where);
        co_await encrypt(where, good);
        auto bad = connected(where);
        bool done = false;
        co_await send_all(*bad.client, "garbage garbage garbage", done);
        auto const context = server_context();
        auto const refused = co_await bad.server->start_tls(context, seconds(5));
        EXPECT_FALSE(refused);
        co_await send_all(*good.client, "hello", done);
        auto const got = co_await read_exactly(*good.server, 5);
        EXPECT_EQ(got, "hello");
    };
    test::run(body);
}

TEST(socket_stream, a_peer_that_closed_fails_the_write_without_a_signal) {
    auto body = [](executor where) -> task<void> {
        auto ends = connected(where);
        ends.client.reset();
        auto const sent = co_await ends.server->write("x", seconds(1));
        EXPECT_EQ(sent.error(), make_error_code(errc::closed));
    };
    test::run(body);
}

TEST(tls_context, refuses_what_is_no_certificate) {
    std::string why;
    tls_settings wanted;
    wanted.certificate = "nonsense";
    wanted.key = test::test_certificate().key;
    EXPECT_FALSE(tls_context::for_server(wanted, why));
    EXPECT_TRUE(why.starts_with("certificate:")) << why;
    wanted.certificate = test::test_certificate().certificate;
    wanted.key = "nonsense";
    EXPECT_FALSE(tls_context::for_server(wanted, why));
    EXPECT_TRUE(why.starts_with("key:")) << why;
}

}  // namespace
}  // namespace mailstead::net
