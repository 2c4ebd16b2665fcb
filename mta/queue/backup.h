// A consistent copy of the queue while mail flows, for `mailstead backup` (private/control).
#pragma once

#include "mta/queue/storage.h"
#include "net/stream.h"

namespace mailstead::mta::queue {

inline constexpr char backup_name[] = "queue.db.backup";    // beside queue.db, while a backup is made

// Copies queue.db and answers "ok"; until the peer hangs up, or for six hours, no block that the copy names is written again,
// so that the peer can copy the segments meanwhile. Then the copy is removed. "busy": another one does so. Between
// pieces of the database the writer commits what comes. On the thread of `where`.
net::task<void> serve_backup(net::stream& wire, storage& queue, home& where);

}  // namespace mailstead::mta::queue
