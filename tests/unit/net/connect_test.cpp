// Listening, connecting and who is at the other end.
#include "net/connect.h"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "net/listener.h"
#include "net/socket_stream.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

using std::chrono::seconds;

std::uint16_t port_of(int fd) {
    sockaddr_in name{};
    socklen_t size = sizeof name;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
    return ntohs(name.sin_port);
}

TEST(connect, reaches_a_tcp_listener_and_knows_both_ends) {
    auto body = [](executor where) -> task<void> {
        auto bound = listen_tcp("127.0.0.1", 0);
        auto const port = port_of(bound->get());
        std::unique_ptr<stream> accepted;
        auto on_accept = [&](base::unique_fd fd) { accepted = make_stream(where, std::move(fd)); };
        listener const door(where, std::move(*bound), on_accept);
        auto client = co_await connect_tcp(where, "127.0.0.1", port, seconds(5));
        EXPECT_TRUE(client);
        while (!accepted) co_await boost::asio::post(where, boost::asio::use_awaitable);
        EXPECT_EQ(accepted->peer().address, "127.0.0.1");
        EXPECT_TRUE(accepted->peer().loopback);
        EXPECT_EQ(accepted->local().port, port);
        EXPECT_EQ((*client)->local().port, accepted->peer().port);
    };
    test::run(body);
}

TEST(connect, tells_who_is_at_a_local_socket) {
    auto const path = std::filesystem::temp_directory_path() / ("mailstead-connect-" + std::to_string(::getpid()));
    auto body = [&](executor where) -> task<void> {
        auto bound = listen_unix(path, 0600);
        EXPECT_TRUE(bound);
        std::unique_ptr<stream> accepted;
        auto on_accept = [&](base::unique_fd fd) { accepted = make_stream(where, std::move(fd)); };
        listener const door(where, std::move(*bound), on_accept);
        auto client = co_await connect_unix(where, path, seconds(5));
        EXPECT_TRUE(client);
        while (!accepted) co_await boost::asio::post(where, boost::asio::use_awaitable);
        EXPECT_EQ(accepted->peer().peer_uid, ::getuid());
        EXPECT_EQ(accepted->peer().peer_pid, ::getpid());
    };
    test::run(body);
    std::filesystem::remove(path);
}

TEST(connect, without_a_free_descriptor_says_so) {
    auto body = [](executor where) -> task<void> {
        auto bound = listen_tcp("127.0.0.1", 0);
        auto const port = port_of(bound->get());
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        int const next = ::dup(bound->get());
        ::close(next);
        auto few = before;
        few.rlim_cur = static_cast<rlim_t>(next) + 1;    // the socket, and no more
        ::setrlimit(RLIMIT_NOFILE, &few);
        auto const client = co_await connect_tcp(where, "127.0.0.1", port, seconds(5));
        ::setrlimit(RLIMIT_NOFILE, &before);
        EXPECT_TRUE(client.has_error());
        EXPECT_EQ(client.has_error() ? client.error() : base::error_code(), base::from_errno(EMFILE));
    };
    test::run(body);
}

TEST(connect, says_why_it_could_not) {
    auto body = [](executor where) -> task<void> {
        auto bound = listen_tcp("127.0.0.1", 0);
        auto const port = port_of(bound->get());
        bound->reset();
        auto const refused = co_await connect_tcp(where, "127.0.0.1", port, seconds(5));
        EXPECT_EQ(refused.error(), base::from_errno(ECONNREFUSED));
        auto const absent = co_await connect_unix(where, "/nonexistent/socket", seconds(5));
        EXPECT_EQ(absent.error(), base::from_errno(ENOENT));
        auto const nonsense = co_await connect_tcp(where, "no address", 1, seconds(5));
        EXPECT_FALSE(nonsense);
    };
    test::run(body);
}

}  // namespace
}  // namespace mailstead::net
