// The queue as tools show it: one JSON object per message, with the names that Postfix's `postqueue -j` uses.
#pragma once

#include <string>

#include "mta/queue/store_db.h"

namespace mailstead::mta::queue {

// {"queue_name","queue_id","arrival_time","message_size","forced_expire","sender","recipients":[{"address",
// "delay_reason"}]}, without a line end. Recipients that are done are left out.
std::string listing_line(stored_message const& what);

}  // namespace mailstead::mta::queue
