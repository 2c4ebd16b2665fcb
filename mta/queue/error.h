// What can go wrong in the queue. All of it is temporary: mail is refused for now, or kept.
#pragma once

#include "base/result.h"

namespace mailstead::mta::queue {

using base::result;

enum class errc {
    no_space = 1,    // the disk is full: 452 4.3.1
    stopped,         // a sync failed or the queue is closed: nothing is taken until a restart, 451 4.3.0
    damaged,         // a message's row or text cannot be read: it goes to the corrupt state
    not_found,       // there is no such message (any more)
    too_many,        // more spools are open than there is memory for: 452 4.3.1
    missing,         // queue.db is gone, and what belongs to it is not
    foreign,         // queue.db is somebody else's file
    newer,           // queue.db is of a later version than this program knows
    in_delivery,     // not now: an attempt to deliver the message is under way
};

base::error_code make_error_code(errc) noexcept;

}  // namespace mailstead::mta::queue

template <>
struct boost::system::is_error_code_enum<mailstead::mta::queue::errc> : std::true_type {};
