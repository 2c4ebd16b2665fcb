// The administrator's moves of messages that nobody is delivering: on the rows alone, so that the running server and,
// when it is stopped, postsuper itself make the same ones.
#pragma once

#include <cstdint>
#include <vector>

#include "mta/queue/store_db.h"

namespace mailstead::mta::queue {

enum class admin_move {
    hold,     // deferred -> hold
    release,  // hold -> deferred, due now
    expire,   // deferred: goes back to its sender now; hold: once it is released
    remove,   // deferred, hold, corrupt -> gone; nobody is told
};

// Inside a transaction. What can be used again once it is durable: the blocks of a removed text. errc::not_found: no
// such message, or it is in no state for this move; errc::in_delivery: it is active. `now`: microseconds since 1970.
result<std::vector<extent>> move_stored(store_db& db, admin_move move, std::uint64_t number, std::int64_t now);

}  // namespace mailstead::mta::queue
