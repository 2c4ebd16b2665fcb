// The client of the Dovecot authentication protocol on a Unix socket: one connection per worker thread carries all of
// its sessions' requests, told apart by id. Speaks to our own auth role or to a foreign server.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "net/authenticator.h"

namespace mailstead::net {

class auth_client final : public authenticator {
public:
    struct settings {
        std::string path;                                     // of the socket, or "inet:ADDRESS:PORT"
        std::chrono::seconds lookup_ttl{10};                  // how long find() remembers an account; 0: not
        std::chrono::seconds unknown_ttl{1};                  // how long it remembers that there is none
        std::chrono::seconds patience{60};                    // with the server's answer to one request
        std::chrono::milliseconds connect_patience{2000};     // how long a request waits for a connection that is being made
        std::size_t cached_lookups = 4096;
        std::size_t line_limit = 65536;                       // of a server's line
    };

    // All calls and the destructor on the thread that runs `where`.
    auth_client(executor where, settings values);
    ~auth_client() override;    // after run() has returned

    // Keeps the connection: connects, reads, connects again after trouble, until stop(). To be run by a session_set.
    task<void> run();
    void stop() noexcept;
    // Waits until the server has greeted; false when it has not within the time.
    task<bool> ready(std::chrono::milliseconds limit_of_wait);

    std::vector<auth::mechanism> mechanisms() override;
    task<started> start(auth::request request) override;
    task<result<std::optional<auth::user>>> find(std::string name) override;

private:
    class exchange;
    struct state;
    std::shared_ptr<state> state_;    // exchanges may outlive the client
};

}  // namespace mailstead::net
