// private/control: what the administrator's commands ask of the running server, one line per connection.
#pragma once

#include "mta/queue/scheduler.h"
#include "mta/queue/storage.h"
#include "net/stream.h"
#include "server/board.h"

namespace mailstead::server {

class control_service {
public:
    // All of them outlive it. `home` is the scheduler's thread.
    control_service(board& figures, mta::queue::storage& queue, mta::queue::scheduler& qmgr, net::executor home)
        : board_(figures), queue_(queue), qmgr_(qmgr), home_(std::move(home)) {}

    // "status": the figures as one JSON object; "flush": everything deferred is due now. Then the connection ends.
    net::task<void> serve(net::stream& wire);

private:
    std::string status() const;

    board& board_;
    mta::queue::storage& queue_;
    mta::queue::scheduler& qmgr_;
    net::executor home_;
};

}  // namespace mailstead::server
