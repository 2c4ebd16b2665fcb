// A web server on a loopback port that answers every request with the same bytes.
#pragma once

#include "tests/unit/mta/smtp_client/fake_server.h"

namespace mailstead::mta::smtp_client::test {

std::string http(std::string const& body, std::string const& status = "200 OK", std::string const& type = "text/plain");

class fake_web {
public:
    explicit fake_web(net::executor where);
    ~fake_web();

    std::uint16_t port() const noexcept { return port_; }
    std::shared_ptr<net::tls_context const> tls;
    std::string answer;
    std::chrono::milliseconds pause_after_each_byte{0};    // a slow drip
    std::chrono::milliseconds pause_first{0};
    bool resets = false;                                   // the connection, behind the answer
    std::size_t connections = 0;
    std::vector<std::string> requests;
    std::vector<std::string> server_names;                 // SNI

    net::task<void> stop();

private:
    void serve_on(base::unique_fd fd);
    net::task<void> serve(std::unique_ptr<net::stream> wire, int socket);
    net::task<void> talk(net::stream& wire);

    net::executor where_;
    net::session_set sessions_;
    std::unique_ptr<net::listener> listener_;
    std::vector<net::stream*> open_;
    std::uint16_t port_ = 0;
    bool stopping_ = false;
};

}  // namespace mailstead::mta::smtp_client::test
