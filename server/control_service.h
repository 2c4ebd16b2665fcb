// private/control: what the administrator's commands ask of the running server, one line per connection.
#pragma once

#include "mta/queue/scheduler.h"
#include "mta/queue/storage.h"
#include "net/stream.h"
#include "server/board.h"

namespace mailstead::server {

class control_service {
public:
    // All of them outlive it. Sessions run on the scheduler's thread, whose home `home` is.
    control_service(board& figures, mta::queue::storage& queue, mta::queue::home& home, mta::queue::scheduler& qmgr,
                    net::disk_pool& disk)
        : board_(figures), queue_(queue), home_(home), qmgr_(qmgr), disk_(disk) {}

    // "status": the figures as one JSON object; "flush": everything deferred is due now. Then the connection ends. "backup": mta/queue/backup.h. "queue":
    // what follows is for mta/queue/admin.h.
    net::task<void> serve(net::stream& wire);
    // content_filter of local submissions, from now on.
    void use_filter(std::string transport_and_nexthop) { content_filter_ = std::move(transport_and_nexthop); }

private:
    net::task<std::string> status();

    board& board_;
    mta::queue::storage& queue_;
    mta::queue::home& home_;
    mta::queue::scheduler& qmgr_;
    net::disk_pool& disk_;
    std::string content_filter_;
};

}  // namespace mailstead::server
