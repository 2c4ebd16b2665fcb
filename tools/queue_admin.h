// The administrator's way to single messages: through the running server's private/control, or, when it is stopped,
// through queue.db itself. Never both: a server holds its database for itself.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailstead::tools {

struct listed_message {
    std::string id;
    std::string queue;  // active, deferred, hold, corrupt
};

class queue_admin {
public:
    enum class outcome { done, absent, busy, unavailable, failed };
    struct answer {
        queue_admin::outcome what = outcome::failed;
        std::string text;  // requeue: the new id; failed: why
    };
    struct shown {
        std::string envelope;  // JSON (mta/queue/admin.h)
        std::string text;      // CRLF lines
    };

    virtual ~queue_admin() = default;
    // Every message. Blocking, as all.
    virtual base::result<std::vector<listed_message>> list() = 0;
    // `verb`: hold, release, expire, remove or requeue.
    virtual answer obey(std::string_view verb, std::string const& id) = 0;
    // ENOENT: there is no such message.
    virtual base::result<shown> show(std::string const& id) = 0;
};

// Whoever is there. The error says why neither is.
base::result<std::unique_ptr<queue_admin>> open_queue(std::string const& queue_directory);

}  // namespace mailstead::tools
