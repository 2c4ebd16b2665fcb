// The queue's answers to tools over a local socket (public/showq): one request line, JSON lines or records back.
#pragma once

#include "mta/queue/scheduler.h"
#include "mta/queue/storage.h"
#include "net/stream.h"

namespace mailstead::mta::queue {

// What this client may ask for (authorized_mailq_users, authorized_flush_users).
struct showq_rights {
    bool list = true;
    bool flush = true;
};

// Serves one connection: "records" (a listing as in listing.h; a failure before its header is an {"error":"..."} line),
// "list" (the same as JSON lines, then {"end":true,"messages":N}), "counts" (messages by state), "flush", "flush ID"
// ({"ok":true} or {"error":"..."}). A listing without its end was cut off.
// On the scheduler's thread, whose home `where` is.
net::task<void> serve_showq(net::stream& wire, storage& queue, home& where, scheduler& manager, showq_rights may);

// Messages by state, from the database.
net::task<result<state_counts>> queue_counts(storage& queue, home& where);

}  // namespace mailstead::mta::queue
