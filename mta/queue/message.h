// A message of the queue in memory: what the scheduler and its deliveries work on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mta/envelope.h"
#include "mta/queue/segments.h"
#include "store/deposit.h"

namespace mailstead::mta::queue {

// Durable values (docs/queue-states.md): do not change.
enum class state : std::uint8_t { active = 0, deferred = 1, hold = 2, corrupt = 3 };
// What became of one recipient so far. Durable: do not change.
enum class fate : std::uint8_t { pending = 0, sent = 1, deferred = 2, bounced = 3 };

// What the administrator wants with a message that is being delivered; kept until the attempts under way have ended.
enum class wish : std::uint8_t { none, hold, remove };

struct progress {
    queue::fate fate = queue::fate::pending;
    std::string status;       // "4.4.1"
    std::string reason;       // the log's text
    std::string relay;        // who said so; empty or "none": we
    std::uint32_t uses = 0;   // in memory only: of the connection to it, this one counted; 0: not known
    bool remote_reply = false;    // `reason` is what the other server said
    bool told = false;        // in memory only: bounced, and the sender has been told
    bool owed = false;        // sent, and the sender is still to be told
    bool into_mailbox = false;    // sent, and this was the end of its way
    bool handed_on = false;   // in memory only: who took it sends the report that was asked for
    bool relayed = false;     // in memory only: sent, and the sender has to be told of that (RFC 2852)
};

// One thread at a time: the session's until it is handed in, the writer's until it is durable, then the scheduler's.
struct message {
    std::uint64_t number = 0;
    std::string id;                        // the number as replies and logs show it
    envelope what;
    std::uint64_t size = 0;
    store::shared_text text;               // null: has to be read
    std::vector<extent> extents;           // where the text is when it is not in the row
    bool uncertain = false;                // an earlier attempt ended unknown
    bool expired = false;                  // the administrator wants no more attempts
    bool expiry_seen = false;              // and this attempt's end knew it
    bool warned = false;                   // its sender was told that it is late
    bool has_status = false;               // rows beside the message row exist
    bool has_progress = false;             // rows of single recipients exist
    bool damaged = false;                  // its text cannot be read
    bool retried = false;                  // came from the database, not from a session
    bool told_late = false;                // its time (RFC 2852) was over before, and its sender knows
    bool flushed = false;                  // somebody asked for this attempt: defer_transports does not hold it back
    std::uint32_t attempts = 0;            // finished ones
    std::vector<queue::progress> recipients;    // as many as the envelope has

    std::int64_t activated = 0;            // microseconds since 1970: taken into the active set
    std::size_t open_groups = 0;           // deliveries not answered yet
    bool busy = false;                     // a coroutine of the scheduler holds it
    queue::wish wish = queue::wish::none;
};

}  // namespace mailstead::mta::queue
