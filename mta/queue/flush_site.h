// Tries the mail of one site that waits, now: what ETRN asks for (RFC 1985), and what `postqueue -s` does.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "mta/queue/scheduler.h"
#include "mta/queue/storage.h"
#include "net/session_set.h"

namespace mailstead::mta::queue {

class site_flusher {
public:
    // All of them outlive it. On the scheduler's thread, as all members.
    struct parts {
        storage& queue;
        home& where;
        scheduler& manager;
        net::session_set& tasks;
    };
    explicit site_flusher(parts of) : parts_(of) {}

    // Begins, and returns; a site whose mail is being looked for already is not looked for twice, and beyond `most_sites` at
    // once none is. From the look on a message is tried whether or not its transport is one of defer_transports.
    void begin(std::string site);
    static constexpr std::size_t most_sites = 100;

private:
    net::task<void> run(std::string site);
    parts parts_;
    std::set<std::string> under_way_;
};

}  // namespace mailstead::mta::queue
