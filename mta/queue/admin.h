// The administrator's questions and orders about single messages over a local socket (private/control): postsuper,
// postcat.
#pragma once

#include <string>

#include "mta/queue/scheduler.h"
#include "mta/queue/storage.h"
#include "net/disk.h"
#include "net/stream.h"

namespace mailstead::mta::queue {

// What a requeued message gets: names for its new Received header, and the filter that new local mail goes to, whatever the
// old one's was (postsuper(1) -r).
struct admin_names {
    std::string hostname, mail_name, content_filter;
};

// Serves lines until the peer has said all, one answer each, in order: "hold ID", "release ID", "expire ID", "remove ID" and
// "requeue ID" are answered by "ok" (requeue: and the new id), "absent" (no such message, or none in a state for it),
// "busy" (an attempt to deliver is under way) or "error TEXT"; "show ID" by "ok SIZE JSON" and, from the next line on,
// the SIZE bytes of the text. `begun`: what was read already. On the scheduler's thread, whose home `where` is.
net::task<void> serve_admin(net::stream& wire, std::string begun, storage& queue, home& where, scheduler& manager,
                            net::disk_pool& disk, admin_names names);

// The envelope of a message and how it stands as one JSON object: what postcat shows.
std::string envelope_json(stored_message const& row);

}  // namespace mailstead::mta::queue
