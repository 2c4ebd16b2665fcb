// A web server on a loopback port that answers every request with the same bytes.
#include "tests/unit/mta/smtp_client/fake_web.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <stdexcept>

#include <gtest/gtest.h>

#include "net/listener.h"
#include "net/socket_stream.h"

namespace mailstead::mta::smtp_client::test {

std::string http(std::string const& body, std::string const& status, std::string const& type) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

fake_web::fake_web(net::executor where) : where_(where), sessions_(where) {
    auto bound = net::listen_tcp("127.0.0.1", 0);
    if (!bound) throw std::runtime_error("listen: " + bound.error().message());
    sockaddr_in name{};
    socklen_t size = sizeof name;
    ::getsockname(bound->get(), reinterpret_cast<sockaddr*>(&name), &size);
    port_ = ntohs(name.sin_port);
    auto on_accept = [this](base::unique_fd fd) { serve_on(std::move(fd)); };
    listener_ = std::make_unique<net::listener>(where, std::move(*bound), on_accept);
}
fake_web::~fake_web() = default;

net::task<void> fake_web::stop() {
    listener_.reset();
    stopping_ = true;
    for (auto* one : open_) one->cut(net::errc::stopping);
    auto const all = co_await sessions_.stop(std::chrono::seconds(5));
    EXPECT_TRUE(all);
}

void fake_web::serve_on(base::unique_fd fd) {
    auto const socket = fd.get();
    sessions_.run("web", serve(net::make_stream(where_, std::move(fd)), socket));
}

net::task<void> fake_web::serve(std::unique_ptr<net::stream> wire, int socket) {
    ++connections;
    open_.push_back(wire.get());
    co_await talk(*wire);
    std::erase(open_, wire.get());
    if (!resets) co_return;
    co_await pause(where_, std::chrono::milliseconds(50));    // the answer is read by then
    sockaddr const nowhere{AF_UNSPEC, {}};
    EXPECT_EQ(::connect(socket, &nowhere, sizeof nowhere), 0);
}

net::task<void> fake_web::talk(net::stream& wire) {
    auto const shaken = co_await wire.start_tls(tls, std::chrono::seconds(5));
    if (!shaken) co_return;
    server_names.push_back(wire.tls().server_name);
    std::string request;
    while (request.find("\r\n\r\n") == request.npos) {
        auto const got = co_await wire.read_some(65536, std::chrono::seconds(5));
        if (!got) co_return;
        request += *got;
    }
    requests.push_back(request);
    if (pause_first.count() > 0) co_await pause(where_, pause_first);
    if (pause_after_each_byte.count() == 0) {
        auto const sent = co_await wire.write(answer, std::chrono::seconds(5));
        static_cast<void>(sent);
        co_return;
    }
    for (std::size_t i = 0; i < answer.size() && !stopping_; ++i) {
        auto const sent = co_await wire.write(std::string_view(answer).substr(i, 1), std::chrono::seconds(5));
        if (!sent) co_return;
        co_await pause(where_, pause_after_each_byte);
    }
}

}  // namespace mailstead::mta::smtp_client::test
