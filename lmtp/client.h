// LMTP as the queue speaks it to the store's private socket (RFC 2033): up to 64 transactions under way on one connection.
// Other servers are mta/smtp_client's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "lmtp/transaction.h"
#include "net/task.h"

namespace mailstead::lmtp {

struct client_settings {
    std::string path;                  // Unix socket
    // The server as logs call it: "mail.example.org[private/lmtp-in]". Empty: made of name and path.
    std::string relay;
    std::string name = "localhost";    // said with LHLO
    std::size_t connections = 1;       // at most; opened when there is work that the others have no room for
    std::size_t depth = 64;            // transactions under way on one connection
    std::chrono::seconds connect_timeout{30};
    std::chrono::seconds lhlo_timeout{300};
    std::chrono::seconds data_xfer_timeout{180};    // the server takes nothing
    std::chrono::seconds data_done_timeout{600};    // until the replies after the text
    std::chrono::milliseconds idle_limit{100000};   // an unused connection is closed with QUIT

};

// All calls on the thread of `home`. Connects when first needed, again after a loss; never retries a transaction.
class client {
public:
    client(net::executor home, client_settings wanted);
    // Every deliver() has returned and, where one was ever made, stop() too.
    ~client();
    client(client const&) = delete;

    // Returns when the server has answered for every recipient, or no answer can come any more; every refusal and loss
    // is in the result. Many callers may wait at once: what they hand in while a write is under way goes out together
    // in the next one. The text is shared, not copied, and let go when the write that carries it has ended.
    // The replies of different transactions arrive in the order of the calls per connection.
    net::task<transaction_result> deliver(transaction what);

    // Transactions handed in and not answered yet.
    std::size_t pending() const noexcept;
    // As settings.relay, for "relay=".
    std::string const& relay() const noexcept;

    // Lets what is under way end for at most `grace`, then cuts it (fate::unknown; not yet sent: not_attempted); waits
    // until every coroutine of this client has ended. deliver() called from now on answers not_attempted at once.
    net::task<void> stop(std::chrono::milliseconds grace);

private:
    class pool;
    std::shared_ptr<pool> pool_;    // shared with the coroutines of its connections
};

}  // namespace mailstead::lmtp
