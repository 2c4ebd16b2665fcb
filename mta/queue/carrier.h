// What takes messages from the queue to a place: LMTP and SMTP clients, one per destination, shared by all deliveries to it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "lmtp/transaction.h"
#include "mta/queue/settings.h"
#include "mta/route/route.h"
#include "mta/smtp_client/client.h"
#include "net/task.h"

namespace mailstead::mta::queue {

// One destination; on the scheduler's thread.
class carrier {
public:
    virtual ~carrier() = default;
    // One transaction. Many may be under way; those begun without a pause in between travel together.
    virtual net::task<lmtp::transaction_result> deliver(lmtp::transaction what) = 0;
    // For "relay=".
    virtual std::string const& relay() const noexcept = 0;
    // Lets what is under way end for at most `grace`, then cuts it.
    virtual net::task<void> stop(std::chrono::milliseconds grace) = 0;
};

// Makes carriers: the scheduler's seam to the network.
class carrier_source {
public:
    virtual ~carrier_source() = default;
    virtual std::unique_ptr<carrier> open(route::target const& where) = 0;
};

// Our own store over its private socket, other servers over SMTP or LMTP as the transport says.
std::unique_ptr<carrier_source> make_carriers(smtp_client::surroundings outside, settings const&);

}  // namespace mailstead::mta::queue
