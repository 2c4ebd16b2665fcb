// What a delivery does beside filling mailboxes: programs, and the way back into the queue. Implemented by the server's
// wiring; the agent itself has no network and starts nothing.
#pragma once

#include <functional>

#include "mda/headers.h"
#include "mda/plan.h"

namespace mailstead::mda {

// One effect: which message, for whom, and what is to be done about it.
struct errand {
    incoming message;                    // its text is shared
    std::string sender;                  // the reverse-path that it goes on with
    std::string original;                // X-Original-To's address
    std::string delivered_to;            // Delivered-To's address
    base::delivery_id id;                // of the branch: a forward made twice with the same id, to the same people, happens once
};

// Called on any thread, none blocks; each answers once, on any thread. An answer has Postfix's words for the
// log: "forwarded as ID", "delivered to command: X", or why not; whatever is unclear is temporary.
class effects {
public:
    virtual ~effects() = default;
    virtual void run(errand what, command_target how, std::function<void(smtp::reply)> done) = 0;
    virtual void forward(errand what, forward_target where, std::function<void(smtp::reply)> done) = 0;
    virtual void reroute(errand what, reroute_target where, std::function<void(smtp::reply)> done) = 0;
};

}  // namespace mailstead::mda
