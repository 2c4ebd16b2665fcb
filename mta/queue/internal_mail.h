// What the mail that is made here goes through before it enters the queue: the queue's seam to cleanup.
#pragma once

#include <cstdint>

#include "mta/queue/message.h"
#include "net/task.h"

namespace mailstead::mta::queue {

enum class internal_class : std::uint8_t {
    bounce,    // a report about a message
    notify,    // a notice for the postmaster
};

class internal_passage {
public:
    enum class end { ready, thrown_away };
    virtual ~internal_passage() = default;
    // Completes, rewrites and checks `made` as the configuration wants it of mail of that class; its id stays. An error: it
    // cannot be done now, and `made` is of no use.
    virtual net::task<net::result<end>> pass(message& made, internal_class what) = 0;
};

}  // namespace mailstead::mta::queue
