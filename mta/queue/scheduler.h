// The queue manager: which message is tried when, and how many at once where. Begins with new mail in the same wake-up
// that acknowledges it, takes deferred mail from the database when it is due, and sleeps on one timer in between.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "mta/queue/admin_moves.h"
#include "mta/queue/carrier.h"
#include "mta/queue/internal_mail.h"
#include "mta/queue/storage.h"
#include "mta/route/route.h"
#include "net/session_set.h"

namespace mailstead::mta::queue {

// On the thread of `where` unless said otherwise.
class scheduler final : public writer::receiver {
public:
    // All of them outlive the scheduler.
    struct parts {
        storage& queue;
        home& where;
        net::session_set& tasks;        // on the same thread
        route::resolver& routes;
        carrier_source& carriers;
        net::disk_pool& disk;           // large texts are read there
        internal_passage* internal = nullptr;    // what reports go through; null: they enter the queue as they are
    };
    struct figures {
        std::uint64_t delivered = 0;    // recipients
        std::uint64_t deferred = 0;
        std::uint64_t bounced = 0;
        std::uint64_t active = 0;       // messages in memory now
        std::uint64_t in_flight = 0;    // transactions under way now
        std::uint64_t looked_over = 0;  // destinations that were asked whether they are idle, since the start
    };

    explicit scheduler(parts);
    ~scheduler() override;    // after stop() has returned, or the thread has ended
    scheduler(scheduler const&) = delete;

    // Looks for mail that is due. Called once, when the thread runs (or before it does).
    void start();
    // Everything that is deferred is tried now; or one message (errc::not_found when it is not deferred).
    void flush();
    net::task<base::error_code> flush(std::uint64_t number);
    // Holds, releases or removes one message wherever it is (docs/queue-states.md). What is being delivered is taken back as
    // far as no attempt has begun; the rest follows when the attempts have ended. errc::not_found: there is no such message,
    // or it is not in a state for that move.
    net::task<base::error_code> administer(admin_move move, std::uint64_t number);
    // Takes no more, lets deliveries under way end for at most `grace`, gives the rest back. The writer still runs.
    net::task<void> stop(std::chrono::milliseconds grace);

    // Any thread; approximate.
    figures counted() const noexcept;

    void arrived(std::vector<std::unique_ptr<message>> fresh) noexcept override;

private:
    class core;
    std::unique_ptr<core> core_;
};

}  // namespace mailstead::mta::queue
