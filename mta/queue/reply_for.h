// From trouble inside to the reply a client gets: always temporary, never more than it has to know.
#pragma once

#include "base/result.h"
#include "smtp/reply.h"

namespace mailstead::mta::queue {

// A full disk: 452 4.3.1. All else: 451 4.3.0.
smtp::reply reply_for(base::error_code const& error);

}  // namespace mailstead::mta::queue
